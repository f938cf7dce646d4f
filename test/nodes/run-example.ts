import type { Expressions } from '../../server/expression/expression.ts'
import { FlowSettings, type Flow } from '../../server/model/flow.ts'
import { schemasOf } from '../../server/model/flow-schema.ts'
import { Problem, toProblem } from '../../server/model/problem.ts'
import type { NodeExample } from '../../server/model/node-spec.ts'
import type { FlowResponse, NodeKind, StepContext } from '../../server/nodes/contract.ts'

/** What an example gave, in the form in which the spec states it. */
export interface ExampleOutcome {
  output?: { port: string; body: unknown }[]
  problem?: string
  response?: { status: number; body: unknown }
}

/** Runs one example of a kind with the answers it names; a call without an answer finds the system unavailable. */
export async function runExample(kind: NodeKind, example: NodeExample, expressions: Expressions): Promise<ExampleOutcome> {
  const outcome: ExampleOutcome = {}
  const answer = (name: string, otherwise: Problem): Promise<unknown> =>
    example.calls && Object.hasOwn(example.calls, name) ? Promise.resolve(example.calls[name]) : Promise.reject(otherwise)
  const step: StepContext = {
    nodeId: 'n',
    signal: new AbortController().signal,
    bindings: { meta: {}, input: example.input },
    call: ({ operation }) => answer(operation, new Problem('target.unavailable', 'The system is down.')),
    subflow: (flow) => answer(flow, new Problem('flow.unpublished', 'The flow is not published.')),
    customer: (ref) => answer(ref, new Problem('crm.offline', 'The CRM is down.')),
    respond: ({ status, body }: FlowResponse) => void (outcome.response = { status, body }),
    note: () => undefined,
  }
  const config = kind.config.parse(example.config)
  const flow: Flow = {
    id: 'f',
    name: 'f',
    description: '',
    client: 'c',
    nodes: [{ id: 'n', kind: kind.spec.kind, name: '', config: example.config, position: { x: 0, y: 0 } }],
    wires: [],
    samples: [],
    cases: [],
    settings: FlowSettings.parse({ deadlineMs: 1000, maxSteps: 10 }),
  }
  const schemas = schemasOf(flow, new Map([[kind.spec.kind, kind.spec]]), () => undefined).get('n')
  try {
    const prepared = kind.prepare(config, { expressions, input: schemas?.input, output: schemas?.output })
    const result = await prepared.run({ body: example.input, meta: { runId: 'r', client: 'c', flow: 'f', at: '2026-01-01T00:00:00.000Z' } }, step)
    outcome.output = (Array.isArray(result) ? result : [result]).map(({ port, body }) => ({ port, body }))
  } catch (error) {
    outcome.problem = toProblem(error).code
  }
  return outcome
}
