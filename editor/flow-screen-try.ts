import { useCallback, useMemo, useRef, useState } from 'react'
import type { Flow, FlowNode, Sample } from '../server/model/flow.ts'
import type { NodeSchemas } from '../server/model/flow-schema.ts'
import type { TryResult } from '../server/model/run.ts'
import { toApiProblem } from './api/api-problem.ts'
import { useApi } from './api/use-api.tsx'
import type { Tried } from './document/cases.ts'
import type { FlowEditor } from './document/flow-editor.ts'
import { sameWork } from './document/same-work.ts'
import { triggerFor, triggersOf } from './document/sample-trigger.ts'
import type { Specs } from './document/wire-refusal.ts'
import type { ProblemText } from './ui/problem-view.tsx'

/** The test runs of an open flow. Values live here only, and go when the screen is left. */
export interface Tries {
  sample: Sample | undefined
  chooseSample: (id: string) => void
  triggers: readonly FlowNode[]
  /** Where a run with the chosen sample starts. */
  trigger: FlowNode | undefined
  running: boolean
  result: TryResult | null
  /** The result before that one, to mark what differs. */
  previous: TryResult | null
  /** The last run with what it was started with, if it ran to the end of the flow. */
  whole: Tried | null
  /** Nodes or wires are not as they were when the result came about. */
  stale: boolean
  /** Why the last run could not be started. */
  problem: ProblemText | null
  run: (until?: string) => void
  /** Forgets the last result. */
  clear: () => void
}

interface Known {
  editor: FlowEditor
  flow: Flow
  specs: Specs
  schemas: ReadonlyMap<string, NodeSchemas>
}

interface RunState extends Pick<Tries, 'running' | 'result' | 'previous' | 'problem' | 'whole'> {
  /** The flow that ran. */
  ran: Flow | null
}

const NOTHING: RunState = { running: false, result: null, previous: null, problem: null, whole: null, ran: null }

/** Runs the draft with the chosen sample; the last result stays. A newer run takes the place of one under way. */
export function useTries(known: Known): Tries {
  const { editor } = known
  const api = useApi()
  const start = useStart(known)
  const [state, setState] = useState<RunState>(NOTHING)
  const active = useRef<AbortController>(undefined)
  const { sample } = start
  const trigger = start.triggers.length > 1 ? start.trigger?.id : undefined
  const run = useCallback(
    (until?: string) => {
      active.current?.abort()
      const { signal } = (active.current = new AbortController())
      const { flow } = editor.getState()
      const body = sample?.body ?? {}
      const wholeOf = (result: TryResult): Tried | null => (until === undefined ? { sample: { name: sample?.name ?? 'Case', body }, trigger, result } : null)
      setState((before) => ({ ...before, running: true, problem: null }))
      api.call('flows.try', { body: { flow, body, ...(trigger !== undefined && { trigger }), ...(until !== undefined && { until }) }, signal }).then(
        (result) =>
          signal.aborted || setState((before) => ({ running: false, result, previous: before.result, problem: null, whole: wholeOf(result), ran: flow })),
        (error: unknown) => signal.aborted || setState((before) => ({ ...before, running: false, problem: toApiProblem(error).document })),
      )
    },
    [api, editor, sample, trigger],
  )
  const stale = state.ran !== null && !sameWork(state.ran, known.flow)
  return { ...start, ...state, stale, run, clear: () => (active.current?.abort(), setState(NOTHING)) }
}

/** With what a run starts, and where. */
function useStart({ flow, specs, schemas }: Known): Pick<Tries, 'sample' | 'chooseSample' | 'triggers' | 'trigger'> {
  const [sampleId, chooseSample] = useState<string | null>(null)
  const sample = flow.samples.find((each) => each.id === sampleId) ?? flow.samples[0]
  const triggers = useMemo(() => triggersOf(flow, specs), [flow, specs])
  const trigger = triggerFor(sample ?? { body: {} }, triggers, schemas)
  return { sample, chooseSample, triggers, trigger }
}
