import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Pool } from 'undici'
import type { Api } from '../../editor/api/api.ts'
import { setUpAdmin } from '../support/admin.ts'
import { type PatchbayProcess, startPatchbayProcess } from '../support/patchbay-process.ts'
import { startChild } from './child.ts'
import { percentile, printTable } from './table.ts'

const SECONDS = Number(process.env.BENCH_SECONDS ?? 4)
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 5)
const SWITCHES = 20
/** At a steady rate: how long the CRM takes for an answer, and how often each connection asks, in milliseconds. */
const SLOW_MS = 20
const EVERY_MS = 100
const MAIL = 'alva.ahrendal@example.test'

interface Request {
  method: 'GET' | 'POST'
  path: string
  headers: Record<string, string>
  body?: string
}

interface Taken {
  /** Milliseconds. */
  times: number[]
  failed: number
}

interface Load {
  connections: number
  /** How often each connection asks, in milliseconds; left out: as soon as the answer before is there. */
  everyMs?: number | undefined
  until(): boolean
}

/** Asks over so many connections until `until` says so. Who is late with a request because the answer before was, counts the wait. */
async function ask(origin: string, request: Request, { connections, everyMs, until }: Load): Promise<Taken> {
  const pool = new Pool(origin, { connections, pipelining: 1 })
  const taken: Taken = { times: [], failed: 0 }
  const one = async (_: unknown, index: number): Promise<void> => {
    let due = performance.now() + ((everyMs ?? 0) * index) / connections
    while (!until()) {
      let begin = performance.now()
      if (everyMs !== undefined) {
        if (due > begin) await new Promise((resolve) => setTimeout(resolve, due - begin))
        begin = due > begin ? performance.now() : due
        due += everyMs
      }
      const { statusCode, body } = await pool.request(request)
      await body.dump()
      if (statusCode === 200) taken.times.push(performance.now() - begin)
      else taken.failed += 1
    }
  }
  await Promise.all(Array.from({ length: connections }, one))
  await pool.close()
  return taken
}

const forSeconds = (seconds: number): (() => boolean) => {
  const end = performance.now() + seconds * 1000
  return () => performance.now() > end
}

/** Puts a CRM without a limit in place of the sandbox of the example. */
async function useCrm(api: Api, port: number): Promise<void> {
  const { revision, connection } = (await api.call('connections.list')).find((each) => each.connection.id === 'sandbox-crm')!
  const credentials = { clientId: 'sandbox-client', clientSecret: 'sandbox-secret' }
  const body = { revision, connection: { ...connection, baseUrl: `http://127.0.0.1:${port}` }, credentials }
  await api.call('connections.save', { params: { id: 'sandbox-crm' }, body })
}

async function directRequest(port: number): Promise<Request> {
  const login = Buffer.from('sandbox-client:sandbox-secret').toString('base64')
  const headers = { authorization: `Basic ${login}`, 'content-type': 'application/x-www-form-urlencoded' }
  const answer = await fetch(`http://127.0.0.1:${port}/oauth/token`, { method: 'POST', headers, body: 'grant_type=client_credentials' })
  const { access_token } = (await answer.json()) as { access_token: string }
  return { method: 'GET', path: `/v2/contacts?mail=${encodeURIComponent(MAIL)}`, headers: { authorization: `Bearer ${access_token}` } }
}

/** Customer search through the example configuration, beside the same call of the CRM itself; and what switching the implementation does to callers. */
export async function benchCustomers(): Promise<void> {
  const data = mkdtempSync(join(tmpdir(), 'patchbay-bench-'))
  const crm = await startChild('./crm-server.ts')
  const patchbay = await startPatchbayProcess({ PATCHBAY_DATA: data, PATCHBAY_LOG: 'warn' })
  try {
    const { api } = await setUpAdmin(patchbay.url, patchbay.setupToken)
    await useCrm(api, crm.port)
    const { key } = await api.call('keys.create', { params: { id: 'demo' }, body: { name: 'benchmark' } })
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
    const search: Request = { method: 'POST', path: '/api/v1/customers/search', headers, body: JSON.stringify({ email: MAIL }) }
    const direct = await directRequest(crm.port)
    const origin = `http://127.0.0.1:${crm.port}`
    await compare({ patchbay, search, direct, crm: origin, connections: 1, says: '(one call at a time: what Patchbay adds to each)' })
    await compare({ patchbay, search, direct, crm: origin, connections: 32, says: SATURATED })
    await compareSteady({ api, patchbay, search, direct, crm: origin })
    await useCrm(api, crm.port)
    await switchUnderLoad({ api, patchbay, search })
  } finally {
    await patchbay.stop()
    await crm.stop()
    rmSync(data, { recursive: true, force: true })
  }
}

interface Comparison {
  patchbay: PatchbayProcess
  search: Request
  direct: Request
  /** Its origin. */
  crm: string
  connections: number
  everyMs?: number
  /** What the figures mean. */
  says: string
}

const SATURATED =
  '(each of 32 callers asks again at once, so that the server is always full: the times are those of a queue, and say how many calls it does a second)'
const STEADY = `(a CRM that takes ${SLOW_MS} ms, and a load that leaves the server time: what callers notice of Patchbay in daily work)`

/** The same at a rate that does not fill the server. */
async function compareSteady({ api, ...comparison }: Omit<Comparison, 'connections' | 'says'> & { api: Api }): Promise<void> {
  const slow = await startChild('./slow-crm-server.ts', [comparison.crm, String(SLOW_MS)])
  try {
    await useCrm(api, slow.port)
    await compare({ ...comparison, crm: `http://127.0.0.1:${slow.port}`, connections: 32, everyMs: EVERY_MS, says: STEADY })
  } finally {
    await slow.stop()
  }
}

async function compare({ patchbay, search, direct, crm, connections, everyMs, says }: Comparison): Promise<void> {
  const through: Taken = { times: [], failed: 0 }
  const straight: Taken = { times: [], failed: 0 }
  const load = async (taken: Taken, origin: string, request: Request): Promise<void> => {
    const { times, failed } = await ask(origin, request, { connections, everyMs, until: forSeconds(SECONDS) })
    for (const time of times) taken.times.push(time)
    taken.failed += failed
  }
  await ask(patchbay.url, search, { connections, everyMs, until: forSeconds(2) })
  for (let round = 0; round < ROUNDS; round += 1) {
    await load(straight, crm, direct)
    await load(through, patchbay.url, search)
  }
  const row = (share: number, aim = ''): string[] => {
    const [a, b] = [percentile(straight.times, share), percentile(through.times, share)]
    return [`p${share * 100}, ms`, a.toFixed(2), b.toFixed(2), (b - a).toFixed(2), aim]
  }
  // A full server has no aim but its number of calls.
  const full = connections > 1 && everyMs === undefined
  const perSecond = ({ times }: Taken): number => times.length / (SECONDS * ROUNDS)
  printTable(
    `Customer search, ${connections} ${connections === 1 ? 'connection' : 'connections'}${everyMs === undefined ? '' : `, each every ${everyMs} ms`}, ${ROUNDS} rounds of ${SECONDS} s`,
    ['', 'CRM itself', 'Patchbay', 'overhead', 'aim'],
    [
      row(0.5, full ? '' : '< 1'),
      row(0.95, full ? '' : '<= 25'),
      row(0.99),
      ['requests a second', perSecond(straight).toFixed(0), perSecond(through).toFixed(0), '', ''],
      ['failed', String(straight.failed), String(through.failed), '', '0'],
    ],
  )
  console.log(`  ${says}`)
}

/** A second implementation of the same system, and 20 switches between both while 32 connections search. */
async function switchUnderLoad({ api, patchbay, search }: { api: Api } & Pick<Comparison, 'patchbay' | 'search'>): Promise<void> {
  const first = (await api.call('implementations.read', { params: { id: 'sandbox-crm' } })).value
  await api.call('implementations.create', { body: { ...first, id: 'second' } })
  let switched = 0
  const load = ask(patchbay.url, search, { connections: 32, until: () => switched === SWITCHES })
  const times: number[] = []
  for (; switched < SWITCHES; switched += 1) {
    const { revision, value } = (await api.call('clients.list')).find((client) => client.value.id === 'demo')!
    const begin = performance.now()
    const crm = { ...value.crm, implementation: switched % 2 === 0 ? 'second' : first.id }
    await api.call('clients.save', { params: { id: 'demo' }, body: { revision, value: { ...value, crm } } })
    times.push(performance.now() - begin)
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  const taken = await load
  printTable(
    `${SWITCHES} switches of the implementation while 32 connections search`,
    ['', 'value', 'aim'],
    [
      ['calls', String(taken.times.length), ''],
      ['failed calls', String(taken.failed), '0'],
      ['p50, ms', percentile(taken.times, 0.5).toFixed(2), ''],
      ['p99, ms', percentile(taken.times, 0.99).toFixed(2), ''],
      ['a switch, ms median', percentile(times, 0.5).toFixed(1), ''],
    ],
  )
}
