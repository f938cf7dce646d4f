import { afterAll, beforeAll, expect, test } from 'vitest'
import { CanonicalOperationId } from '../../server/model/canonical-operation.ts'
import { type EndpointId, ENDPOINTS } from '../../server/model/endpoint.ts'
import type { Endpoint } from '../../server/model/endpoint-kind.ts'
import { type Browser, start, type Started } from './start.ts'

let server: Started
let admin: Browser
beforeAll(async () => {
  server = await start()
  admin = await server.admin()
})
afterAll(() => server.stop())

/** Calls an endpoint and checks its answer against the schema of the table. */
// oxlint-disable-next-line no-explicit-any
async function ask(id: EndpointId, params: Record<string, string> = {}, body?: unknown): Promise<any> {
  const endpoint: Endpoint = ENDPOINTS[id]
  const answer = await admin.send(
    endpoint.method.toUpperCase(),
    endpoint.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => params[name]!),
    body,
  )
  expect(answer.status, JSON.stringify(answer.body)).toBe(200)
  expect(endpoint.response.safeParse(answer.body).error?.issues).toBeUndefined()
  return answer.body
}

test('the example is there, published, bound and working', async () => {
  const flows = await ask('flows.list')
  expect(flows.length).toBeGreaterThan(1)
  expect(flows.every((flow: { publishedVersion: number; changed: boolean }) => flow.publishedVersion === 1 && !flow.changed)).toBe(true)
  const [client] = await ask('clients.list')
  expect(Object.keys(client.value.bindings).toSorted()).toEqual(CanonicalOperationId.options.toSorted())
  expect(client.value.crm).toMatchObject({ enabled: true, implementation: 'sandbox-crm' })
  for (const { connection, sandbox } of await ask('connections.list')) {
    expect(sandbox).toBe(true)
    expect(await ask('connections.test', { id: connection.id })).toMatchObject({ ok: true })
  }
})

test.each(['session.read', 'setup.state', 'users.list', 'catalog.read', 'status.read', 'runs.list'] as const)('%s answers as the table says', async (id) => {
  expect(await ask(id)).toBeDefined()
})

test('every sample of the example flows runs as a draft', async () => {
  for (const { id } of await ask('flows.list')) {
    const { flow } = await ask('flows.read', { id })
    expect((await ask('flows.check', {}, { flow })).filter((finding: { level: string }) => finding.level === 'error')).toEqual([])
    for (const sample of flow.samples) {
      const trigger = flow.nodes.find((node: { kind: string }) => node.kind === 'endpoint').id
      const tried = await ask('flows.try', {}, { flow, body: sample.body, trigger })
      expect(tried.steps.length).toBeGreaterThan(0)
    }
  }
})

test('a draft that two people save is kept from being overwritten', async () => {
  const draft = await ask('flows.read', { id: 'customers' })
  const saved = await ask('flows.save', { id: 'customers' }, { revision: draft.revision, flow: { ...draft.flow, name: 'Renamed here' } })
  expect(saved.revision).toBe(draft.revision + 1)
  const other = await admin.send('PUT', '/api/flows/customers', { revision: draft.revision, flow: { ...draft.flow, description: 'Changed there' } })
  expect([other.status, other.body.code]).toEqual([409, 'request.conflict'])
  expect(other.body.errors.map((error: { path: string }) => error.path)).toEqual(['name', 'description'])
  await ask('flows.publish', { id: 'customers' }, { revision: saved.revision, note: 'second' })
  expect((await ask('versions.list', { id: 'customers' })).map((version: { version: number }) => version.version)).toEqual([2, 1])
  await ask('versions.read', { id: 'customers', version: '1' })
})

test('a mapping is tried on samples, as a whole and row by row', async () => {
  const rows = [
    { id: 'r1', target: 'name', from: { kind: 'path', path: 'who' } },
    { id: 'r2', target: 'total', from: { kind: 'expression', text: '$sum(lines.price)' } },
    { id: 'r3', target: 'items', from: { kind: 'each', path: 'lines' }, rows: [{ id: 'r4', target: 'code', from: { kind: 'path', path: 'sku' } }] },
    { id: 'r5', target: 'code', from: { kind: 'table', path: 'who', entries: { X: 1 } } },
  ]
  const source = {
    type: 'object',
    properties: {
      who: { type: 'string' },
      extra: { type: 'string' },
      lines: { type: 'array', items: { type: 'object', properties: { sku: { type: 'string' }, price: { type: 'number' } } } },
    },
  }
  const result = await ask(
    'mapping.preview',
    {},
    {
      mapping: { rows },
      source,
      samples: [
        { who: 'A', lines: [{ sku: 's1', price: 2 }] },
        { who: 'X', lines: [] },
      ],
    },
  )
  const [first, second] = result.samples
  expect(first.problem.code).toBe('lookup.unknown-code')
  expect(first.rows).toEqual([
    { row: 'r1', value: 'A' },
    { row: 'r2', value: 2 },
    { row: 'r3', value: [{ code: 's1' }] },
    { row: 'r4', value: ['s1'] },
    { row: 'r5', problem: expect.objectContaining({ code: 'lookup.unknown-code' }) },
  ])
  expect(second.value).toEqual({ name: 'X', items: [], code: 1 })
  expect(result.lost).toEqual(['extra'])
  expect(result.rows).toContainEqual({ row: 'r1', mode: 'compiled', reads: ['who'], copies: ['who'], everything: false })
})

test('a mapping that cannot run says so and the preview answers all the same', async () => {
  const rows = [{ id: 'r1', target: 'name', from: { kind: 'expression', text: 'who +' } }]
  const result = await ask('mapping.preview', {}, { mapping: { rows }, samples: [{ who: 'A' }] })
  expect(result.samples[0].problem.code).toBe('expression.invalid')
  expect(result.findings).toEqual([expect.objectContaining({ level: 'error', row: 'r1' })])
})

test('answers of the API never hold credentials', async () => {
  const text = JSON.stringify([await ask('connections.list'), await ask('catalog.read'), await ask('clients.list'), await ask('users.list')])
  for (const secret of ['sandbox-secret', 'sandbox-ledger-key', 'scrypt']) expect(text).not.toContain(secret)
})
