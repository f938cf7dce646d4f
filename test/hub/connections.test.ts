import { afterEach, beforeEach, expect, test } from 'vitest'
import { Connection } from '../../server/model/connection.ts'
import { flow, open, type Opened, problemOf } from './open.ts'

let opened: Opened
beforeEach(async () => {
  opened = await open()
  await opened.hub.clients.create({ id: 'shop', name: 'Shop', bindings: {} })
})
afterEach(() => opened.close())

const connection = (change: Partial<Connection> = {}): Connection =>
  Connection.parse({ id: 'crm', client: 'shop', name: 'CRM', connector: 'crm', system: 'crm', baseUrl: 'https://crm.example/api', auth: 'basic', ...change })
const CREDENTIALS = { username: 'till', password: 'secret' }

test('credentials go in and only their names come out', async () => {
  const { connections } = opened.hub
  const view = await connections.create(connection(), CREDENTIALS)
  expect(view).toMatchObject({ revision: 1, credentials: { username: 'set', password: 'set' }, sandbox: false })
  expect(JSON.stringify(await connections.list())).not.toContain('secret')
  expect(await opened.store.secrets.read('crm')).toEqual(CREDENTIALS)
  expect(connections.find('shop', 'crm')?.baseUrl).toBe('https://crm.example/api')
  expect(connections.find('other', 'crm')).toBeUndefined()
})

test('credentials that are left out stay, those of another kind of login go, and the change is announced', async () => {
  const { connections } = opened.hub
  await connections.create(connection(), CREDENTIALS)
  await connections.save('crm', { revision: 1, connection: connection({ name: 'Renamed' }) }, { password: 'new' })
  expect(await opened.store.secrets.read('crm')).toEqual({ username: 'till', password: 'new' })
  await connections.save('crm', { revision: 2, connection: connection({ auth: 'bearer' }) }, { token: 't' })
  expect(await opened.store.secrets.read('crm')).toEqual({ token: 't' })
  expect(opened.forgotten).toEqual(['crm', 'crm', 'crm'])
})

test('stored credentials are not sent to another host', async () => {
  const { connections } = opened.hub
  await connections.create(connection(), CREDENTIALS)
  const moved = connection({ baseUrl: 'https://elsewhere.example/api' })
  const problem = await problemOf(connections.save('crm', { revision: 1, connection: moved }, { username: 'till' }))
  expect(problem?.errors?.map(({ path }) => path)).toEqual(['credentials.password'])
  const aside = connection({ settings: { tokenUrl: 'https://elsewhere.example/token' } })
  expect((await problemOf(connections.save('crm', { revision: 1, connection: aside }, {})))?.code).toBe('request.invalid')
  expect(await problemOf(connections.save('crm', { revision: 1, connection: moved }, CREDENTIALS))).toBeUndefined()
})

test.each([
  [{ client: 'nobody' }, {}, 'connection.client'],
  [{ connector: 'nothing' }, {}, 'connection.connector'],
  [{ auth: 'oauth2' as const }, {}, 'connection.auth'],
  [{ baseUrl: 'https://till:secret@crm.example' }, {}, 'connection.baseUrl'],
  [{ baseUrl: 'https://crm.example/?key=1' }, {}, 'connection.baseUrl'],
  [{}, { apiKey: 'x' }, 'credentials.apiKey'],
])('%j with %j is refused at %s', async (change, credentials, path) => {
  const problem = await problemOf(opened.hub.connections.create(connection(change), credentials))
  expect([problem?.code, problem?.errors?.map((error) => error.path)]).toEqual(['request.invalid', [path]])
})

test('the second save of the same revision is refused', async () => {
  const { connections } = opened.hub
  await connections.create(connection(), {})
  await connections.save('crm', { revision: 1, connection: connection({ name: 'A' }) }, {})
  expect((await problemOf(connections.save('crm', { revision: 1, connection: connection({ name: 'B' }) }, {})))?.code).toBe('request.conflict')
})

test('a connection goes with its credentials, but not while a flow calls it', async () => {
  const { connections, flows } = opened.hub
  await connections.create(connection(), CREDENTIALS)
  const call = { id: 'call', kind: 'call', name: '', config: { connection: 'crm', operation: 'x' }, position: { x: 0, y: 0 } }
  await flows.create(flow('a', { nodes: [call] }), 'ada')
  expect(await problemOf(connections.remove('crm'))).toMatchObject({ code: 'request.conflict', detail: expect.stringContaining('a') })
  await flows.remove('a')
  await connections.remove('crm')
  expect(await connections.list()).toEqual([])
  expect(await opened.store.secrets.names('crm')).toEqual([])
  expect(connections.find('shop', 'crm')).toBeUndefined()
})
