import { Button } from '@mantine/core'
import { IconAlertTriangle, IconInfoCircle } from '@tabler/icons-react'
import { fieldPath, parsePath } from '../document/mapping-path.ts'
import { useMapper } from './mapper-context.ts'
import classes from './panels.module.css'
import type { RowFinding } from './row-findings.ts'

/** All that is wrong or lost, each with the way to it. */
export function FindingList() {
  const { findings, model } = useMapper()
  const none = findings.all.length + model.lost.size === 0
  if (none) return <p className={classes.empty}>Nothing found: every required target is written, and every source field is mapped or ignored on purpose.</p>
  return (
    <ul className={classes.list}>
      {findings.all.map((finding) => (
        <Found key={`${finding.row} ${finding.text}`} finding={finding} />
      ))}
      {[...model.lost].map((key) => (
        <Lost key={`lost ${key}`} path={key} />
      ))}
    </ul>
  )
}

function Found({ finding: { level, text, row, field, samples } }: { finding: RowFinding }) {
  const { target, showRow } = useMapper()
  const jump = row !== undefined ? () => showRow(row) : field !== undefined ? () => target.reveal(field) : undefined
  return (
    <li className={classes.entry}>
      {level === 'error' ? (
        <IconAlertTriangle size={14} color="var(--pb-problem)" aria-label="problem" />
      ) : (
        <IconInfoCircle size={14} color="var(--pb-paused)" aria-label="note" />
      )}
      <button type="button" className={classes.jump} disabled={!jump} onClick={jump}>
        {text}
        {samples.length > 0 && <span className={classes.none}> ({samples.join(', ')})</span>}
      </button>
    </li>
  )
}

function Lost({ path }: { path: string }) {
  const { source, edit, canEdit } = useMapper()
  return (
    <li className={classes.entry}>
      <IconInfoCircle size={14} color="var(--pb-paused)" aria-label="note" />
      <button type="button" className={classes.jump} onClick={() => source.reveal(path)}>
        <span className={classes.mono}>{path}</span> of the source is lost: no row reads it.
      </button>
      {canEdit && (
        <Button size="compact-xs" h={24} variant="default" onClick={() => edit({ kind: 'ignore', path: fieldPath(parsePath(path) ?? [path]) })}>
          Ignore on purpose
        </Button>
      )}
    </li>
  )
}
