import type { Expressions } from '../../server/expression/expression.ts'
import { createExpressions } from '../../server/expression/expressions.ts'
import type { FlowRuntime, FlowServices } from '../../server/flow/contract.ts'
import { createFlowRuntime } from '../../server/flow/runtime.ts'
import type { Flow, FlowSettings } from '../../server/model/flow.ts'
import { Flow as FlowSchema } from '../../server/model/flow.ts'
import type { JsonSchema } from '../../server/model/json-schema.ts'
import type { RunRecord, StepRecord } from '../../server/model/run.ts'
import { NODE_KINDS } from '../../server/nodes/registry.ts'

export type CallHandler = (request: Parameters<FlowServices['call']>[0]) => unknown

/** A runtime with systems made of functions, and what it announced. */
export interface Bench {
  runtime: FlowRuntime
  expressions: Expressions
  calls: Parameters<FlowServices['call']>[0][]
  began: RunRecord[]
  ended: { run: RunRecord; steps: readonly StepRecord[]; leftOut: number; keys: readonly string[] }[]
  /** Published versions that are not live, by `flow@version`. */
  versions: Map<string, Flow>
  /** Loads the flow as version 1 and runs it. */
  run(flow: Flow, body: unknown, more?: Partial<Parameters<FlowRuntime['run']>[0]>): ReturnType<FlowRuntime['run']>
  close(): Promise<void>
}

/** Operations by id; each gets the request and gives the output, or throws. */
export function createBench(
  operations: Record<string, CallHandler> = {},
  schemas: Record<string, { input: JsonSchema; output: JsonSchema }> = {},
  more: Pick<FlowServices, 'customer'> = {},
): Bench {
  const calls: Bench['calls'] = []
  const began: RunRecord[] = []
  const ended: Bench['ended'] = []
  const versions: Bench['versions'] = new Map()
  let runs = 0
  const services: FlowServices = {
    call: async (request) => {
      calls.push(request)
      return { output: await operations[request.operation]!(request), sentBytes: 0, receivedBytes: 0 }
    },
    operationSchema: (...[client, connection, operation, side]) =>
      client === 'acme' && connection === 'crm' && operation in operations ? (schemas[operation]?.[side] ?? {}) : undefined,
    now: () => Date.UTC(2026, 0, 2, 3, 4, 5),
    tick: () => performance.now(),
    runId: () => `run-${++runs}`,
    began: (run) => void began.push({ ...run }),
    ended: ({ run, steps, stepsLeftOut, keys }) => void ended.push({ run, steps, leftOut: stepsLeftOut, keys }),
    operationEffect: (...[client, connection, operation]) =>
      client === 'acme' && connection === 'crm' && operation in operations ? (operation.startsWith('get') ? 'read' : 'write') : undefined,
    version: async (flow, version) => versions.get(`${flow}@${version}`),
    ...more,
  }
  const expressions = createExpressions()
  const runtime = createFlowRuntime({ kinds: NODE_KINDS, expressions, services })
  const run: Bench['run'] = (flow, body, more) => {
    runtime.load(1, flow)
    return runtime.run({ flow: flow.id, body, inBytes: 10, ...more })
  }
  return { runtime, expressions, calls, began, ended, versions, run, close: () => expressions.close() }
}

/** A flow from nodes by id and wires such as `split.item > map`; a wire from `a` alone leaves by the port out. */
export function draw(
  nodes: Record<string, [kind: string, config?: Record<string, unknown>]>,
  wires: readonly string[],
  more: { id?: string; settings?: Partial<FlowSettings>; client?: string } = {},
): Flow {
  const flow = FlowSchema.parse({
    id: more.id ?? 'flow',
    name: 'Flow',
    client: more.client ?? 'acme',
    nodes: Object.entries(nodes).map(([id, [kind, config = {}]]) => ({ id, kind, name: '', config, position: { x: 0, y: 0 } })),
    wires: wires.map((text) => {
      const [from = '', to = ''] = text.split(' > ')
      const [node = '', port = 'out'] = from.split('.')
      return { id: text, from: { node, port }, to }
    }),
  })
  return { ...flow, settings: { ...flow.settings, ...more.settings } }
}

/** A webhook, for flows that may answer anything. */
export const HOOK: [string, Record<string, unknown>] = ['webhook', { method: 'POST', path: 'in' }]
