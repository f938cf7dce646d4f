import { afterAll, beforeAll, expect, test } from 'vitest'
import { CaseReport } from '../../server/model/case.ts'
import { type Flow, FlowDraft } from '../../server/model/flow.ts'
import { FlowComparison } from '../../server/model/flow-comparison.ts'
import { start, type Started } from './start.ts'

let server: Started
beforeAll(async () => {
  server = await start()
})
afterAll(() => server.stop())

const read = async (id: string): Promise<FlowDraft> => FlowDraft.parse((await (await server.admin()).send('GET', `/api/flows/${id}`)).body)

/** The flow with another expression for the title of an account. */
const changed = (flow: Flow, input: string): Flow => ({
  ...flow,
  nodes: flow.nodes.map((node) => (node.id === 'account' ? { ...node, config: { ...node.config, input } } : node)),
})

test('the example is published with its cases, and they pass', async () => {
  const { flow, publishedVersion } = await read('orders')
  expect(publishedVersion).toBe(1)
  const answer = await (await server.admin()).send('POST', '/api/flows/cases', { flow })
  expect(answer.status).toBe(200)
  const { results, coverage } = CaseReport.parse(answer.body)
  expect(results.length).toBe(flow.cases.length)
  expect(results.every(({ passed }) => passed)).toBe(true)
  expect(coverage.branches.every(({ taken }) => taken > 0)).toBe(true)
})

test('cases run on what is sent, only those that are named, and leave no run behind', async () => {
  const admin = await server.admin()
  const { flow } = await read('orders')
  const answer = await admin.send('POST', '/api/flows/cases', { flow: changed(flow, '{ "ref": contact.id }'), only: ['person', 'walk-in'] })
  const { results } = CaseReport.parse(answer.body)
  expect(results.map(({ id, passed }) => [id, passed])).toEqual([
    ['person', false],
    ['walk-in', true],
  ])
  expect(results[0]!.differences.map(({ place, path }) => `${place} ${path}`)).toEqual([
    'call:account [0].title',
    'call:account [0].vat',
    'call:account [0].country',
  ])
  expect((await admin.send('GET', '/api/runs')).body).toEqual([])
})

test('two states are compared by what changed and by what comes of it', async () => {
  const { flow } = await read('orders')
  const same = FlowComparison.parse((await (await server.admin()).send('POST', '/api/flows/compare', { before: flow, after: flow })).body)
  expect(same.changes).toEqual([])
  expect(same.effects.map(({ differences }) => differences.length)).toEqual([...flow.cases, ...flow.samples].map(() => 0))
  const after = changed(flow, '{ "ref": contact.id, "title": "X" }')
  const answer = await (await server.admin()).send('POST', '/api/flows/compare', { before: flow, after })
  const { changes, effects } = FlowComparison.parse(answer.body)
  expect(changes.map(({ kind, how, node }) => [kind, how, node])).toEqual([['node', 'changed', 'account']])
  const differing = effects.filter(({ differences }) => differences.length > 0).map(({ id }) => id)
  expect(differing).toContain('person')
  expect(differing).toContain('known-customer')
  expect(differing).not.toContain('walk-in')
})

test('a draft with a failing case is saved and not published', async () => {
  const admin = await server.admin()
  const { flow, revision } = await read('orders')
  const saved = await admin.send('PUT', '/api/flows/orders', { revision, flow: changed(flow, '{ "ref": contact.id }') })
  expect(saved.status).toBe(200)
  const refused = await admin.send('POST', '/api/flows/orders/publish', { revision: saved.body.revision, note: '' })
  expect(refused.status).toBe(422)
  expect(refused.body).toMatchObject({ code: 'flow.cases-failed', errors: expect.arrayContaining([expect.objectContaining({ path: 'cases.person' })]) })
  expect(JSON.stringify(refused.body)).not.toContain('Ahrendal')
  expect((await read('orders')).publishedVersion).toBe(1)
  const back = await admin.send('PUT', '/api/flows/orders', { revision: saved.body.revision, flow })
  expect((await admin.send('POST', '/api/flows/orders/publish', { revision: back.body.revision, note: '' })).status).toBe(200)
})

test.each(['/api/flows/arrivals', '/api/flows/cases', '/api/flows/compare'])('%s is for those who may draw', async (path) => {
  const viewer = await server.as(`${path.endsWith('cases') ? 'viewer' : 'operator'}`)
  const { flow } = await read('orders')
  expect((await viewer.send('POST', path, path.endsWith('cases') ? { flow } : { before: flow, after: flow })).status).toBe(403)
})
