import { useCallback, useMemo, useState } from 'react'
import type { Flow, FlowNode, Sample } from '../server/model/flow.ts'
import type { NodeSchemas } from '../server/model/flow-schema.ts'
import type { TryResult } from '../server/model/run.ts'
import { toApiProblem } from './api/api-problem.ts'
import { useApi } from './api/use-api.tsx'
import type { FlowEditor } from './document/flow-editor.ts'
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

interface RunState extends Pick<Tries, 'running' | 'result' | 'previous' | 'problem'> {
  /** The flow that ran. */
  ran: Flow | null
}

const NOTHING: RunState = { running: false, result: null, previous: null, problem: null, ran: null }

/** Runs the draft with the chosen sample; the last result stays. */
export function useTries(known: Known): Tries {
  const { editor } = known
  const api = useApi()
  const start = useStart(known)
  const [state, setState] = useState<RunState>(NOTHING)
  const { sample } = start
  const trigger = start.triggers.length > 1 ? start.trigger?.id : undefined
  const run = useCallback(
    (until?: string) => {
      const { flow } = editor.getState()
      const body = sample?.body ?? {}
      setState((before) => ({ ...before, running: true, problem: null }))
      api.call('flows.try', { body: { flow, body, ...(trigger !== undefined && { trigger }), ...(until !== undefined && { until }) } }).then(
        (result) => setState((before) => ({ running: false, result, previous: before.result, problem: null, ran: flow })),
        (error: unknown) => setState((before) => ({ ...before, running: false, problem: toApiProblem(error).document })),
      )
    },
    [api, editor, sample, trigger],
  )
  const stale = state.ran !== null && !sameWork(state.ran, known.flow)
  return { ...start, ...state, stale, run, clear: () => setState(NOTHING) }
}

/** Moving and renaming nodes changes nothing of what a run does. */
function sameWork(a: Flow, b: Flow): boolean {
  if (a === b) return true
  const configs = new Map(a.nodes.map((node) => [node.id, node.config]))
  return a.wires === b.wires && a.nodes.length === b.nodes.length && b.nodes.every((node) => configs.get(node.id) === node.config)
}

/** With what a run starts, and where. */
function useStart({ flow, specs, schemas }: Known): Pick<Tries, 'sample' | 'chooseSample' | 'triggers' | 'trigger'> {
  const [sampleId, chooseSample] = useState<string | null>(null)
  const sample = flow.samples.find((each) => each.id === sampleId) ?? flow.samples[0]
  const triggers = useMemo(() => triggersOf(flow, specs), [flow, specs])
  const trigger = triggerFor(sample ?? { body: {} }, triggers, schemas)
  return { sample, chooseSample, triggers, trigger }
}
