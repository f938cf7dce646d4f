import { z } from 'zod'
import { readBackRule } from '../connect/read-back.ts'
import type { Expressions } from '../expression/expression.ts'
import { addDifferences } from '../flow/cases/value-differences.ts'
import type { ValueDifference } from '../model/case.ts'
import type { Connector, Exchange } from '../model/connector.ts'
import { replayExchange, type Replayed } from './replay-exchange.ts'

/** What became of one exchange. */
export interface ExchangeResult {
  title: string
  differences: ValueDifference[]
  /** Words of the problem it ended with. */
  detail?: string
}

/** What the exchanges of a connector show. */
export interface ConnectorReport {
  /** What no exchange shows, in words. */
  gaps: string[]
  results: ExchangeResult[]
}

/** Replays all exchanges and compares what was sent and what came of it; also says what the exchanges leave out. */
export async function checkConnector(connector: Connector, exchanges: readonly Exchange[], expressions: Expressions): Promise<ConnectorReport> {
  const results: ExchangeResult[] = []
  for (const exchange of exchanges) results.push(await checkExchange(connector, exchange, expressions))
  return { gaps: findGaps(connector, exchanges), results }
}

async function checkExchange(connector: Connector, exchange: Exchange, expressions: Expressions): Promise<ExchangeResult> {
  const differences: ValueDifference[] = []
  const title = exchange.title
  if (!Object.hasOwn(connector.operations, exchange.operation))
    return { title, differences: [{ place: 'operation', path: '', why: `the connector has no operation "${exchange.operation}"` }] }
  const replayed = await replayExchange(connector, exchange, expressions)
  const compare = (place: string, expected: unknown, got: unknown): void => addDifferences(differences, { place, expected, got })
  compare(
    'requests',
    exchange.http.map(({ request }) => ({ headers: {}, ...request })),
    replayed.sent,
  )
  compare('problem', exchange.problem, replayed.problem)
  compare('read back', exchange.readBack, replayed.readBack)
  compare('output', exchange.output, replayed.output)
  if (replayed.problem === undefined) differences.push(...misfits(connector, exchange, replayed))
  return { title, differences, ...(replayed.detail !== undefined && { detail: replayed.detail }) }
}

/** What does not fit the schemas that the connector declares. */
function misfits(connector: Connector, { operation, input }: Exchange, { output }: Replayed): ValueDifference[] {
  const { input: inputSchema, output: outputSchema } = connector.operations[operation]!
  const check = (place: string, schema: object, value: unknown): ValueDifference[] => {
    const { error } = z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]).safeParse(value)
    return (error?.issues ?? []).map(({ path, message }) => ({ place, path: path.join('.'), why: `does not fit the schema of the connector: ${message}` }))
  }
  return [...check('input', inputSchema, input), ...(output === undefined ? [] : check('output', outputSchema, output))]
}

function findGaps({ operations }: Connector, exchanges: readonly Exchange[]): string[] {
  const titles = exchanges.map(({ title }) => title)
  const shows = (name: string, holds: (exchange: Exchange) => boolean): boolean => exchanges.some((exchange) => exchange.operation === name && holds(exchange))
  const lacking = (name: string, outcome: 'yes' | 'no'): string[] =>
    shows(name, ({ readBack }) => readBack === outcome) ? [] : [`no exchange of ${name} with "readBack": "${outcome}"`]
  return [
    ...Object.keys(operations)
      .filter((name) => !shows(name, ({ problem, readBack }) => problem === undefined && readBack === undefined))
      .map((name) => `no exchange of ${name} that succeeds`),
    ...Object.entries(operations).flatMap(([name, operation]) => (readBackRule(operation) ? [...lacking(name, 'yes'), ...lacking(name, 'no')] : [])),
    ...(exchanges.some(({ problem }) => problem !== undefined) ? [] : ['no exchange with a failure']),
    ...titles.filter((title, index) => titles.indexOf(title) < index).map((title) => `two exchanges have the title "${title}"`),
  ]
}
