import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { replayExchange } from '../../server/cli/replay-exchange.ts'
import { loadConnectors } from '../../server/connect/load-connectors.ts'
import { readBackRule } from '../../server/connect/read-back.ts'
import { createExpressions } from '../../server/expression/expressions.ts'
import { Exchange } from '../../server/model/connector.ts'

const folder = join(import.meta.dirname, '../../connectors')
const ids = readdirSync(folder)
const connectors = await loadConnectors([folder])

const documents = Object.fromEntries(
  ids.map((id) => [id, JSON.parse(readFileSync(join(folder, id, 'connector.json'), 'utf8')) as { operations: Record<string, unknown> }]),
)
const exchangesOf = (id: string): Exchange[] => z.array(Exchange).parse(JSON.parse(readFileSync(join(folder, id, 'exchanges.json'), 'utf8')))

const expressions = createExpressions()
afterAll(() => expressions.close())

test('every folder holds a connector and its exchanges, and nothing else', () => {
  for (const id of ids) expect(readdirSync(join(folder, id)).toSorted()).toEqual(['connector.json', 'exchanges.json'])
  expect([...connectors.keys()]).toEqual(ids)
})

describe.each(ids)('connector %s', (id) => {
  const connector = connectors.get(id)!
  const exchanges = exchangesOf(id)

  const read = exchanges.filter((exchange) => exchange.readBack !== undefined)

  test('every operation has an exchange that succeeds, and there are failures', () => {
    const good = new Set(exchanges.filter(({ problem, readBack }) => problem === undefined && readBack === undefined).map((exchange) => exchange.operation))
    expect(Object.keys(connector.operations).filter((operation) => !good.has(operation))).toEqual([])
    expect(exchanges.filter((exchange) => exchange.problem !== undefined).length).toBeGreaterThan(1)
  })

  test('every write declares how it is repeated and, but for the http connector, what it refers to', () => {
    const writes = Object.entries(connector.operations).filter(([, { effect }]) => effect === 'write')
    for (const [name, operation] of writes) {
      // As it stands in the document: the schema fills in "none" for what was forgotten.
      expect(documents[id]!.operations[name], name).toHaveProperty('idempotency.by', operation.idempotency.by)
      expect(operation.reference !== undefined || id === 'http', name).toBe(true)
    }
  })

  test('every write that can be read back is found, and not found, in some exchange', () => {
    const looked = Object.entries(connector.operations).filter(([, operation]) => readBackRule(operation) !== undefined)
    for (const [name] of looked) {
      const outcomes = new Set(read.filter(({ operation }) => operation === name).map(({ readBack }) => readBack))
      expect([...outcomes], name).toEqual(expect.arrayContaining(['yes', 'no']))
    }
    expect(read.map(({ operation }) => operation).filter((name) => readBackRule(connector.operations[name]!) === undefined)).toEqual([])
  })

  test('titles of exchanges are different', () => {
    expect(new Set(exchanges.map((exchange) => exchange.title)).size).toBe(exchanges.length)
  })

  test.each(exchanges.map((exchange) => [exchange.title, exchange] as const))('%s', async (_title, exchange) => {
    const operation = connector.operations[exchange.operation]!
    const { output, problem, reference, readBack, sent } = await replayExchange(connector, exchange, expressions)
    expect(sent).toEqual(exchange.http.map(({ request }) => ({ headers: {}, ...request })))
    expect(problem).toBe(exchange.problem)
    expect(readBack).toBe(exchange.readBack)
    expect(output).toEqual(exchange.output)
    // Written or found again, the record has its reference.
    expect(reference !== undefined).toBe(operation.reference !== undefined && problem === undefined && (readBack ?? 'yes') === 'yes')
    if (exchange.problem !== undefined || output === undefined) return
    expect(z.fromJSONSchema(operation.input as Parameters<typeof z.fromJSONSchema>[0]).safeParse(exchange.input).error).toBeUndefined()
    expect(z.fromJSONSchema(operation.output as Parameters<typeof z.fromJSONSchema>[0]).safeParse(output).error).toBeUndefined()
  })
})
