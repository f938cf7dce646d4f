import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { loadConnectors } from '../../server/connect/load-connectors.ts'
import type { Expressions } from '../../server/expression/expression.ts'
import type { FlowServices } from '../../server/flow/contract.ts'
import { createFlowRuntime } from '../../server/flow/runtime.ts'
import { canonicalSchema } from '../../server/model/canonical-operation.ts'
import type { Exchange } from '../../server/model/connector.ts'
import { Flow } from '../../server/model/flow.ts'
import type { JsonSchema } from '../../server/model/json-schema.ts'
import { NODE_KINDS } from '../../server/nodes/registry.ts'

const root = join(import.meta.dirname, '../..')

/** The flows that ship, and those of the live tests, without what must hold between their fields. */
export const FLOWS: readonly Flow[] = ['flows', 'test/live/flows'].flatMap((folder) =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.json') && !name.endsWith('.cases.json'))
    .map((name) => Flow.parse(JSON.parse(readFileSync(join(root, folder, name), 'utf8'), withoutInvariants))),
)

/** What must hold between fields makes nearly every run with a changed field fail. */
function withoutInvariants(key: string, value: unknown): unknown {
  return key === 'invariants' ? undefined : value
}

const connectors = await loadConnectors([join(root, 'connectors')])

/** The connections of these flows are named after their connectors. */
export const operationSchema: FlowServices['operationSchema'] = (...[, connection, operation, side]) =>
  connectors.get(connection)?.operations[operation]?.[side]

/** Outputs by `<connection>:<operation>`. */
export type Answers = Readonly<Record<string, unknown>>

/** What a run sent out: inputs of calls by `<node>#<number>`, with their place, and the answer. */
export interface Seen {
  calls: ReadonlyMap<string, { place: string; input: unknown }>
  answer: unknown
  problem: string | undefined
  /** What arrived at each node. */
  arrived: ReadonlyMap<string, unknown>
}

interface Start {
  flow: Flow
  trigger: string
  body: unknown
  answers: Answers
}

/** Runs flows with calls that answer what is given. Close it. */
export function createMockedRuns(expressions: Expressions): { run(start: Start): Promise<Seen>; close(): Promise<void> } {
  let answers: Answers = {}
  let calls = new Map<string, { place: string; input: unknown }>()
  const services: FlowServices = {
    call: async ({ node, connection, operation, input }) => {
      const before = [...calls.keys()].filter((key) => key.startsWith(`${node}#`)).length
      calls.set(`${node}#${before}`, { place: `${connection}:${operation}:input`, input })
      return { output: answers[`${connection}:${operation}`] ?? null, sentBytes: 0, receivedBytes: 0 }
    },
    operationSchema,
    operationEffect: () => undefined,
    version: async () => undefined,
    now: () => Date.UTC(2026, 0, 2),
    tick: () => 0,
    runId: () => 'run',
    began: () => undefined,
    ended: () => undefined,
  }
  const runtime = createFlowRuntime({ kinds: NODE_KINDS, expressions, services })
  async function run(start: Start): Promise<Seen> {
    answers = start.answers
    calls = new Map()
    const { run: record, steps, response } = await runtime.try(start.flow, { body: start.body, trigger: start.trigger })
    return { calls, answer: response?.body, problem: record.problem?.code, arrived: new Map(steps.map((step) => [step.node, step.input])) }
  }
  return { run, close: () => runtime.close() }
}

/** Requests that may start a flow at a trigger: samples of the shipped flows, and one with every field. */
export function bodiesFor(operation: string): unknown[] {
  const samples = FLOWS.flatMap((flow) =>
    flow.samples.filter(({ trigger }) => flow.nodes.some(({ id, config }) => config.operation === operation && (trigger === undefined || id === trigger))),
  )
  const schema = canonicalSchema(operation, 'input')
  return [...(schema ? [fullSample(schema)] : []), ...samples.map(({ body }) => body)]
}

/** What systems may answer: with every field of the schema, and as it was recorded. */
export function answerSets(): Answers[] {
  const full: Record<string, unknown> = {}
  const recorded: Record<string, unknown> = {}
  for (const { id, operations } of connectors.values()) {
    for (const [operation, { output }] of Object.entries(operations)) full[`${id}:${operation}`] = fullSample(output)
    for (const { operation, output } of exchangesOf(id)) if (output !== undefined) recorded[`${id}:${operation}`] ??= output
  }
  const unknown = {
    'sandbox-ledger:sales.byExternalNumber': { items: [] },
    'sandbox-ledger:vouchers.byExternalNumber': { items: [] },
    'tryton:sales.byReference': { items: [] },
  }
  return [full, recorded, { ...full, ...unknown }, { ...recorded, ...unknown }]
}

const exchangesOf = (connector: string): Exchange[] => JSON.parse(readFileSync(join(root, 'connectors', connector, 'exchanges.json'), 'utf8')) as Exchange[]

const BY_PATTERN: readonly [RegExp, string][] = [
  [/A-Z]\{3\}/, 'EUR'],
  [/A-Z]\{2\}/, 'CZ'],
  [/\\d\{13\}/, '1234567890123'],
  [/\[1-9\]\\d/, '+420123456789'],
  [/\[a-z]\+:/, 'tryton:party:15'],
  [/\\d/, '12.50'],
]

/** What must be the same in a request and in the answers. */
const BY_NAME: Readonly<Record<string, string>> = { sku: 'ESP-1KG', code: 'ESP-1KG' }

let count = 0
/** A value with every field that the schema knows. */
function fullSample(schema: JsonSchema, top: JsonSchema = schema): unknown {
  const here = schema.$ref === undefined ? schema : (top.$defs?.[schema.$ref.replace('#/$defs/', '')] ?? {})
  const choice = (here.anyOf ?? here.oneOf)?.find(({ type }) => type !== 'null')
  if (choice) return fullSample(choice, top)
  if (here.const !== undefined) return here.const
  if (here.enum) return here.enum[0]
  if (here.properties) return Object.fromEntries(Object.entries(here.properties).map(([name, property]) => [name, BY_NAME[name] ?? fullSample(property, top)]))
  const type = Array.isArray(here.type) ? here.type.find((one) => one !== 'null') : here.type
  if (type === 'array' || here.items) return [fullSample(here.items ?? {}, top), fullSample(here.items ?? {}, top)]
  if (type === 'object') return { key: `t${++count}` }
  if (type === 'boolean') return true
  if (type === 'number' || type === 'integer') return ++count
  if (here.format === 'date') return '2026-01-31'
  if (here.format === 'date-time') return '2026-01-31T12:00:00Z'
  return BY_PATTERN.find(([pattern]) => here.pattern !== undefined && pattern.test(here.pattern))?.[1] ?? `t${++count}`
}
