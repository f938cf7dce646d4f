import type { FlowCase } from '../../server/model/case.ts'
import type { Flow, Sample } from '../../server/model/flow.ts'
import type { TryCall, TryResult } from '../../server/model/run.ts'
import type { Change } from './change.ts'
import { freshId, freshName, idOf } from './fresh-name.ts'

/** A new case with an id and a name of its own, not yet part of the flow. */
export function newCase(flow: Flow, wanted: Omit<FlowCase, 'id'>): FlowCase {
  const name = freshName(new Set(flow.cases.map((each) => each.name)), wanted.name)
  return { ...wanted, id: freshId(new Set(flow.cases.map((each) => each.id)), idOf(name, 'case')), name }
}

export const addCase = (flow: Flow, added: FlowCase): Change => ({ type: 'set-cases', cases: [...flow.cases, added] })

export const editCase = (flow: Flow, edited: FlowCase): Change => ({
  type: 'set-cases',
  cases: flow.cases.map((each) => (each.id === edited.id ? edited : each)),
})

export const removeCase = (flow: Flow, id: string): Change => ({ type: 'set-cases', cases: flow.cases.filter((each) => each.id !== id) })

/** A case without expectations. */
export const emptyCase = (body: FlowCase['body']): Omit<FlowCase, 'id'> => ({
  name: 'Case',
  body,
  at: '2026-01-01T00:00:00Z',
  calls: {},
  expect: { status: 200 },
  ignore: [],
})

/** A test run of the whole flow and what it was started with. */
export interface Tried {
  sample: Pick<Sample, 'name' | 'body'>
  /** Left out: the only trigger of the flow. */
  trigger?: string | undefined
  result: TryResult
}

type Json = FlowCase['body']

/**
 * The case that a test run makes: it starts as the run did, every call is answered as it was, and the outcome of the run and the inputs of its calls
 * are what it expects.
 */
export function caseFromTry({ sample, trigger, result }: Tried): Omit<FlowCase, 'id'> {
  const byNode = new Map<string, TryCall[]>()
  for (const step of result.steps) if (step.calls) byNode.set(step.node, [...(byNode.get(step.node) ?? []), ...step.calls])
  const each = <T>(make: (call: TryCall) => T): Record<string, T[]> => Object.fromEntries([...byNode].map(([node, calls]) => [node, calls.map(make)]))
  const { run, response } = result
  const inputs = each(({ input }) => (input ?? null) as Json)
  return {
    name: sample.name,
    ...(trigger !== undefined && { trigger }),
    body: sample.body,
    at: run.startedAt,
    calls: each(({ output, problem }) => (problem === undefined ? { output: (output ?? null) as Json } : { problem })) as FlowCase['calls'],
    expect: {
      ...(response && { status: response.status, ...(response.body !== undefined && { body: response.body as Json }) }),
      ...(run.problem && { problem: run.problem.code }),
      ...(byNode.size > 0 && result.stepsLeftOut === 0 && { calls: inputs }),
    },
    ignore: [],
  }
}
