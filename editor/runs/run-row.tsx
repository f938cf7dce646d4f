import { memo } from 'react'
import { Link, useLocation } from 'wouter'
import type { RunRecord } from '../../server/model/run.ts'
import { durationText, sizeText } from '../ui/figures.ts'
import { RunStateMark } from './run-state.tsx'
import { clockText } from './run-words.ts'
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
}

/** One run; the whole row opens it, the flow's name is the link for keyboard and screen readers. */
export const RunRow = memo(function RunRow({ run, flowName, clientName, now, index, top, height }: RunRowProps) {
  const [, navigate] = useLocation()
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      className={classes.row}
      style={{ height, transform: `translateY(${top}px)` }}
      onClick={() => navigate(`/runs/${run.id}`)}
    >
      <span role="cell" className={classes.state}>
        <RunStateMark state={run.state} />
      </span>
      <span role="cell" className={classes.flow}>
        <Link href={`/runs/${run.id}`} onClick={(event) => event.stopPropagation()}>
          {flowName}
        </Link>
      </span>
      <span role="cell" className={classes.figure}>
        {run.version === 0 ? 'draft' : run.version}
      </span>
      <span role="cell">{clientName}</span>
      <span role="cell" title={run.trigger.kind}>
        {run.trigger.name}
      </span>
      <span role="cell" className={classes.started} title={new Date(run.startedAt).toLocaleString()}>
        {clockText(new Date(run.startedAt), now)}
      </span>
      <span role="cell" className={`${classes.figure} ${classes.duration}`}>
        {run.durationMs === null ? '' : durationText(run.durationMs)}
      </span>
      <Figures run={run} />
    </div>
  )
})

function Figures({ run }: { run: RunRecord }) {
  return (
    <>
      <span role="cell" className={classes.figure}>
        {run.stepCount}
      </span>
      <span role="cell" className={classes.figure}>
        {sizeText(run.inBytes)}
      </span>
      <span role="cell" className={classes.figure}>
        {sizeText(run.outBytes)}
      </span>
      <span role="cell" className={classes.problem} title={run.problem?.detail}>
        {run.problem?.code}
      </span>
    </>
  )
}
