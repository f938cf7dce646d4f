import { Button } from '@mantine/core'
import { useMemo } from 'react'
import { proposeLines } from '../document/mapping-proposals.ts'
import { focusPanel } from './keep-focus.ts'
import { useMapper } from './mapper-context.ts'
import classes from './panels.module.css'

/** Lines that names and types suggest, best first. Worked out here, without any network. */
export function ProposalList() {
  const { mapping, model, canEdit, accept, target, samples } = useMapper()
  const proposals = useMemo(
    () => proposeLines(mapping, { sources: model.source, targets: model.target, samples: samples.map(({ body }) => body) }),
    [mapping, model.source, model.target, samples],
  )
  if (proposals.length === 0) return <p className={classes.empty}>No further field is alike in name and type on both sides.</p>
  return (
    <ul className={classes.list}>
      <li className={classes.entry}>
        <span className={classes.grow}>{proposals.length} fields are alike on both sides and not mapped yet.</span>
        {canEdit && (
          <Button size="compact-xs" h={24} onClick={(event) => (focusPanel(event), accept(proposals))}>
            Accept all {proposals.length}
          </Button>
        )}
      </li>
      {proposals.map((proposal) => (
        <li key={proposal.target.key} className={classes.entry}>
          <span title="Likeness of 100">{Math.round(proposal.score * 100)}</span>
          <button type="button" className={classes.jump} onClick={() => target.reveal(proposal.target.key)}>
            <span className={classes.mono}>{proposal.source.key}</span> to <span className={classes.mono}>{proposal.target.key}</span>{' '}
            <span className={classes.none}>{proposal.reason}</span>
          </button>
          {canEdit && (
            <Button size="compact-xs" h={24} variant="default" onClick={(event) => (focusPanel(event), accept([proposal]))}>
              Accept
            </Button>
          )}
        </li>
      ))}
    </ul>
  )
}
