import type { ValueDifference } from '../../../server/model/case.ts'
import type { DryRun } from '../../../server/model/run-endpoint.ts'
import { Unfold } from '../../ui/unfold.tsx'
import { countText } from '../run-words.ts'
import classes from './dry-run.module.css'

/** What documents would do: problems and differences, first those that have some. */
export function DryRunResults({ results }: { results: readonly DryRun[] }) {
  const ordered = results.toSorted((a, b) => weight(b) - weight(a))
  return (
    <div className={classes.results}>
      <p role="status">{dryRunWords(results)}</p>
      <ul aria-label="Results">
        {ordered.map((result) => (
          <li key={result.run}>
            <Unfold title={<code>{result.run}</code>} detail={detailWords(result)} open={results.length === 1}>
              {result.problem && (
                <p className={classes.problem}>
                  <code>{result.problem.code}</code> {result.problem.detail}
                </p>
              )}
              {result.differences.length > 0 && <Differences run={result.run} differences={result.differences} />}
              {result.differences.length === 0 && <p>The same writes and the same answer.</p>}
            </Unfold>
          </li>
        ))}
      </ul>
    </div>
  )
}

/** `2 of 5 documents would still fail; 3 would do something else than with their own version.` */
export function dryRunWords(results: readonly DryRun[]): string {
  if (results.length === 1) return oneWords(results[0]!)
  const failing = results.filter(({ problem }) => problem !== null).length
  const other = results.filter(({ differences }) => differences.length > 0).length
  const fail =
    failing === 0 ? `None of ${countText(results.length, 'document')} would fail` : `${failing} of ${countText(results.length, 'document')} would fail`
  return `${fail}; ${other} would do something else than with the version they were accepted for.`
}

const oneWords = ({ problem, differences }: DryRun): string =>
  `The document would ${problem ? 'fail' : 'be delivered'}, and ${differences.length > 0 ? 'do something else than' : 'do the same as'} with the version it was accepted for.`

const weight = ({ problem, differences }: DryRun): number => (problem ? 2 : 0) + (differences.length > 0 ? 1 : 0)

const detailWords = ({ problem, differences }: DryRun): string =>
  [problem ? `fails: ${problem.code}` : 'works', differences.length === 0 ? 'no difference' : countText(differences.length, 'difference')].join(', ')

function Differences({ run, differences }: { run: string; differences: readonly ValueDifference[] }) {
  return (
    <table className={classes.table} aria-label={`Differences of ${run}`}>
      <thead>
        <tr>
          <th scope="col">Place</th>
          <th scope="col">Accepted for</th>
          <th scope="col">This version</th>
        </tr>
      </thead>
      <tbody>
        {differences.map(({ place, path, expected, got, why }, index) => (
          <tr key={index}>
            <th scope="row">
              {place.replace(/^call:/, 'call ')} <code>{path}</code>
            </th>
            {why === undefined ? (
              <>
                <Value value={expected} />
                <Value value={got} />
              </>
            ) : (
              <td colSpan={2}>{why}</td>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Value({ value }: { value: unknown }) {
  return <td>{value === undefined ? <span className={classes.nothing}>nothing</span> : <pre>{JSON.stringify(value, null, 1)}</pre>}</td>
}
