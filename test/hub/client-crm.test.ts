import { afterEach, beforeEach, expect, test } from 'vitest'
import { ClientCrm } from '../../server/model/client.ts'
import { Connection } from '../../server/model/connection.ts'
import type { Implementation } from '../../server/model/implementation.ts'
import { implementation, soundConfiguration } from '../model/configurations.ts'
import { flow, open, type Opened, problemOf } from './open.ts'

let opened: Opened
beforeEach(async () => {
  opened = await open()
  const { clients, connections, flows, implementations } = opened.hub
  await clients.create({ id: 'shop', name: 'Shop', bindings: {} })
  await clients.create({ id: 'other', name: 'Other', bindings: {} })
  for (const [id, client, system] of [
    ['crm', 'shop', 'crm'],
    ['crm2', 'shop', 'crm'],
    ['else', 'shop', 'elsewhere'],
    ['foreign', 'other', 'crm'],
  ] as const)
    await connections.create(Connection.parse({ id, client, name: id, connector: 'crm', system, baseUrl: 'https://crm.example', auth: 'basic' }), {})
  await flows.create(flow('a'), 'ada')
  await flows.publish('a', { revision: 1, note: '' }, 'ada')
  await flows.create(flow('draft'), 'ada')
  const make = (id: string, connection: string, rest: Partial<Implementation> = {}) =>
    implementations.create(implementation(soundConfiguration(), { id, connection, flows: { 'customers.get': 'a' }, ...rest }))
  await make('main', 'crm')
  await make('next', 'crm2')
  await make('away', 'else')
  await make('drafted', 'crm', { flows: { 'customers.get': 'draft' } })
  await make('theirs', 'foreign', { client: 'other', flows: {} })
})
afterEach(() => opened.close())

async function choose(crm: object, confirm?: boolean): Promise<unknown> {
  const { revision, value } = await opened.hub.clients.read('shop')
  return opened.hub.clients.save('shop', { revision, value: { ...value, crm: ClientCrm.parse(crm) }, ...(confirm !== undefined && { confirm }) })
}

const seen = (count: number, system = 'crm'): Promise<void> =>
  opened.store.references.seen(
    Array.from({ length: count }, (_, index) => ({ client: 'shop', ref: `${system}:customer:${index}`, linkId: `01ARZ3NDEKTSV4RRFFQ69G5FA${index}`, at: 0 })),
  )

test.each([
  ['without an implementation', { enabled: true }, 'implementation-missing'],
  ['with one that is not there', { enabled: true, implementation: 'nothing' }, 'implementation-unknown'],
  ['with one of another client', { enabled: true, implementation: 'theirs' }, 'implementation-unknown'],
  ['with one whose flow is not published', { enabled: true, implementation: 'drafted' }, 'implementation-unusable'],
  ['as disabled with one that is not there', { implementation: 'nothing' }, 'implementation-unknown'],
])('S0-13: a CRM that is enabled %s is refused', async (_, crm, code) => {
  const problem = await problemOf(choose(crm))
  expect([problem?.code, problem?.errors?.map((error) => [error.path, error.code])]).toEqual(['request.invalid', [['crm.implementation', code]]])
  expect(opened.hub.clients.crm('shop')).toBeUndefined()
})

test('S0-13: an implementation whose flow calls another connection than its own is refused, and said before', async () => {
  const { flows, implementations } = opened.hub
  const node = { id: 'get', kind: 'call', name: 'Get', config: { connection: 'crm', operation: 'people.get' }, position: { x: 0, y: 0 } }
  const stray = flow('stray')
  await flows.create({ ...stray, nodes: [...stray.nodes, node] }, 'ada')
  await flows.publish('stray', { revision: 1, note: '' }, 'ada')
  const bound = { id: 'stray', connection: 'else', flows: { 'customers.get': 'stray' } }
  const { value } = await implementations.create(implementation(soundConfiguration(), bound))
  expect((await implementations.compare('stray', value)).findings).toContainEqual({
    path: 'flows.customers.get',
    message: 'the flow calls crm and not else, the connection of the implementation',
    severity: 'warning',
  })
  await choose({ enabled: true, implementation: 'main' })
  // Nobody is asked to confirm what cannot be done.
  const problem = await problemOf(choose({ enabled: true, implementation: 'stray' }))
  expect([problem?.code, problem?.detail]).toEqual(['request.invalid', 'The client is not right at crm.implementation.'])
  expect(problem?.errors?.map(({ message }) => message)).toEqual([expect.stringContaining('calls crm and not else')])
})

test('S0-13: configuring and enabling are two steps', async () => {
  const { implementations } = opened.hub
  await choose({ implementation: 'main' })
  expect(implementations.current('shop')).toBeUndefined()
  await choose({ enabled: true, implementation: 'main' })
  expect(implementations.current('shop')).toMatchObject({ system: 'crm', label: 'main@1' })
  await choose({ enabled: false, implementation: 'main' })
  expect(implementations.current('shop')).toBeUndefined()
})

test('S0-14: another implementation of the same system takes over at once, and back again', async () => {
  const { implementations } = opened.hub
  await seen(2)
  for (const implementation of ['main', 'next', 'main']) {
    await choose({ enabled: true, implementation })
    expect(implementations.current('shop')?.implementation.id).toBe(implementation)
  }
})

test('S0-14a: another system than before needs a confirmation that says how many references there are', async () => {
  await choose({ enabled: true, implementation: 'main' })
  await seen(2)
  const problem = await problemOf(choose({ enabled: true, implementation: 'away' }))
  expect(problem?.code).toBe('client.other-system')
  expect(problem?.errors).toMatchObject([{ path: 'crm.implementation', code: 'other-system', message: expect.stringMatching(/^2 references belong to crm /) }])
  expect(opened.hub.implementations.current('shop')?.system).toBe('crm')
  await choose({ enabled: true, implementation: 'away' }, true)
  expect(opened.hub.implementations.current('shop')?.system).toBe('elsewhere')
  expect((await problemOf(choose({ enabled: true, implementation: 'main' })))?.code).toBe('client.other-system')
})

test('S0-14a: no way around the confirmation leads over a disabled CRM or none', async () => {
  await choose({ enabled: true, implementation: 'main' })
  await seen(1)
  await choose({ enabled: false, implementation: 'main' })
  expect((await problemOf(choose({ enabled: false, implementation: 'away' })))?.code).toBe('client.other-system')
  await choose({ enabled: false })
  const problem = await problemOf(choose({ enabled: true, implementation: 'away' }))
  expect(problem?.errors?.map(({ message }) => message)).toEqual([expect.stringMatching(/^1 reference belongs to crm /)])
  await choose({ enabled: true, implementation: 'main' })
})

test('S0-14a: an implementation that moves to another system asks the same', async () => {
  const { implementations } = opened.hub
  await choose({ enabled: true, implementation: 'main' })
  await seen(3)
  const { revision, value } = await implementations.read('main')
  const moved = { ...value, connection: 'else' }
  const problem = await problemOf(implementations.save('main', { revision, value: moved, confirm: false }))
  expect(problem?.errors).toContainEqual({ path: 'connection', code: 'other-system', message: expect.stringMatching(/^3 references belong to crm /) })
  await implementations.save('main', { revision, value: moved, confirm: true })
  expect(implementations.current('shop')).toMatchObject({ system: 'elsewhere', label: 'main@2' })
})

test('S0-14a: nothing is asked where no customer is known', async () => {
  await choose({ enabled: true, implementation: 'away' })
  expect(opened.hub.implementations.current('shop')?.system).toBe('elsewhere')
})

test('pages of a client may call for it, and are let through to where the key is looked at', async () => {
  await choose({ origins: ['https://till.example/page', 'http://127.0.0.1:5000'] })
  const { clients } = opened.hub
  expect([...clients.origins('shop')]).toEqual(['https://till.example', 'http://127.0.0.1:5000'])
  expect([...clients.origins('other')]).toEqual([])
  expect(clients.origins(undefined).has('https://till.example')).toBe(true)
})
