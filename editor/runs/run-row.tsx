import { Checkbox } from '@mantine/core'
import { memo, type MouseEvent } from 'react'
import { Link } from 'wouter'
import type { RunRecord } from '../../server/model/run.ts'
import { durationText } from '../ui/figures.ts'
import { effectsOf, effectSummary } from './desk/effect-words.ts'
import { RunStateMark } from './run-state.tsx'
import { clockText, problemLine } from './run-words.ts'
import classes from './runs.module.css'

interface RunRowProps {
  run: RunRecord
  flowName: string
  clientName: string
  /** Tells today's runs from older ones. */
  now: Date
  index: number
  top: number
  height: number
  /** The keyboard is here. */
  current: boolean
  /** Left out: rows cannot be chosen. */
  chosen?: boolean | undefined
  onOpen: (run: RunRecord) => void
  onChoose: (run: RunRecord, extend: boolean) => void
}

/** One run; the whole row opens it, the flow's name is a link for the mouse and for screen readers. */
export const RunRow = memo(function RunRow({ run, flowName, clientName, now, index, top, height, current, chosen, onOpen, onChoose }: RunRowProps) {
  return (
    <div
      role="row"
      id={`run-${run.id}`}
      aria-rowindex={index + 2}
      aria-selected={chosen}
      className={classes.row}
      data-current={current || undefined}
      data-choosable={chosen !== undefined || undefined}
      style={{ height, transform: `translateY(${top}px)` }}
      onClick={(event) => click(event, { run, chosen, onOpen, onChoose })}
    >
      {chosen !== undefined && <Choice run={run} chosen={chosen} onChoose={onChoose} />}
      <span role="gridcell" className={classes.state}>
        <RunStateMark state={run.state} dueAt={run.delivery?.dueAt} now={now} />
      </span>
      <span role="gridcell" className={classes.flow}>
        <Link href={`/runs/${run.id}`} tabIndex={-1} onClick={(event) => event.preventDefault()}>
          {flowName}
        </Link>
      </span>
      <span role="gridcell">{clientName}</span>
      <span role="gridcell" title={run.trigger.kind}>
        {run.trigger.name}
      </span>
      <span role="gridcell" className={classes.started} title={new Date(run.startedAt).toLocaleString()}>
        {clockText(new Date(run.startedAt), now)}
      </span>
      <Figures run={run} />
    </div>
  )
})

/** Shift chooses a range; with Ctrl or Cmd the browser opens the link in a tab of its own. */
function click(event: MouseEvent, { run, chosen, onOpen, onChoose }: Pick<RunRowProps, 'run' | 'chosen' | 'onOpen' | 'onChoose'>): void {
  if (event.ctrlKey || event.metaKey) return
  if (!event.shiftKey) return onOpen(run)
  if (chosen === undefined) return
  event.preventDefault()
  onChoose(run, true)
}

function Choice({ run, chosen, onChoose }: Pick<RunRowProps, 'run' | 'chosen' | 'onChoose'>) {
  const choose = (event: MouseEvent): void => {
    event.stopPropagation()
    event.preventDefault()
    onChoose(run, event.shiftKey)
  }
  return (
    <span role="gridcell" className={classes.choice} onClick={choose}>
      {run.delivery && <Checkbox size="xs" tabIndex={-1} checked={chosen ?? false} readOnly aria-label={`Choose run ${run.id}`} />}
    </span>
  )
}

function Figures({ run }: { run: RunRecord }) {
  const { delivery, problem } = run
  const effects = effectsOf(run)
  return (
    <>
      <span role="gridcell" className={`${classes.figure} ${classes.duration}`}>
        {run.durationMs === null ? '' : durationText(run.durationMs)}
      </span>
      <span role="gridcell" className={classes.figure}>
        {delivery?.attempt}
      </span>
      <span role="gridcell" title={effects && effectSummary(effects)}>
        {effects && writes(effects)}
      </span>
      <span role="gridcell" className={classes.problem} title={problem?.detail}>
        {problem && problemLine(problem)}
      </span>
    </>
  )
}

/** `3 of 5`, `3 of 5, 1 unknown`. */
const writes = (effects: NonNullable<RunRecord['delivery']>['effects']): string => effectSummary(effects).replace(/ writes? confirmed/, '')
