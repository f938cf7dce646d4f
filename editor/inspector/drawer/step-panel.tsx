import { IconAlertCircle, IconCircleCheck } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import { durationText, sizeText } from '../../ui/figures.ts'
import type { ProblemText } from '../../ui/problem-view.tsx'
import type { Flow } from '../../../server/model/flow.ts'
import type { TryResult, TryStep } from '../../../server/model/run.ts'
import classes from './drawer.module.css'
import { ModeSwitch, type ValueMode, ValueView } from './value-view.tsx'

export interface StepPanelProps {
  flow: Flow
  result: TryResult
  problems: Readonly<Record<string, Pick<ProblemText, 'title' | 'remedy'>>>
  /** The node that is selected on the canvas. */
  node: string | undefined
  onNode: (node: string) => void
}

/** The steps of a test run, with what each got and gave. */
export function StepPanel({ flow, result, problems, node, onNode }: StepPanelProps) {
  const [seq, setSeq] = useState<number | null>(null)
  const [mode, setMode] = useState<ValueMode>('tree')
  const own = result.steps.find((step) => step.seq === seq)
  const shown = own && (node === undefined || own.node === node) ? own : result.steps.find((step) => step.node === node)
  const names = new Map(flow.nodes.map((each) => [each.id, each.name]))
  return (
    <div className={classes.columns}>
      <StepList steps={result.steps} leftOut={result.stepsLeftOut} shown={shown} names={names} onStep={(step) => (setSeq(step.seq), onNode(step.node))} />
      <div className={classes.detail}>
        <header className={classes.detailHead}>
          <RunSummary result={result} />
          <ModeSwitch mode={mode} onMode={setMode} />
        </header>
        {shown ? (
          <StepDetail step={shown} mode={mode} problems={problems} />
        ) : (
          <ResponseDetail result={result} mode={mode} missing={node === undefined ? undefined : names.get(node)} />
        )}
      </div>
    </div>
  )
}

function RunSummary({ result: { run } }: { result: TryResult }) {
  const failed = run.problem !== null
  return (
    <p className={classes.summary} data-failed={failed || undefined} role="status">
      {failed ? <IconAlertCircle size={14} aria-hidden /> : <IconCircleCheck size={14} aria-hidden />}
      {`${failed ? `Ended with ${run.problem!.code}` : 'Succeeded'} · ${run.stepCount} steps · ${durationText(run.durationMs ?? 0)}${run.status === null ? '' : ` · answer ${run.status}`}`}
    </p>
  )
}

interface StepListProps {
  steps: readonly TryStep[]
  leftOut: number
  shown: TryStep | undefined
  names: ReadonlyMap<string, string>
  onStep: (step: TryStep) => void
}

function StepList({ steps, leftOut, shown, names, onStep }: StepListProps) {
  const list = useRef<HTMLOListElement>(null)
  const at = shown === undefined ? -1 : steps.indexOf(shown)
  useEffect(() => {
    list.current?.children[at]?.scrollIntoView({ block: 'nearest' })
  }, [at])
  return (
    <ol className={classes.steps} aria-label="Steps" ref={list}>
      {steps.map((step) => (
        <li key={step.seq}>
          <button
            type="button"
            className={classes.step}
            aria-current={step === shown ? 'step' : undefined}
            data-problem={step.problem ? true : undefined}
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
      {leftOut > 0 && <li className={classes.dim}>{`${leftOut} further steps are not shown.`}</li>}
    </ol>
  )
}

function StepDetail({ step, mode, problems }: { step: TryStep; mode: ValueMode; problems: StepPanelProps['problems'] }) {
  const kind = step.problem && problems[step.problem.code]
  return (
    <>
      {step.problem && (
        <div className={classes.problem} role="alert">
          <strong>{kind?.title ?? step.problem.code}</strong>
          <p>{step.problem.detail}</p>
          <p>{kind?.remedy}</p>
          <code>{[step.problem.code, step.problem.vendorCode, step.problem.at && `at ${step.problem.at}`].filter(Boolean).join(' · ')}</code>
        </div>
      )}
      <div className={classes.values}>
        <ValueView title={`Input · ${sizeText(step.inBytes)}`} value={step.input} mode={mode} />
        <div>
          {step.output.map((output, index) => (
            <ValueView
              key={index}
              title={`Output by ${output.port} · ${sizeText(JSON.stringify(output.body ?? null).length)}`}
              value={output.body}
              mode={mode}
            />
          ))}
          {step.output.length === 0 && <ValueView title="Output" value={undefined} mode="tree" />}
        </div>
      </div>
    </>
  )
}

function ResponseDetail({ result, mode, missing }: { result: TryResult; mode: ValueMode; missing: string | undefined }) {
  return (
    <>
      {missing !== undefined && <p className={classes.dim}>{`The message did not reach “${missing}”.`}</p>}
      {result.response ? (
        <ValueView title={`Answer ${result.response.status}`} value={result.response.body} mode={mode} />
      ) : (
        <p className={classes.dim}>The flow gave no answer.</p>
      )}
    </>
  )
}
