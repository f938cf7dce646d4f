import { useCallback, useState } from 'react'
import type { Flow, Sample } from '../server/model/flow.ts'
import type { TryResult } from '../server/model/run.ts'
import { toApiProblem } from './api/api-problem.ts'
import { useApi } from './api/use-api.tsx'
import type { FlowEditor } from './document/flow-editor.ts'
import type { Specs } from './document/wire-refusal.ts'
import type { ProblemText } from './ui/problem-view.tsx'

/** The test runs of an open flow. Values live here only, and go when the screen is left. */
export interface Tries {
  sample: Sample | undefined
  chooseSample: (id: string) => void
  running: boolean
  result: TryResult | null
  /** Why the last run could not be started. */
  problem: ProblemText | null
  run: (until?: string) => void
}

/** Runs the draft with the chosen sample; the last result stays. */
export function useTries(editor: FlowEditor, flow: Flow, specs: Specs): Tries {
  const api = useApi()
  const [sampleId, chooseSample] = useState<string | null>(null)
  const [state, setState] = useState<{ running: boolean; result: TryResult | null; problem: ProblemText | null }>({
    running: false,
    result: null,
    problem: null,
  })
  const sample = flow.samples.find((each) => each.id === sampleId) ?? flow.samples[0]
  const run = useCallback(
    (until?: string) => {
      const { flow: now, selection } = editor.getState()
      const chosen = now.samples.find((each) => each.id === sampleId) ?? now.samples[0]
      const trigger = triggerOf(now, specs, selection.nodes[0])
      setState((before) => ({ ...before, running: true, problem: null }))
      api
        .call('flows.try', { body: { flow: now, body: chosen?.body ?? {}, ...(trigger !== undefined && { trigger }), ...(until !== undefined && { until }) } })
        .then(
          (result) => setState({ running: false, result, problem: null }),
          (error: unknown) => setState((before) => ({ ...before, running: false, problem: toApiProblem(error).document })),
        )
    },
    [api, editor, sampleId, specs],
  )
  return { ...state, sample, chooseSample, run }
}

/** The trigger to start with where the flow has several: the selected one, or else the first. */
function triggerOf(flow: Flow, specs: Specs, selected: string | undefined): string | undefined {
  const triggers = flow.nodes.filter((node) => specs.get(node.kind)?.trigger)
  return triggers.length > 1 ? (triggers.find((node) => node.id === selected) ?? triggers[0])?.id : undefined
}
