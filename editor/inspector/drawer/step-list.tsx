import { IconAlertCircle, IconCornerUpLeft } from '@tabler/icons-react'
import { useEffect, useRef } from 'react'
import { durationText } from '../../ui/figures.ts'
import type { TryResult, TryStep } from '../../../server/model/run.ts'
import classes from './drawer.module.css'

export interface StepListProps {
  result: TryResult
  /** Nothing: the answer of the flow. */
  shown: TryStep | undefined
  names: ReadonlyMap<string, string>
  onStep: (step: TryStep | undefined) => void
}

/** What the caller gets. */
function answerText({ response, run }: TryResult): string {
  const status = response?.status ?? run.status
  return status === null ? 'No answer' : `Answer ${status}`
}

/** The steps of a run in their order, and the answer at the end. */
export function StepList({ result, shown, names, onStep }: StepListProps) {
  const list = useRef<HTMLOListElement>(null)
  const at = shown === undefined ? -1 : result.steps.indexOf(shown)
  useEffect(() => {
    list.current?.children[at]?.scrollIntoView({ block: 'nearest' })
  }, [at])
  return (
    <ol className={classes.steps} aria-label="Steps" ref={list}>
      {result.steps.map((step) => (
        <li key={step.seq}>
          <button
            type="button"
            className={classes.step}
            aria-current={step === shown ? 'step' : undefined}
            data-problem={step.problem && true}
            onClick={() => onStep(step)}
          >
            <span className={classes.stepName}>
              {names.get(step.node) ?? step.node}
              {step.item && step.item.length > 0 && <span className={classes.dim}>{` #${step.item.map((index) => index + 1).join('.')}`}</span>}
            </span>
            {step.problem && <IconAlertCircle size={14} aria-label="Problem" />}
            <span className={classes.dim}>{durationText(step.durationMs)}</span>
          </button>
        </li>
      ))}
      {result.stepsLeftOut > 0 && <li className={classes.left}>{`${result.stepsLeftOut} further steps are not shown.`}</li>}
      <li className={classes.last}>
        <button type="button" className={classes.step} aria-current={shown === undefined ? 'step' : undefined} onClick={() => onStep(undefined)}>
          <IconCornerUpLeft size={14} aria-hidden />
          <span className={classes.stepName}>{answerText(result)}</span>
        </button>
      </li>
    </ol>
  )
}
