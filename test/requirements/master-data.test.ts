import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { publish } from '../http/publish.ts'
import { answerOf } from '../http/start.ts'
import { ASYNC } from '../http/till.ts'
import { type DocumentWorld, openDocumentWorld } from './document-world.ts'

/** An accounting system that keeps parties: `PUT /parties/{id}`. */
const parties = new Map<string, { name: string }>()
const accounting: Server = createServer(async (request, response) => {
  parties.set(decodeURIComponent(request.url!.slice('/parties/'.length)), JSON.parse(await text(request)) as { name: string })
  response.setHeader('content-type', 'application/json').end('{}')
})

let world: DocumentWorld
beforeAll(async () => {
  await once(accounting.listen(0, '127.0.0.1'), 'listening')
  world = await openDocumentWorld()
  const baseUrl = `http://127.0.0.1:${(accounting.address() as AddressInfo).port}`
  const connection = { id: 'accounting', client: 'demo', name: 'Accounting', connector: 'http', system: 'accounting', baseUrl, auth: 'none', local: true }
  const made = await world.admin.send('POST', '/api/connections', { connection, credentials: {} })
  if (made.status !== 200) throw new Error(JSON.stringify(made.body))
  const delivery = { firstDelayMs: 20, factor: 1, mostDelayMs: 50 }
  await publish(world.server, { id: 'copy-name', settings: { delivery } as never }, [
    ['in', 'webhook', { method: 'POST', path: 'copy-name' }],
    ['who', 'resolve-customer', { ref: 'ref', fields: ['name'], as: 'customer' }],
    ['put', 'call', { connection: 'accounting', operation: 'put', input: '{ "path": "/parties/" & $refId(ref), "body": { "name": customer.name } }' }],
    ['out', 'respond', { status: 200, body: '{ "done": true }' }],
  ])
  await publish(world.server, 'ask-language', [
    ['in', 'webhook', { method: 'POST', path: 'ask-language' }],
    ['who', 'resolve-customer', { fields: ['language'], as: 'customer' }],
    ['out', 'respond', { status: 200, body: '$' }],
  ])
})
afterAll(async () => {
  await world?.close()
  accounting.closeAllConnections()
  accounting.close()
})

async function hook(path: string, body: object, more: Record<string, string> = {}) {
  const key = await world.server.key()
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...more }
  return answerOf(await fetch(`${world.server.url}/hooks/${path}`, { method: 'POST', headers, body: JSON.stringify(body) }))
}

const idOf = (ref: string): string => decodeURIComponent(ref.split(':')[2]!)

test('S0-04: what another system changes of a copied customer stays out of the CRM, and the next copy brings the value of the CRM back', async () => {
  const { ref } = (await world.pos('POST', '/customers', { name: 'Bakery North' })).body
  const inCrm = async () => (await world.pos('GET', `/customers/${encodeURIComponent(ref)}`)).body.name
  const copy = async () => expect((await hook('copy-name', { ref })).status).toBe(200)
  await copy()
  expect(parties.get(idOf(ref))).toEqual({ name: 'Bakery North' })
  const asked = world.crm.asked.length
  parties.set(idOf(ref), { name: 'Changed by accounting' })
  expect(await inCrm()).toBe('Bakery North')
  await copy()
  expect(parties.get(idOf(ref))).toEqual({ name: 'Bakery North' })
  const writes = world.crm.asked.slice(asked).filter(({ method, path }) => method !== 'GET' && !path.includes('oauth'))
  expect(writes.filter(({ body }) => body.includes('Changed by accounting'))).toEqual([])
  expect(await inCrm()).toBe('Bakery North')
  await world.pos('PATCH', `/customers/${encodeURIComponent(ref)}`, { name: 'Bakery South' })
  await copy()
  expect(parties.get(idOf(ref))).toEqual({ name: 'Bakery South' })
})

test('S0-17: a flow gets the fields that it asks for by the reference, and the CRM is asked for no others', async () => {
  const { ref } = (await world.pos('POST', '/customers', { name: 'Bakery West', language: 'cs', notes: 'pays late' })).body
  const asked = world.crm.asked.length
  const answer = await hook('ask-language', { crmReference: ref })
  expect(answer.body).toEqual({ crmReference: ref, customer: { ref, language: 'cs' } })
  const questions = world.crm.asked.slice(asked).filter(({ path }) => !path.includes('oauth'))
  expect(questions).toHaveLength(1)
  expect(questions[0]).toMatchObject({ method: 'GET', path: expect.stringContaining('lang') })
  expect(questions[0]!.path).not.toMatch(/last_name|first_name|remark|company|mail/)
})

test('S0-03a: a document that waits holds the reference only; its customer is asked for anew at every attempt', { timeout: 40_000 }, async () => {
  const { ref } = (await world.pos('POST', '/customers', { name: 'Bakery East' })).body
  world.crm.down = true
  const accepted = await hook('copy-name', { ref }, ASYNC)
  expect(accepted.status).toBe(202)
  const run = accepted.body.id as string
  const stateOf = async () => (await world.pos('GET', `/runs/${run}`)).body
  await expect.poll(async () => (await stateOf()).state, { timeout: 10_000 }).toBe('retrying')
  expect(parties.has(idOf(ref))).toBe(false)
  world.crm.down = false
  expect((await world.pos('PATCH', `/customers/${encodeURIComponent(ref)}`, { name: 'Bakery North-East' })).status).toBe(200)
  await expect.poll(async () => (await stateOf()).state, { timeout: 20_000 }).toBe('succeeded')
  expect(parties.get(idOf(ref))).toEqual({ name: 'Bakery North-East' })
})

test('S0-25: a document uses up no attempts while the CRM is left alone', { timeout: 40_000 }, async () => {
  const { ref } = (await world.pos('POST', '/customers', { name: 'Bakery Up' })).body
  const read = () => world.pos('GET', `/customers/${encodeURIComponent(ref)}`)
  world.crm.down = true
  await expect
    .poll(async () => [(await read()).body.code, (await world.pos('GET', '/status')).body.crm], { timeout: 10_000 })
    .toEqual(['crm.offline', 'offline'])
  const run = (await hook('copy-name', { ref }, ASYNC)).body.id as string
  const recordOf = async () => (await world.admin.send('GET', `/api/runs/${run}`)).body.run
  await expect.poll(async () => (await recordOf()).problem?.code, { timeout: 10_000, interval: 5 }).toBe('crm.offline')
  world.crm.down = false
  await expect.poll(async () => (await recordOf()).state, { timeout: 20_000 }).toBe('succeeded')
  expect((await recordOf()).delivery.attempt).toBe(1)
})
