import { pino } from 'pino'
import { afterEach, expect, test } from 'vitest'
import type { FlowFills, FlowRuntime } from '../../server/flow/contract.ts'
import { openFillCounts, type FillCounts } from '../../server/fill-counts.ts'
import { startPatchbay } from '../../server/main.ts'
import type { MappingFill } from '../../server/model/fill.ts'
import { readSettings } from '../../server/settings.ts'
import type { Fills } from '../../server/store/contract.ts'
import { publish } from './publish.ts'
import { PASSWORD, start, type Browser, type Started } from './start.ts'

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
})

const count = (runs: number): MappingFill => ({ node: 'm', runs, rows: [{ row: 'r', filled: runs, missing: 0, failed: 0 }], invariants: [] })

/** A runtime of one flow whose counts the test sets, a store that may fail, and a clock that the test moves. */
function openBench(): {
  counts: FillCounts
  live: { version: number; left: number }
  stored: FlowFills[]
  state: { broken: boolean; forgotten: string[] }
  tick(): void
  lines: string[]
} {
  const live = { version: 1, left: 0 }
  const stored: FlowFills[] = []
  const state = { broken: false, forgotten: [] as string[] }
  const lines: string[] = []
  let due: (() => void) | undefined
  const runtime = {
    fills: () => ({ version: live.version, mappings: [count(live.left)] }),
    takeFills: () => [{ flow: 'f', version: live.version, mappings: [count(live.left)] }].map((taken) => ((live.left = 0), taken)),
  } as unknown as FlowRuntime
  const fills: Fills = {
    add: async (counts) => {
      if (state.broken) throw new Error('disk full')
      stored.push(...counts)
    },
    read: async (flow, version) => {
      const runs = stored.filter((each) => each.flow === flow && each.version === version).reduce((sum, each) => sum + each.mappings[0]!.runs, 0)
      return runs === 0 ? [] : [count(runs)]
    },
    forget: async (flow) => void state.forgotten.push(flow),
  }
  const clock = { now: () => 0, after: (_ms: number, work: () => void) => ((due = work), () => (due = undefined)) }
  const counts = openFillCounts({ fills, clock, log: pino({}, { write: (line: string) => void lines.push(line) }) })
  counts.start(runtime)
  return { counts, live, stored, state, lines, tick: () => due?.() }
}

test('a read has what is stored and what is not written yet, every count once', async () => {
  const { counts, live, tick } = openBench()
  live.left = 2
  expect(await counts.read('f')).toEqual({ version: 1, mappings: [count(2)] })
  tick()
  const during = counts.read('f')
  live.left += 3
  expect(await during).toEqual({ version: 1, mappings: [count(5)] })
  tick()
  tick()
  expect(await counts.read('f')).toEqual({ version: 1, mappings: [count(5)] })
})

test('what cannot be written is kept, shown, and written later', async () => {
  const { counts, live, state, stored, tick, lines } = openBench()
  state.broken = true
  for (const left of [2, 3]) {
    live.left = left
    tick()
    await counts.read('f')
  }
  live.left = 1
  expect(await counts.read('f')).toEqual({ version: 1, mappings: [count(6)] })
  expect(stored).toEqual([])
  expect(lines[0]).toContain('fill counts could not be written')
  expect(lines.join()).not.toContain('disk full')
  state.broken = false
  tick()
  await counts.read('f')
  expect(stored).toEqual([{ flow: 'f', version: 1, mappings: [count(6)] }])
})

test('the rest is written at the end, and nothing is written where nothing ran', async () => {
  const { counts, live, stored, tick } = openBench()
  tick()
  await counts.read('f')
  expect(stored).toEqual([])
  live.left = 4
  await counts.stop()
  expect(stored).toEqual([{ flow: 'f', version: 1, mappings: [count(4)] }])
})

test('what waits of a flow that has gone is dropped', async () => {
  const { counts, live, state, stored, tick } = openBench()
  state.broken = true
  live.left = 2
  tick()
  await counts.read('f')
  counts.forget('f')
  state.broken = false
  await counts.stop()
  expect(stored).toEqual([])
  expect(state.forgotten).toEqual(['f'])
})

const MAP = {
  rows: [
    { id: 'a', target: 'a', from: { kind: 'path', path: 'a' } },
    { id: 'l', target: 'l', from: { kind: 'each', path: 'l' }, rows: [{ id: 'n', target: 'n', from: { kind: 'expression', text: '$number(n)' } }] },
  ],
  invariants: [{ id: 'sum', text: '$sum([l.n]) = a', broken: 'count' }],
}

async function call(server: { url: string }, key: string, body: object): Promise<number> {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
  return (await fetch(`${server.url}/hooks/mapped`, { method: 'POST', headers, body: JSON.stringify(body) })).status
}

async function served(): Promise<{ server: Started; admin: Browser; key: string }> {
  const server = await start({ PATCHBAY_SANDBOX: 'off' })
  closers.push(() => server.stop())
  const admin = await server.admin()
  if ((await admin.send('GET', '/api/clients/demo')).status !== 200) await admin.send('POST', '/api/clients', { id: 'demo', name: 'Demo', bindings: {} })
  await publish(server, 'mapped', [
    ['in', 'webhook', { method: 'POST', path: 'mapped' }],
    ['m', 'map', { mapping: MAP }],
    ['out', 'respond', { status: 200 }],
  ])
  return { server, admin, key: await server.key() }
}

test('the counts of the live version are in the API, hold over a restart, begin anew with a version, and end with the flow', async () => {
  const { server, key } = await served()
  expect(await call(server, key, { a: 3, l: [{ n: '1' }, { n: '2' }] })).toBe(200)
  expect(await call(server, key, { l: [{ n: 'Marta' }, {}] })).toBe(422)
  const viewer = await server.as('viewer')
  const answer = await viewer.send('GET', '/api/flows/mapped/fills')
  const expected = {
    version: 1,
    mappings: [
      {
        node: 'm',
        runs: 2,
        rows: [
          { row: 'a', filled: 1, missing: 1, failed: 0 },
          { row: 'l', filled: 2, missing: 0, failed: 0 },
          { row: 'n', filled: 2, missing: 1, failed: 1 },
        ],
        invariants: [{ invariant: 'sum', held: 1, broken: 0 }],
      },
    ],
  }
  expect(answer.body).toEqual(expected)
  await server.close()
  const again = await startPatchbay(readSettings({ PATCHBAY_PORT: '0', PATCHBAY_DATA: server.dataDir, PATCHBAY_SANDBOX: 'off', PATCHBAY_LOG: 'silent' }))
  closers.push(() => again.close())
  const send = await logIn(again.url)
  expect(await call(again, key, { a: 1, l: { n: '1' } })).toBe(200)
  expect(await (await send('GET', '/api/flows/mapped/fills')).json()).toMatchObject({
    version: 1,
    mappings: [{ runs: 3, invariants: [{ held: 2, broken: 0 }] }],
  })
  expect((await send('POST', '/api/flows/mapped/publish', { revision: 1, note: '' })).status).toBe(200)
  expect(await call(again, key, { a: 1 })).toBe(200)
  expect(await (await send('GET', '/api/flows/mapped/fills')).json()).toMatchObject({
    version: 2,
    mappings: [{ runs: 1, invariants: [{ held: 0, broken: 1 }] }],
  })
  expect((await send('DELETE', '/api/flows/mapped')).status).toBe(200)
  expect((await send('GET', '/api/flows/mapped/fills')).status).toBe(404)
})

async function logIn(url: string): Promise<(method: string, path: string, body?: object) => Promise<Response>> {
  const login = await fetch(`${url}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ user: 'ada', password: PASSWORD }),
  })
  const cookie = login.headers.getSetCookie()[0]!.split(';')[0]!
  const csrf = ((await login.json()) as { csrf: string }).csrf
  return (method, path, body) =>
    fetch(url + path, {
      method,
      headers: { cookie, 'x-patchbay-csrf': csrf, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    })
}

test('a flow that is not published has no counts', async () => {
  const { admin } = await served()
  const draft = { id: 'draft', name: 'Draft', client: 'demo', nodes: [], wires: [] }
  expect((await admin.send('POST', '/api/flows', draft)).status).toBe(200)
  expect((await admin.send('GET', '/api/flows/draft/fills')).body).toEqual({ version: 0, mappings: [] })
})

test('an order whose totals are wrong is refused before anything is booked, and counted', async () => {
  const server = await start()
  closers.push(() => server.stop())
  const admin = await server.admin()
  const key = await server.key()
  const { samples } = (await admin.send('GET', '/api/flows/orders')).body.flow
  const walkIn = samples.find(({ id }: { id: string }) => id === 'walk-in').body
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
  const send = (order: object): Promise<Response> => fetch(`${server.url}/api/v1/orders`, { method: 'POST', headers, body: JSON.stringify(order) })
  const wrong = await send({ ...walkIn, totals: { ...walkIn.totals, gross: '11.63', payable: '11.63' } })
  expect(wrong.status).toBe(422)
  expect(await wrong.json()).toMatchObject({ code: 'mapping.invariant', detail: 'The invariant "Net and tax make the gross total" does not hold.' })
  expect((await send(walkIn)).status).toBe(201)
  const sale = (await admin.send('GET', '/api/flows/orders/fills')).body.mappings.find(({ node }: { node: string }) => node === 'sale')
  expect(sale).toMatchObject({ runs: 2, invariants: [{ held: 1, broken: 1 }, { held: 2 }, { held: 2 }] })
  expect(sale.rows.find(({ row }: { row: string }) => row === 'r18')).toEqual({ row: 'r18', filled: 0, missing: 2, failed: 0 })
})
