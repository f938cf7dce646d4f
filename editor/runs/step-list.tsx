import { IconCircleX } from '@tabler/icons-react'
import { Link } from 'wouter'
import type { Flow } from '../../server/model/flow.ts'
import type { RunDetail, StepRecord } from '../../server/model/run.ts'
import { durationText, sizeText } from '../ui/figures.ts'
import classes from './run-page.module.css'
import { itemText } from './run-words.ts'

interface StepListProps {
  detail: RunDetail
  flow: Flow | undefined
  chosen: number | null
  onChoose: (seq: number | null) => void
}

/** The steps in the order they began, each with a bar of when it ran; a chosen one shows its details. */
export function StepList({ detail, flow, chosen, onChoose }: StepListProps) {
  const { run, steps, stepsLeftOut } = detail
  const total = Math.max(run.durationMs ?? 0, ...steps.map((step) => step.startMs + step.durationMs), 0.001)
  if (steps.length === 0)
    return <p className={classes.note}>{run.state === 'running' ? 'No step has ended yet.' : 'Nothing is recorded of the steps of this run.'}</p>
  return (
    <>
      <h2 className={classes.heading}>Steps</h2>
      <ol className={classes.steps} aria-label="Steps">
        {steps.map((step) => (
          <Step
            key={step.seq}
            step={step}
            flow={flow}
            total={total}
            open={chosen === step.seq}
            onToggle={() => onChoose(chosen === step.seq ? null : step.seq)}
          />
        ))}
      </ol>
      {stepsLeftOut > 0 && <p className={classes.note}>{stepsLeftOut.toLocaleString()} more steps are not shown.</p>}
    </>
  )
}

interface StepProps {
  step: StepRecord
  flow: Flow | undefined
  total: number
  open: boolean
  onToggle: () => void
}

function Step({ step, flow, total, open, onToggle }: StepProps) {
  const node = flow?.nodes.find((each) => each.id === step.node)
  const left = `${(step.startMs / total) * 100}%`
  const width = `${Math.max((step.durationMs / total) * 100, 0.5)}%`
  return (
    <li className={classes.step} data-open={open || undefined}>
      <button type="button" className={classes.stepButton} aria-expanded={open} onClick={onToggle}>
        <span className={classes.stepName}>
          {step.problem && <IconCircleX size={16} className={classes.bad} aria-label="Problem" />}
          {node?.name || step.node}
          {step.item && <small>{itemText(step.item)}</small>}
        </span>
        <span className={classes.stepPort}>{step.problem?.code ?? step.ports.join(', ')}</span>
        <span className={classes.stepTime}>{durationText(step.durationMs)}</span>
        <span className={classes.track} aria-hidden>
          <span className={classes.bar} data-bad={step.problem ? true : undefined} style={{ left, width }} />
        </span>
      </button>
      {open && <StepDetails step={step} flow={flow} />}
    </li>
  )
}

function StepDetails({ step, flow }: { step: StepRecord; flow: Flow | undefined }) {
  const known = flow?.nodes.some((node) => node.id === step.node)
  return (
    <div className={classes.details}>
      <p>
        {step.kind}; began after {durationText(step.startMs)}; {sizeText(step.inBytes)} in, {sizeText(step.outBytes)} out
      </p>
      {step.problem && (
        <p className={classes.badText}>
          {step.problem.detail} {step.problem.vendorCode && <code>{step.problem.vendorCode}</code>}
        </p>
      )}
      {step.shape && <pre className={classes.shape}>{step.shape.join('\n')}</pre>}
      {flow && known && <Link href={`/flows/${flow.id}/nodes/${step.node}`}>Open the node in the flow</Link>}
    </div>
  )
}
