import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { loadConnectors } from '../../server/connect/load-connectors.ts'
import { CREDENTIAL_FIELDS, Exchange, type Connector } from '../../server/model/connector.ts'
import { Problem } from '../../server/model/problem.ts'
import { connectionTo, listen, probe, textOf } from './support.ts'

const folder = join(import.meta.dirname, '../../connectors')
const ids = readdirSync(folder)
const connectors = await loadConnectors([folder])

const exchangesOf = (id: string): Exchange[] => z.array(Exchange).parse(JSON.parse(readFileSync(join(folder, id, 'exchanges.json'), 'utf8')))

interface Sent {
  method: string
  path: string
  headers: Record<string, string>
  body?: unknown
}

/** Answers as recorded, in order, and notes what was asked. */
async function replay(exchange: Exchange): Promise<{ url: string; sent: Sent[] }> {
  const sent: Sent[] = []
  const { url } = await listen(async (request, response) => {
    const text = await textOf(request)
    const json = /json/.test(request.headers['content-type'] ?? '')
    const recorded = exchange.http[sent.length]
    const wanted = Object.keys(recorded?.request.headers ?? {})
    const headers = Object.fromEntries(wanted.map((name) => [name, String(request.headers[name])]))
    sent.push({
      method: request.method!,
      path: request.url!.replace(/^\/base/, ''),
      headers,
      ...(text && { body: json ? (JSON.parse(text) as unknown) : text }),
    })
    const { status = 500, headers: answered = {}, body } = recorded?.response ?? {}
    response.sendDate = false
    response.writeHead(status, answered)
    response.end(body === undefined ? '' : typeof body === 'string' && !/json/.test(answered['content-type'] ?? '') ? body : JSON.stringify(body))
  })
  return { url, sent }
}

async function run(connector: Connector, exchange: Exchange): Promise<{ output?: unknown; problem?: string; sent: Sent[] }> {
  const { url, sent } = await replay(exchange)
  const auth = connector.auth.find(({ type }) => type === (exchange.auth ?? connector.auth[0]?.type))!
  const credentials = Object.fromEntries(CREDENTIAL_FIELDS[auth.type].map((field) => [field, field]))
  const connection = connectionTo(`${url}/base/`, { connector: connector.id, auth: auth.type, settings: exchange.settings ?? {} })
  const { call } = probe(connector, connection, { credentials: async () => credentials })
  try {
    const { output } = await call(exchange.operation, exchange.input, { idempotencyKey: 'key-1' })
    return { output, sent }
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    return { problem: error.code, sent }
  }
}

test('every folder holds a connector and its exchanges, and nothing else', () => {
  for (const id of ids) expect(readdirSync(join(folder, id)).toSorted()).toEqual(['connector.json', 'exchanges.json'])
  expect([...connectors.keys()]).toEqual(ids)
})

describe.each(ids)('connector %s', (id) => {
  const connector = connectors.get(id)!
  const exchanges = exchangesOf(id)

  test('every operation has an exchange that succeeds, and there are failures', () => {
    const good = new Set(exchanges.filter((exchange) => exchange.problem === undefined).map((exchange) => exchange.operation))
    expect(Object.keys(connector.operations).filter((operation) => !good.has(operation))).toEqual([])
    expect(exchanges.filter((exchange) => exchange.problem !== undefined).length).toBeGreaterThan(1)
  })

  test('titles of exchanges are different', () => {
    expect(new Set(exchanges.map((exchange) => exchange.title)).size).toBe(exchanges.length)
  })

  test.each(exchanges.map((exchange) => [exchange.title, exchange] as const))('%s', async (_title, exchange) => {
    const operation = connector.operations[exchange.operation]!
    const { output, problem, sent } = await run(connector, exchange)
    expect(sent).toEqual(exchange.http.map(({ request }) => ({ headers: {}, ...request })))
    expect(problem).toBe(exchange.problem)
    if (exchange.problem !== undefined) return
    expect(output).toEqual(exchange.output)
    expect(z.fromJSONSchema(operation.input as Parameters<typeof z.fromJSONSchema>[0]).safeParse(exchange.input).error).toBeUndefined()
    expect(z.fromJSONSchema(operation.output as Parameters<typeof z.fromJSONSchema>[0]).safeParse(output).error).toBeUndefined()
  })
})
