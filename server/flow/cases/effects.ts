import { canonicalSchema } from '../../model/canonical-operation.ts'
import type { FlowCase, MockedAnswer, ValueDifference } from '../../model/case.ts'
import type { Flow } from '../../model/flow.ts'
import type { SampleEffect } from '../../model/flow-comparison.ts'
import { sampleFromSchema } from '../../model/sample-from-schema.ts'
import type { Workshop } from '../compile-plan.ts'
import type { Outcome, Trial, TrialCall } from './run-trial.ts'
import { addDifferences } from './value-differences.ts'

/** The time at which samples run. */
const SAMPLE_TIME = Date.UTC(2026, 0, 1)

/** One sample or case, to be run on both states of a flow. */
export interface Subject {
  readonly id: string
  readonly name: string
  readonly kind: SampleEffect['kind']
  readonly ignored: ReadonlySet<string>
  readonly before: Trial
  readonly after: Trial
}

/** The cases and the samples of `after` as trials. A call is answered by its case, else by some case, else by a value made from the schema. */
export function trialsOf(before: Flow, after: Flow, workshop: Pick<Workshop, 'operationSchema'>): Subject[] {
  const known = answersByNode(after.cases)
  const answering =
    (flow: Flow, own: FlowCase['calls']): Trial['answer'] =>
    (call) =>
      answerAt(own, call) ?? answerAt(known, call) ?? madeUp(flow, call, workshop)
  const subject = (
    kind: SampleEffect['kind'],
    given: Omit<Trial, 'answer'> & { name: string; calls: FlowCase['calls']; ignore: readonly string[] },
  ): Subject => {
    const { calls, name, ignore, ...trial } = given
    const both = { before: { ...trial, answer: answering(before, calls) }, after: { ...trial, answer: answering(after, calls) } }
    return { id: trial.id, name, kind, ignored: new Set(ignore), ...both }
  }
  return [
    ...after.cases.map(({ id, name, trigger, body, calls, ignore, at }) => subject('case', { id, name, trigger, body, calls, ignore, at: Date.parse(at) })),
    ...after.samples.map(({ id, name, trigger, body }) => subject('sample', { id, name, trigger, body, calls: {}, ignore: [], at: SAMPLE_TIME })),
  ]
}

/** For each node the good answers of the first case that has one. */
function answersByNode(cases: readonly FlowCase[]): FlowCase['calls'] {
  const found = new Map<string, MockedAnswer[]>()
  for (const { calls } of cases) {
    for (const [node, answers] of Object.entries(calls)) {
      const good = answers.filter((answer) => 'output' in answer)
      if (good.length > 0 && !found.has(node)) found.set(node, good)
    }
  }
  return Object.fromEntries(found)
}

/** The answer that the calls of a case name for this call. The last one of a node answers all further calls. */
export function answerAt(calls: FlowCase['calls'], { node, before }: TrialCall): MockedAnswer | undefined {
  const answers = Object.hasOwn(calls, node) ? calls[node] : undefined
  return answers?.[before] ?? answers?.at(-1)
}

function madeUp(flow: Flow, { operation, customer }: TrialCall, { operationSchema }: Pick<Workshop, 'operationSchema'>): MockedAnswer {
  const asked = customer && canonicalSchema('customers.get', 'output')
  const schema = asked ?? (operation && operationSchema(flow.client, operation.connection, operation.operation, 'output'))
  return { output: schema ? (sampleFromSchema(schema) as never) : {} }
}

/** Where answer, problem and inputs of calls differ. */
export function effectOf({ id, name, kind, ignored }: Subject, before: Outcome, after: Outcome): SampleEffect {
  const differences: ValueDifference[] = []
  const compare = (place: string, expected: unknown, got: unknown): void => addDifferences(differences, { place, expected, got, ignored })
  compare('status', before.status ?? undefined, after.status ?? undefined)
  compare('problem', before.problem?.code, after.problem?.code)
  compare('answer', before.body, after.body)
  for (const node of new Set([...before.calls.keys(), ...after.calls.keys()])) compare(`call:${node}`, before.calls.get(node), after.calls.get(node))
  return { id, name, kind, differences }
}
