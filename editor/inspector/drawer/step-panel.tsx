import { Button } from '@mantine/core'
import { IconAlertCircle, IconCircleCheck } from '@tabler/icons-react'
import { useState } from 'react'
import { durationText } from '../../ui/figures.ts'
import type { Flow } from '../../../server/model/flow.ts'
import type { TryResult, TryStep } from '../../../server/model/run.ts'
import classes from './drawer.module.css'
import { ProblemBox, type ProblemTexts, StepDetail } from './step-detail.tsx'
import { StepList } from './step-list.tsx'
import { ModeSwitch, type ValueMode, ValueView } from './value-view.tsx'

export interface StepPanelProps {
  flow: Flow
  result: TryResult
  /** The run before, to mark what differs. */
  previous: TryResult | null
  /** The flow has been changed since. */
  stale: boolean
  problems: ProblemTexts
  /** The node that is selected on the canvas. */
  node: string | undefined
  /** Nothing: the answer of the whole flow. */
  onNode: (node: string | undefined) => void
  onClear: () => void
  /** Makes a case of this run; left out: it was not a run of the whole flow. */
  onKeep?: (() => void) | undefined
}

/** The steps of a test run, with what each got and gave. */
export function StepPanel({ flow, result, previous, stale, problems, node, onNode, onClear, onKeep }: StepPanelProps) {
  const [seq, setSeq] = useState<number | null>(null)
  const [mode, setMode] = useState<ValueMode>('tree')
  const own = result.steps.find((step) => step.seq === seq)
  const shown = own && (node === undefined || own.node === node) ? own : result.steps.find((step) => step.node === node)
  const names = new Map(flow.nodes.map((each) => [each.id, each.name]))
  return (
    <div className={classes.columns}>
      <StepList result={result} shown={shown} names={names} onStep={(step) => (setSeq(step?.seq ?? null), onNode(step?.node))} />
      <div className={classes.detail}>
        <header className={classes.detailHead}>
          <RunSummary result={result} stale={stale} />
          {onKeep && (
            <Button variant="subtle" onClick={onKeep}>
              Keep as a case
            </Button>
          )}
          <Button variant="subtle" color="gray" onClick={onClear}>
            Clear
          </Button>
          <ModeSwitch mode={mode} onMode={setMode} />
        </header>
        {shown ? (
          <StepDetail step={shown} before={sameStep(previous, shown)} mode={mode} problems={problems} />
        ) : (
          <ResponseDetail result={result} previous={previous} problems={problems} mode={mode} missing={node === undefined ? undefined : names.get(node)} />
        )}
      </div>
    </div>
  )
}

/** The step of another run that did the same work: the same node, for the same item. */
function sameStep(other: TryResult | null, step: TryStep): TryStep | undefined {
  const item = step.item?.join('.') ?? ''
  return other?.steps.find((each) => each.node === step.node && (each.item?.join('.') ?? '') === item)
}

function RunSummary({ result: { run }, stale }: { result: TryResult; stale: boolean }) {
  const failed = run.problem !== null
  const facts = [
    failed ? `Ended with ${run.problem!.code}` : 'Succeeded',
    `${run.stepCount} ${run.stepCount === 1 ? 'step' : 'steps'}`,
    durationText(run.durationMs ?? 0),
    ...(run.status === null ? [] : [`answer ${run.status}`]),
  ]
  return (
    <p className={classes.summary} data-failed={failed || undefined} role="status">
      {failed ? <IconAlertCircle size={14} aria-hidden /> : <IconCircleCheck size={14} aria-hidden />}
      {facts.join(' · ')}
      {stale && <span className={classes.dim}>The flow was changed since.</span>}
    </p>
  )
}

type ResponseDetailProps = Pick<StepPanelProps, 'result' | 'previous' | 'problems'> & { mode: ValueMode; missing: string | undefined }

function ResponseDetail({ result, previous, problems, mode, missing }: ResponseDetailProps) {
  const { response, run } = result
  const before = previous?.response ? { value: previous.response.body } : undefined
  return (
    <>
      {missing !== undefined && <p className={classes.dim}>{`The message did not reach “${missing}”.`}</p>}
      {response && <ValueView title={`Answer ${response.status}`} value={response.body} before={before} mode={mode} />}
      {!response && run.problem && <ProblemBox node={undefined} problem={run.problem} problems={problems} />}
      {!response && !run.problem && <p className={classes.dim}>The flow gave no answer.</p>}
    </>
  )
}
