import { io } from 'socket.io-client'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { SelectorDescription } from '../../server/model/selector.ts'
import { answerOf, type Answer } from '../http/start.ts'
import { type CustomerWorld, IMPLEMENTATION, openCustomerWorld } from './customer-world.ts'

let world: CustomerWorld
beforeAll(async () => void (world = await openCustomerWorld()))
afterAll(() => world.close())
beforeEach(() => void (world.crm.asked.length = 0))

const get = (path: string, headers: Record<string, string> = {}): Promise<Answer> => world.pos('GET', path, undefined, headers)

const rename = (text: string): Promise<void> =>
  world.configure(({ configuration }) => void (configuration.properties.find(({ apiKey }) => apiKey === 'email')!.label.messages['en'] = text))

/** Entity tags that a stream of changes tells. */
async function listen(path = '/selector/changes', headers: Record<string, string> = {}): Promise<{ tags: string[]; response: Response; end(): void }> {
  const end = new AbortController()
  const response = await fetch(`${world.server.url}/api/v1${path}`, { headers: { authorization: `Bearer ${world.key}`, ...headers }, signal: end.signal })
  const tags: string[] = []
  const read = async (): Promise<void> => {
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream()))
      tags.push(...[...chunk.matchAll(/^event: selector\ndata: (.*)$/gm)].map((match) => match[1]!))
  }
  read().catch(() => undefined)
  return { tags, response, end: () => end.abort() }
}

test('S0-11: a new label is live at once, told to who listens, and leaves flows and versions as they are', async () => {
  const { admin, server } = world
  const stream = await listen()
  const socket = io(server.url, { extraHeaders: { cookie: admin.cookie }, transports: ['websocket'] })
  const told: string[] = []
  socket.on('selector', (client: string) => void told.push(client))
  await new Promise((resolve) => void socket.on('connect', () => resolve(undefined)))
  const before = await get('/selector')
  const versionBefore = (await admin.send('GET', `/api/implementations/${IMPLEMENTATION}`)).body.value.version
  const flowsBefore = (await admin.send('GET', '/api/flows')).body
  // One call is under way while the label changes.
  let letGo: (() => void) | undefined
  const held = new Promise<void>((resolve) => void (letGo = resolve))
  const under = fetch(`${server.url}/api/v1/customers/search`, {
    method: 'POST',
    headers: { authorization: `Bearer ${world.key}`, 'content-type': 'application/json' },
    body: new ReadableStream({
      start: async (sending) => {
        sending.enqueue(new TextEncoder().encode('{ "name": "Al'))
        await held
        sending.enqueue(new TextEncoder().encode('va" }'))
        sending.close()
      },
    }),
    duplex: 'half',
  } as RequestInit).then(answerOf)
  await rename('Mail of the customer')
  const after = await get('/selector')
  expect(after.headers.get('etag')).not.toBe(before.headers.get('etag'))
  expect(after.body.properties.find(({ apiKey }: { apiKey: string }) => apiKey === 'email').label).toBe('Mail of the customer')
  await vi.waitFor(() => expect([stream.tags, told.includes('demo')]).toEqual([[before.headers.get('etag'), after.headers.get('etag')], true]))
  letGo!()
  expect((await under).status).toBe(200)
  expect((await admin.send('GET', `/api/implementations/${IMPLEMENTATION}`)).body.value.version).toBe(versionBefore)
  expect((await admin.send('GET', '/api/flows')).body).toEqual(flowsBefore)
  expect((await get('/selector', { 'if-none-match': after.headers.get('etag')! })).status).toBe(304)
  // A plain hash of what the CRM has said of customers would tell of them wherever headers are kept.
  for (const path of ['/documents?identifiers=true', '/status']) expect((await get(path)).headers.get('etag'), path).toBeNull()
  await rename('E-mail')
  stream.end()
  socket.close()
})

test('S0-17a: the selector says that documents show references, and costs no call of the CRM', async () => {
  await world.configure(({ configuration }) => void (configuration.header.showIdentifier = false))
  const { body } = await get('/selector')
  expect([body.header.showIdentifier, world.crm.asked]).toEqual([false, []])
  await get('/status')
  await get('/documents')
  expect(world.crm.asked).toEqual([])
  await world.configure(({ configuration }) => void (configuration.header.showIdentifier = true))
})

test('S0-21: the selector follows the configuration; without a CRM it is the standard one', async () => {
  const { body } = await get('/selector?language=en')
  expect(SelectorDescription.safeParse(body).error).toBeUndefined()
  expect(body).toMatchSnapshot('of the configuration')
  expect((await get('/selector', { 'accept-language': 'fr;q=0.4, de-AT, en;q=0.9' })).body).toMatchObject({ language: 'de' })
  expect((await world.setCrm({ enabled: false })).status).toBe(200)
  const standard = await get('/selector')
  expect([standard.body.kind, standard.body.can.search]).toEqual(['standard', true])
  expect(standard.body).toMatchSnapshot('standard')
  // Rules of the configuration are those of the CRM.
  expect((await world.pos('POST', '/customers/search', { email: 'al' })).status).toBe(200)
  expect((await get('/status')).body).toEqual({ crm: 'disabled', retryAt: null, implementation: null })
  expect((await world.setCrm({ enabled: true })).status).toBe(200)
})

test('S0-22: standard and CRM-backed selectors answer one contract', async () => {
  const asked = { any: { name: 'alva', email: 'alva' } }
  const shapes: unknown[] = []
  for (const enabled of [true, false]) {
    expect((await world.setCrm({ enabled })).status).toBe(200)
    const selector = await get('/selector')
    expect(SelectorDescription.safeParse(selector.body).error).toBeUndefined()
    const found = await world.pos('POST', '/customers/search', asked)
    const read = await get(`/customers/${encodeURIComponent(found.body.items[0].ref)}`)
    shapes.push([Object.keys(selector.body), found, read].map((each) => (Array.isArray(each) ? each : [(each as Answer).status, (each as Answer).body])))
  }
  expect(shapes[0]).toEqual(shapes[1])
  expect((await world.setCrm({ enabled: true })).status).toBe(200)
})

test('S0-13: without a CRM and without a flow that is bound, callers are told that no CRM is enabled', async () => {
  const { admin } = world
  const demo = (await admin.send('GET', '/api/clients')).body.find((each: { value: { id: string } }) => each.value.id === 'demo')
  const { bindings } = demo.value
  const save = (value: object): Promise<Answer> =>
    admin
      .send('GET', '/api/clients')
      .then(({ body }) => body.find((each: { value: { id: string } }) => each.value.id === 'demo').revision)
      .then((revision: number) => admin.send('PUT', '/api/clients/demo', { revision, value }))
  const others = Object.fromEntries(Object.entries(bindings).filter(([operation]) => !operation.startsWith('customers.')))
  expect((await save({ ...demo.value, bindings: others, crm: { ...demo.value.crm, enabled: false } })).status).toBe(200)
  const refused = await world.pos('POST', '/customers/search', { name: 'Alva' })
  expect([refused.status, refused.body.code]).toEqual([409, 'crm.disabled'])
  expect((await save(demo.value)).status).toBe(200)
  expect((await world.pos('POST', '/customers/search', { name: 'Alva' })).status).toBe(200)
})

test('a token stands for its key: for pages, for a time, and not longer than the key', async () => {
  const { admin, pos } = world
  const { key, view } = (await admin.send('POST', '/api/clients/demo/keys', { name: 'till' })).body
  const given = await pos('POST', '/tokens', { minutes: 5 }, { authorization: `Bearer ${key}` })
  expect(given.status).toBe(201)
  const bearer = { authorization: `Bearer ${given.body.token}` }
  expect((await get('/selector', bearer)).status).toBe(200)
  expect((await pos('POST', '/customers/search', { name: 'Alva' }, bearer)).status).toBe(200)
  const renewed = await pos('POST', '/tokens', {}, bearer)
  expect([renewed.status, renewed.body.code]).toEqual([403, 'request.forbidden'])
  const [, id, until, signature] = given.body.token.split('_')
  const later = (Number.parseInt(until, 36) + 1).toString(36)
  expect((await get('/selector', { authorization: `Bearer pbt_${id}_${later}_${signature}` })).status).toBe(401)
  expect((await admin.send('DELETE', `/api/clients/demo/keys/${view.id}`)).status).toBe(200)
  expect((await get('/selector', bearer)).status).toBe(401)
})

test('pages of the origins of a client may call, and no others', async () => {
  const { server, setCrm } = world
  const [own, other] = ['https://till.example', 'https://elsewhere.example']
  expect((await setCrm({ origins: [own] })).status).toBe(200)
  const preflight = (origin: string): Promise<Answer> =>
    fetch(`${server.url}/api/v1/customers/search`, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization, content-type' },
    }).then(answerOf)
  const allowed = await preflight(own)
  expect([allowed.status, allowed.headers.get('access-control-allow-origin')]).toEqual([204, own])
  expect(allowed.headers.get('access-control-allow-headers')).toContain('authorization')
  expect((await preflight(other)).headers.get('access-control-allow-origin')).toBeNull()
  const answers = [
    await get('/selector', { origin: own }),
    await get('/customers/nothing', { origin: own }),
    await get('/selector', { origin: own, authorization: '' }),
  ]
  for (const { headers } of answers) {
    expect(headers.get('access-control-allow-origin')).toBe(own)
    expect(headers.get('access-control-expose-headers')).toMatch(/etag.*search-token.*location.*retry-after.*x-patchbay-run/)
  }
  expect(answers.map(({ status }) => status)).toEqual([200, 422, 401])
  expect((await get('/selector', { origin: other })).headers.get('access-control-allow-origin')).toBeNull()
})

test('streams of changes need a key', async () => {
  const refused = await listen('/selector/changes', { authorization: 'Bearer nobody' })
  expect(refused.response.status).toBe(401)
  refused.end()
})
