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

/** Asks over so many connections, each as soon as the answer before is there, until `until` says so. */
async function ask(origin: string, request: Request, { connections, until }: { connections: number; until: () => boolean }): Promise<Taken> {
  const pool = new Pool(origin, { connections, pipelining: 1 })
  const taken: Taken = { times: [], failed: 0 }
  const one = async (): Promise<void> => {
    while (!until()) {
      const begin = performance.now()
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
    for (const connections of [1, 32]) await compare({ patchbay, search, direct, crm: `http://127.0.0.1:${crm.port}`, connections })
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
}

async function compare({ patchbay, search, direct, crm, connections }: Comparison): Promise<void> {
  const through: Taken = { times: [], failed: 0 }
  const straight: Taken = { times: [], failed: 0 }
  const load = async (taken: Taken, origin: string, request: Request): Promise<void> => {
    const { times, failed } = await ask(origin, request, { connections, until: forSeconds(SECONDS) })
    for (const time of times) taken.times.push(time)
    taken.failed += failed
  }
  await ask(patchbay.url, search, { connections, until: forSeconds(2) })
  for (let round = 0; round < ROUNDS; round += 1) {
    await load(straight, crm, direct)
    await load(through, patchbay.url, search)
  }
  const [p50, p99] = [0.5, 0.99].map((share) => [percentile(straight.times, share), percentile(through.times, share)] as const)
  const row = (label: string, [a, b]: readonly [number, number]): string[] => [label, a.toFixed(2), b.toFixed(2), (b - a).toFixed(2)]
  const perSecond = ({ times }: Taken): number => times.length / (SECONDS * ROUNDS)
  printTable(
    `Customer search, ${connections} connections, ${ROUNDS} rounds of ${SECONDS} s`,
    ['', 'CRM itself', 'Patchbay', 'overhead'],
    [
      row('p50, ms', p50!),
      row('p99, ms', p99!),
      ['requests a second', perSecond(straight).toFixed(0), perSecond(through).toFixed(0), ''],
      ['failed', String(straight.failed), String(through.failed), ''],
    ],
  )
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
