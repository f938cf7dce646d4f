import { Button } from '@mantine/core'
import { useMemo } from 'react'
import { formatPath } from '../document/mapping-path.ts'
import type { Repair, RepairCandidate } from '../document/mapping-repair.ts'
import { focusPanel } from './keep-focus.ts'
import { useMapper } from './mapper-context.ts'
import panels from './panels.module.css'
import classes from './repair.module.css'

/** The rows that no longer fit, each with the fields that it could mean now. */
export function RepairList() {
  const { repairs, canEdit, model, preview } = useMapper()
  // What could be meant follows from the rows, the schemas and the server's reading of the rows.
  // eslint-disable-next-line react-hooks/exhaustive-deps
  const list = useMemo(() => repairs.list(), [repairs.waiting, model.schemas, preview.analysis])
  const sure = list.filter(({ candidates }) => candidates.length > 0)
  if (list.length === 0) return <p className={panels.empty}>Every row fits the source and the target.</p>
  return (
    <ul className={panels.list}>
      <li className={panels.entry}>
        <span className={panels.grow}>
          {sure.length} of {list.length} {list.length === 1 ? 'has' : 'have'} a field that is alike.
        </span>
        {canEdit && sure.length > 0 && (
          <Button size="compact-xs" h={24} onClick={(event) => (focusPanel(event), repairs.acceptAll(list))}>
            {sure.length === 1 ? 'Accept the best' : `Accept the best of all ${sure.length}`}
          </Button>
        )}
      </li>
      {list.map((repair) => (
        <Entry key={repair.id} repair={repair} />
      ))}
    </ul>
  )
}

function Entry({ repair }: { repair: Repair }) {
  const { canEdit, showRow } = useMapper()
  const { placed, path, side, unsure, candidates, id } = repair
  const target = formatPath(placed.target)
  return (
    <li className={classes.repair}>
      <div className={classes.head}>
        <button type="button" className={panels.jump} onClick={() => showRow(placed.row.id)}>
          <span className={`${panels.mono} ${classes.gone}`}>{formatPath(path)}</span> is no longer in the {side}
          {side === 'source' && (
            <>
              ; it fills <span className={panels.mono}>{target}</span>
            </>
          )}
        </button>
        {canEdit && <ByHand id={id} row={placed.row.id} target={target} />}
      </div>
      {candidates.length === 0 && <p className={panels.hint}>{unsure ?? `No field of the ${side} is alike in name and type.`}</p>}
      <ul className={classes.candidates}>
        {candidates.map((candidate) => (
          <Candidate key={candidate.field.key} repair={repair} candidate={candidate} />
        ))}
      </ul>
    </li>
  )
}

/** What a person can do without a proposal. */
function ByHand({ id, row, target }: { id: string; row: string; target: string }) {
  const { repairs, edit } = useMapper()
  return (
    <>
      <Button size="compact-xs" h={24} variant="default" aria-label={`Keep ${target} as it is`} onClick={(event) => (focusPanel(event), repairs.leave(id))}>
        Keep as it is
      </Button>
      <Button
        size="compact-xs"
        h={24}
        variant="default"
        aria-label={`Remove the row of ${target}`}
        onClick={(event) => (focusPanel(event), edit({ kind: 'remove', row }))}
      >
        Remove the row
      </Button>
    </>
  )
}

function Candidate({ repair, candidate }: { repair: Repair; candidate: RepairCandidate }) {
  const { repairs, canEdit, source, target } = useMapper()
  const { field, score, reason } = candidate
  const tree = repair.side === 'source' ? source : target
  return (
    <li className={classes.candidate}>
      <span className={classes.score} title="Likeness of 100">
        {Math.round(score * 100)}
      </span>
      <button type="button" className={panels.jump} onClick={() => tree.reveal(field.key)}>
        <span className={panels.mono}>{field.key}</span> <span className={panels.none}>{reason}</span>
      </button>
      {canEdit && (
        <Button
          size="compact-xs"
          h={24}
          variant="default"
          aria-label={`Rename to ${field.key}`}
          onClick={(event) => (focusPanel(event), repairs.accept(repair, candidate))}
        >
          Accept
        </Button>
      )}
    </li>
  )
}
