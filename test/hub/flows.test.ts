import { afterEach, beforeEach, expect, test } from 'vitest'
import { flow, open, type Opened, problemOf } from './open.ts'

let opened: Opened
beforeEach(async () => {
  opened = await open()
  await opened.hub.clients.create({ id: 'shop', name: 'Shop', bindings: {} })
})
afterEach(() => opened.close())

test('the second save of the same revision is refused with what differs', async () => {
  const { flows } = opened.hub
  await flows.create(flow('a'), 'ada')
  const saved = await flows.save('a', { revision: 1, flow: flow('a', { name: 'Left' }) }, 'ada')
  expect([saved.revision, saved.savedBy]).toEqual([2, 'ada'])
  const problem = await problemOf(flows.save('a', { revision: 1, flow: flow('a', { name: 'Right', description: 'mine' }) }, 'bo'))
  expect(problem?.code).toBe('request.conflict')
  expect(problem?.detail).toMatch(/^Revision 2 was saved by ada at /)
  expect(problem?.errors?.map(({ path }) => path)).toEqual(['name', 'description'])
  expect((await flows.read('a')).flow.name).toBe('Left')
})

test('publishing makes numbered versions that stay, leaves the revision alone, and goes live', async () => {
  const { flows } = opened.hub
  await flows.create(flow('a'), 'ada')
  expect(await flows.list()).toMatchObject([{ id: 'a', publishedVersion: null, changed: true }])
  expect(await flows.publish('a', { revision: 1, note: 'first' }, 'ada')).toMatchObject({ version: 1, note: 'first', publishedBy: 'ada' })
  expect(opened.live.get('a')).toBe(1)
  expect(await flows.list()).toMatchObject([{ revision: 1, publishedVersion: 1, changed: false }])
  await flows.save('a', { revision: 1, flow: flow('a', { name: 'Second' }) }, 'ada')
  expect(await flows.list()).toMatchObject([{ publishedVersion: 1, changed: true }])
  await flows.publish('a', { revision: 2, note: '' }, 'ada')
  expect((await flows.versions('a')).map(({ version, flow: { name } }) => [version, name])).toEqual([
    [2, 'Second'],
    [1, 'a'],
  ])
  expect((await flows.version('a', 1)).flow.name).toBe('a')
  expect((await flows.read('a')).publishedVersion).toBe(2)
})

test('the newest versions are live again after a restart', async () => {
  const { folder, hub, store } = opened
  await hub.flows.create(flow('a'), 'ada')
  await hub.flows.publish('a', { revision: 1, note: '' }, 'ada')
  await store.close()
  opened = await open(folder)
  expect([...opened.live]).toEqual([['a', 1]])
  expect((await opened.hub.flows.read('a')).publishedVersion).toBe(1)
})

test('what stands in the way of publishing is named, and nothing goes live', async () => {
  const { flows } = opened.hub
  await flows.create(flow('a'), 'ada')
  opened.findings.push(
    { level: 'error', code: 'mapping.source-unknown', message: 'the path is unknown', node: 'start', row: 'r1' },
    { level: 'warning', code: 'node.unreachable', message: 'hm' },
  )
  const problem = await problemOf(flows.publish('a', { revision: 1, note: '' }, 'ada'))
  expect(problem?.code).toBe('flow.invalid')
  expect(problem?.errors).toEqual([{ path: 'start.r1', message: 'the path is unknown', code: 'mapping.source-unknown' }])
  expect(opened.live.size).toBe(0)
})

test('a version that cannot be loaded is not written', async () => {
  const { flows } = opened.hub
  await flows.create(flow('a', { name: 'cannot load' }), 'ada')
  expect((await problemOf(flows.publish('a', { revision: 1, note: '' }, 'ada')))?.code).toBe('flow.invalid')
  expect(await flows.versions('a')).toEqual([])
})

test('an older revision is not published', async () => {
  const { flows } = opened.hub
  await flows.create(flow('a'), 'ada')
  await flows.save('a', { revision: 1, flow: flow('a', { name: 'new' }) }, 'bo')
  expect((await problemOf(flows.publish('a', { revision: 1, note: '' }, 'ada')))?.code).toBe('request.conflict')
})

test('a flow that serves a client is neither deleted nor published without the operation', async () => {
  const { flows, clients } = opened.hub
  await flows.create(flow('a'), 'ada')
  await flows.publish('a', { revision: 1, note: '' }, 'ada')
  await clients.save('shop', { revision: 1, value: { id: 'shop', name: 'Shop', bindings: { 'customers.get': 'a' } } })
  expect(await problemOf(flows.remove('a'))).toMatchObject({ code: 'request.conflict', detail: expect.stringContaining('customers.get of shop') })
  await flows.save('a', { revision: 1, flow: flow('a', { nodes: [] }) }, 'ada')
  expect((await problemOf(flows.publish('a', { revision: 2, note: '' }, 'ada')))?.code).toBe('flow.invalid')
  await clients.save('shop', { revision: 2, value: { id: 'shop', name: 'Shop', bindings: {} } })
  await flows.remove('a')
  expect(await flows.list()).toEqual([])
  expect(opened.live.size).toBe(0)
  expect(await opened.store.versions.list()).toEqual([])
})

test('a flow needs a client, its own id, and an id nobody has', async () => {
  const { flows } = opened.hub
  expect((await problemOf(flows.create(flow('a', { client: 'nobody' }), 'ada')))?.code).toBe('client.unknown')
  await flows.create(flow('a'), 'ada')
  expect((await problemOf(flows.create(flow('a'), 'ada')))?.code).toBe('request.conflict')
  expect((await problemOf(flows.save('a', { revision: 1, flow: flow('b') }, 'ada')))?.code).toBe('request.invalid')
  expect((await problemOf(flows.save('b', { revision: 1, flow: flow('b') }, 'ada')))?.code).toBe('flow.unknown')
})

test('bindings hold only for flows of the client that serve the operation', async () => {
  const { flows, clients } = opened.hub
  await clients.create({ id: 'other', name: 'Other', bindings: {} })
  await flows.create(flow('a'), 'ada')
  const bind = (id: string, bindings: Record<string, string>) => problemOf(clients.save(id, { revision: 1, value: { id, name: id, bindings } }))
  expect((await bind('shop', { 'customers.get': 'nothing' }))?.errors).toEqual([{ path: 'bindings.customers.get', message: 'there is no such flow' }])
  expect((await bind('shop', { 'orders.create': 'a' }))?.errors?.[0]?.message).toContain('no endpoint node')
  expect((await bind('other', { 'customers.get': 'a' }))?.errors?.[0]?.message).toContain('another client')
  expect(await bind('shop', { 'customers.get': 'a' })).toBeUndefined()
  expect(clients.boundFlow('shop', 'customers.get')).toBe('a')
  expect(() => clients.boundFlow('shop', 'customers.create')).toThrow('client.unbound')
  expect(() => clients.boundFlow('nobody', 'customers.get')).toThrow('client.unknown')
})
