import { createHash, createHmac, randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { businessKeyHash, keyedRunId, laneHash } from '../../server/delivery/hashes.ts'
import { createSeal } from '../../server/store/seal.ts'
import { start, type Started } from '../http/start.ts'
import { ASYNC, type Caller, callerOf, openTill, order, type Till } from '../http/till.ts'
import { readRows, sealOf } from './sealed-jobs.ts'

interface Workspace {
  server: Started
  till: Till
  pos: Caller
}

async function open(): Promise<Workspace> {
  const server = await start({ PATCHBAY_SANDBOX: 'off' })
  await (await server.admin()).send('POST', '/api/clients', { id: 'demo', name: 'Demo' })
  const till = await openTill(server)
  return { server, till, pos: callerOf(server.url, await server.key()) }
}

let one: Workspace
let other: Workspace
beforeAll(async () => {
  one = await open()
  other = await open()
})
afterAll(async () => {
  for (const { server, till } of [one, other]) {
    await server?.stop()
    await till?.close()
  }
})

const ANN = 'crm:customer:ann-1970'
const BEN = 'crm:customer:ben-1980'

/** Hands an order over; resolves to the hashes that are kept of it. */
async function handOver({ server, pos }: Workspace, { number, customer, key }: { number: string; customer: string; key?: string }) {
  const { status, body } = await pos.order(order(number, { crmReference: customer }), { ...ASYNC, ...(key !== undefined && { 'idempotency-key': key }) })
  expect(status).toBe(202)
  await pos.until(body.id, 'succeeded')
  const detail = await (await server.admin()).send('GET', `/api/runs/${body.id}`)
  const keys = readRows<{ mark: string }>(server, 'runs.sqlite', `SELECT mark FROM run_mark WHERE run = '${body.id}' AND kind = 'key'`).map(({ mark }) => mark)
  return { id: body.id as string, lane: detail.body.run.delivery.lane as string, keys: new Set(keys) }
}

test('S0-03c: two orders of one customer have one lane, those of another customer, client or workspace another one', async () => {
  const first = await handOver(one, { number: 'A-1', customer: ANN })
  const second = await handOver(one, { number: 'A-2', customer: ANN })
  const third = await handOver(one, { number: 'A-3', customer: BEN })
  const elsewhere = await handOver(other, { number: 'A-1', customer: ANN })
  expect(second.lane).toBe(first.lane)
  expect(new Set([first.lane, third.lane, elsewhere.lane]).size).toBe(3)
  const seal = sealOf(one.server)
  expect(laneHash(seal, 'another', ANN)).not.toBe(laneHash(seal, 'demo', ANN))
  expect([...elsewhere.keys].filter((key) => first.keys.has(key))).toEqual([])
})

test('S0-03c: lanes, key hashes and ids follow from the workspace key, and from nothing else', async () => {
  const [number, key] = ['B-1', 'idempotency-B-1']
  const { id, lane, keys } = await handOver(one, { number, customer: ANN, key })
  const recompute = (seal: ReturnType<typeof createSeal>) => ({
    id: keyedRunId(seal, { client: 'demo', trigger: 'orders.create', key }),
    lane: laneHash(seal, 'demo', ANN),
    keys: new Set([number, ANN].map((text) => businessKeyHash(seal, text))),
  })
  // With the key they can be computed: what is compared below is what is kept.
  expect({ id, lane, keys }).toEqual(recompute(sealOf(one.server)))
  expect((await handOver(other, { number, customer: ANN, key })).id).not.toBe(id)
  const kept = new Set([lane, ...keys, id])
  for (const guess of [createSeal(randomBytes(32), randomBytes), createSeal(Buffer.alloc(32), randomBytes), sealOf(other.server)]) {
    const made = recompute(guess)
    for (const hash of [made.lane, ...made.keys, made.id]) expect(kept).not.toContain(hash)
  }
  for (const text of ['', 'lane\ndemo\n', 'business-key\n', 'demo\n', 'demo'].flatMap((before) => [number, ANN, key].map((value) => before + value)))
    for (const hash of ['md5', 'sha1', 'sha256', 'sha512', 'sha3-256'])
      for (const made of [createHash(hash), ...['', 'demo', 'patchbay', 'patchbay/hmac/1'].map((secret) => createHmac(hash, secret))])
        expect(kept).not.toContain(made.update(text).digest('hex'))
})

test('an id that belongs to an idempotency key has the form of any other', async () => {
  const [free, bound] = [await handOver(one, { number: 'C-1', customer: ANN }), await handOver(one, { number: 'C-2', customer: ANN, key: 'C-2' })]
  for (const { id } of [free, bound]) expect(id).toMatch(/^[0-9a-hjkmnp-tv-z]{22}$/)
})
