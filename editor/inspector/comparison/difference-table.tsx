import type { ValueDifference } from '../../../server/model/case.ts'
import type { Flow } from '../../../server/model/flow.ts'
import classes from './comparison.module.css'

export interface DifferenceTableProps {
  flow: Flow
  differences: readonly ValueDifference[]
  label: string
  /** What the two sides are called. */
  sides: readonly [string, string]
  /** Leaves the field of a difference out of further comparisons; left out: that cannot be done here. */
  onIgnore?: ((path: string) => void) | undefined
}

const PLACES: Readonly<Record<string, string>> = { answer: 'Answer', status: 'Status', problem: 'Problem' }

/** Places where two values differ, with both sides. */
export function DifferenceTable({ flow, differences, label, sides, onIgnore }: DifferenceTableProps) {
  return (
    <table className={classes.differences} aria-label={label}>
      <thead>
        <tr>
          <th scope="col">Place</th>
          {sides.map((side) => (
            <th key={side} scope="col">
              {side}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {differences.map((difference, index) => (
          <DifferenceRow key={index} flow={flow} difference={difference} sides={sides} onIgnore={onIgnore} />
        ))}
      </tbody>
    </table>
  )
}

function DifferenceRow({ flow, difference, sides, onIgnore }: Pick<DifferenceTableProps, 'flow' | 'sides' | 'onIgnore'> & { difference: ValueDifference }) {
  const { place, path, expected, got, why } = difference
  return (
    <tr>
      <th scope="row">
        {placeWords(flow, place)} <code>{path}</code>
        {onIgnore && ignorable(difference) && (
          <button type="button" className={classes.ignore} aria-label={`Do not compare ${fieldOf(difference)}`} onClick={() => onIgnore(fieldOf(difference))}>
            do not compare
          </button>
        )}
      </th>
      {why === undefined ? (
        <>
          <Value value={expected} label={sides[0]} />
          <Value value={got} label={sides[1]} />
        </>
      ) : (
        <td colSpan={2}>
          {why}
          {got !== undefined && <pre>{JSON.stringify(got, null, 1)}</pre>}
        </td>
      )}
    </tr>
  )
}

/** The path as `ignore` of a case names it: without positions. */
const fieldOf = ({ path }: ValueDifference): string => path.replaceAll(/\[\d+\]/g, '').replace(/^\./, '')

const ignorable = (difference: ValueDifference): boolean =>
  (difference.place === 'answer' || difference.place.startsWith('call:')) && fieldOf(difference) !== ''

function Value({ value, label }: { value: unknown; label: string }) {
  return <td data-label={label}>{value === undefined ? <span className={classes.dim}>nothing</span> : <pre>{JSON.stringify(value, null, 1)}</pre>}</td>
}

function placeWords(flow: Flow, place: string): string {
  if (!place.startsWith('call:')) return PLACES[place] ?? place
  const id = place.slice('call:'.length)
  return `Call “${flow.nodes.find((node) => node.id === id)?.name || id}”`
}
