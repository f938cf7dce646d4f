import { sizeText } from '../../ui/figures.ts'
import type { ProblemText } from '../../ui/problem-view.tsx'
import type { TryStep } from '../../../server/model/run.ts'
import type { RunProblem } from '../../../server/model/run-problem.ts'
import classes from './drawer.module.css'
import { type ValueMode, ValueView } from './value-view.tsx'

/** Titles and remedies of problems, by code. */
export type ProblemTexts = Readonly<Record<string, Pick<ProblemText, 'title' | 'remedy'>>>

export interface StepDetailProps {
  step: TryStep
  /** The same step of the run before. */
  before: TryStep | undefined
  mode: ValueMode
  problems: ProblemTexts
}

/** What a step got and gave, and its problem in words. */
export function StepDetail({ step, before, mode, problems }: StepDetailProps) {
  const size = step.output.length === 1 ? ` · ${sizeText(step.outBytes)}` : ''
  return (
    <>
      {step.problem && <ProblemBox node={step.node} problem={step.problem} problems={problems} />}
      <div className={classes.values}>
        <ValueView title={`Input · ${sizeText(step.inBytes)}`} value={step.input} before={before && { value: before.input }} mode={mode} />
        <div>
          {step.output.map((output, index) => (
            <ValueView
              key={index}
              title={`Output by ${output.port}${size}`}
              value={output.body}
              before={before?.output[index]?.port === output.port ? { value: before.output[index].body } : undefined}
              mode={mode}
            />
          ))}
          {step.output.length === 0 && <ValueView title="Output" value={undefined} before={undefined} mode="tree" />}
        </div>
      </div>
    </>
  )
}

interface ProblemBoxProps {
  /** Where it is shown: its place is not told again. */
  node: string | undefined
  problem: RunProblem
  problems: ProblemTexts
}

/** A problem of a run in words, with its codes. */
export function ProblemBox({ node, problem, problems }: ProblemBoxProps) {
  const kind = problems[problem.code]
  const place = problem.at === undefined || problem.at === node ? undefined : `at ${problem.at}`
  return (
    <div className={classes.problem} role="alert">
      <strong>{kind?.title ?? problem.code}</strong>
      <p>{problem.detail}</p>
      <p>{kind?.remedy}</p>
      <code>{[problem.code, problem.vendorCode, place].filter(Boolean).join(' · ')}</code>
    </div>
  )
}
