import { Button } from '@mantine/core'
import { IconAlertTriangle, IconInfoCircle } from '@tabler/icons-react'
import { useMemo } from 'react'
import { fieldPath, parsePath } from '../document/mapping-path.ts'
import { CodeText } from '../ui/code-text.tsx'
import { focusPanel } from './keep-focus.ts'
import { useMapper } from './mapper-context.ts'
import classes from './panels.module.css'
import { rowConversion } from './row-conversion.ts'
import type { RowFinding } from './row-findings.ts'

/** All that is wrong or lost, each with the way to it. */
export function FindingList() {
  const { findings, model } = useMapper()
  const none = findings.all.length + model.lost.size === 0
  if (none) return <p className={classes.empty}>Nothing found: every required target is written, and every source field is mapped or ignored on purpose.</p>
  return (
    <ul className={classes.list}>
      {findings.all.map((finding, index) => (
        <Found key={`${index} ${finding.row}`} finding={finding} />
      ))}
      {[...model.lost].map((key) => (
        <Lost key={`lost ${key}`} path={key} />
      ))}
    </ul>
  )
}

function Found({ finding: { level, code, text, row, field, samples } }: { finding: RowFinding }) {
  const { mapping, target, showRow, showPanel } = useMapper()
  const rule = mapping.invariants?.some(({ id }) => id === row)
  const jump = rule ? () => showPanel('invariants') : row !== undefined ? () => showRow(row) : field !== undefined ? () => target.reveal(field) : undefined
  return (
    <li className={classes.entry}>
      {level === 'error' ? (
        <IconAlertTriangle size={14} color="var(--pb-problem)" aria-label="problem" />
      ) : (
        <IconInfoCircle size={14} color="var(--pb-paused)" aria-label="note" />
      )}
      <button type="button" className={classes.jump} disabled={!jump} onClick={jump}>
        <CodeText text={text} />
        {samples.length > 0 && <span className={classes.none}> ({samples.join(', ')})</span>}
      </button>
      {row !== undefined && (code === 'mapping.type' || code === 'mapping.lossy') && <Convert row={row} />}
    </li>
  )
}

/** A row that copies a value of another type: the conversion with one click. */
function Convert({ row }: { row: string }) {
  const { model, canEdit, edit } = useMapper()
  const text = useMemo(() => rowConversion(model, row), [model, row])
  if (text === undefined || !canEdit) return null
  return (
    <Button
      size="compact-xs"
      h={24}
      variant="default"
      onClick={(event) => (focusPanel(event), edit({ kind: 'source', row, from: { kind: 'expression', text } }))}
    >
      Convert with {text}
    </Button>
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
        <Button
          size="compact-xs"
          h={24}
          variant="default"
          onClick={(event) => (focusPanel(event), edit({ kind: 'ignore', path: fieldPath(parsePath(path) ?? [path]) }))}
        >
          Ignore on purpose
        </Button>
      )}
    </li>
  )
}
