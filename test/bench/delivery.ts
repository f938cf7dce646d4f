import autocannon from 'autocannon'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type PatchbayProcess, startPatchbayProcess } from '../support/patchbay-process.ts'
import { orderOf } from '../torture/flow.ts'
import { type Child, startChild } from './child.ts'
import { measureLatency } from './delivery/latency.ts'
import { measureRecovery } from './delivery/recovery.ts'
import { prepareOrders } from './delivery/workspace.ts'
import { benchEngine } from './engine.ts'
import { median, printTable } from './table.ts'

const CONNECTIONS = 64
const SECONDS = Number(process.env.BENCH_SECONDS ?? 4)
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 5)
/** Documents for the look at memory and disk. */
const DOCUMENTS = Number(process.env.BENCH_DOCUMENTS ?? 100_000)
const LANES = 1_000
/** Clock ticks of Linux in a second. */
const TICKS = 100

const PROFILE = process.env.BENCH_PROFILE ? ['--cpu-prof', `--cpu-prof-dir=${process.env.BENCH_PROFILE}`] : []

interface Round {
  accepted: number
  /** Documents a second until the last one was delivered. */
  executed: number
  /** Milliseconds of processor time for each document. */
  cpu: number
  p50: number
  p99: number
}

/** Accepted and delivered orders beside bare Express that parses the same body and keeps nothing; then latency, memory, disk and recovery. */
export async function benchDelivery(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'patchbay-bench-'))
  const environment = { PATCHBAY_DATA: folder, PATCHBAY_SANDBOX: 'off', PATCHBAY_LOG: 'warn', PATCHBAY_CONNECTORS: join(import.meta.dirname, 'connectors') }
  const target = await startChild('./delivery/counting-server.ts')
  const express = await startChild('./delivery/accepting-server.ts')
  const patchbay = await startPatchbayProcess(environment, PROFILE)
  try {
    const key = await prepareOrders(patchbay, `http://127.0.0.1:${target.port}`)
    const own = { url: patchbay.url, pid: patchbay.pid, key, delivered: () => countOf(target) }
    const bare = { url: `http://127.0.0.1:${express.port}`, pid: express.pid, key: 'benchmark' }
    await load(own, 2)
    await load(bare, 1)
    const rounds = { own: [] as Round[], bare: [] as Round[] }
    for (let round = 0; round < ROUNDS; round++) {
      rounds.own.push(await load(own, SECONDS))
      rounds.bare.push(await load(bare, SECONDS))
    }
    reportRates(rounds)
    await reportLatency(own)
    await reportVolume({ own, patchbay, target, folder })
  } finally {
    await patchbay.stop()
    await express.stop()
    await target.stop()
    rmSync(folder, { recursive: true, force: true })
  }
  await measureRecovery()
  const engine = await benchEngine()
  printTable(
    'The engine alone: accepted and executed, one recorded step each',
    ['lanes', 'documents/s', 'CPU ms'],
    engine.map(({ lanes, perSecond, cpuMs }) => [lanes, perSecond.toFixed(0), cpuMs.toFixed(2)]),
  )
}

interface Candidate {
  url: string
  pid: number
  key: string
  /** Documents that have arrived at the target; left out: nothing is delivered. */
  delivered?(): Promise<number>
}

const orders = { sent: 0 }

/** An order that was not sent before. */
function nextOrder(): { no: string; body: string } {
  const seq = ++orders.sent
  const lane = `L${seq % LANES}`
  return { no: `${lane}-${seq}`, body: JSON.stringify(orderOf(lane, seq)) }
}

async function load(candidate: Candidate, seconds: number): Promise<Round> {
  const before = await candidate.delivered?.()
  const [begin, cpu] = [performance.now(), cpuMs(candidate.pid)]
  const result = await autocannon({
    url: `${candidate.url}/api/v1/orders`,
    method: 'POST',
    connections: CONNECTIONS,
    duration: seconds,
    headers: { 'content-type': 'application/json', authorization: `Bearer ${candidate.key}`, prefer: 'respond-async' },
    requests: [
      {
        setupRequest: (request) => {
          const { no, body } = nextOrder()
          return { ...request, body, headers: { ...request.headers, 'idempotency-key': no } }
        },
      },
    ],
  })
  if (result.errors || result.non2xx || !result['2xx']) throw new Error(`${result.errors} errors, ${result.non2xx} answers other than 2xx`)
  // Those on the way when the time was over have been accepted too.
  if (candidate.delivered) await quiet(candidate.delivered)
  const documents = candidate.delivered ? (await candidate.delivered()) - before! : result['2xx']
  const elapsed = candidate.delivered ? performance.now() - begin - QUIET_MS : seconds * 1_000
  return {
    accepted: result.requests.average,
    executed: (documents / elapsed) * 1_000,
    cpu: (cpuMs(candidate.pid) - cpu) / documents,
    p50: result.latency.p50,
    p99: result.latency.p99,
  }
}

const QUIET_MS = 500

/** Resolves when the count has stood still for a while. */
async function quiet(count: () => Promise<number>): Promise<void> {
  for (let last = -1, now = await count(); now !== last; now = await count()) {
    last = now
    await new Promise((resolve) => setTimeout(resolve, QUIET_MS))
  }
}

const countOf = async (target: Child): Promise<number> => (await target.ask<{ count: number }>('count')).count

/** Processor time of a process so far, user and system; Linux only. */
function cpuMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ')
  return ((Number(fields[11]) + Number(fields[12])) / TICKS) * 1_000
}

function reportRates({ own, bare }: { own: readonly Round[]; bare: readonly Round[] }): void {
  const of = (rounds: readonly Round[], field: keyof Round): number => median(rounds.map((round) => round[field]))
  const row = (name: string, rounds: readonly Round[]): (string | number)[] => [
    name,
    of(rounds, 'accepted').toFixed(0),
    of(rounds, 'executed').toFixed(0),
    of(rounds, 'cpu').toFixed(2),
    of(rounds, 'p50'),
    of(rounds, 'p99'),
  ]
  printTable(
    `Accepted orders, ${CONNECTIONS} connections, ${LANES} lanes, median of ${ROUNDS} rounds of ${SECONDS} s`,
    ['', 'accepted/s', 'executed/s', 'CPU ms', 'p50 ms', 'p99 ms'],
    [row('Patchbay, durable and delivered', own), row('bare Express, 202 only', bare)],
  )
  console.log(
    `  accepted ${(of(own, 'accepted') / of(bare, 'accepted')).toFixed(2)} of bare Express (aim 0.6), CPU ${(of(own, 'cpu') / of(bare, 'cpu')).toFixed(1)} x`,
  )
}

async function reportLatency({ url, key }: Candidate): Promise<void> {
  const { p50, p99, count } = await measureLatency(url, key)
  printTable('From the order to its run being done, 20 orders a second', ['', 'p50 ms', 'p99 ms'], [[`${count} orders`, p50.toFixed(1), p99.toFixed(1)]])
}

interface Volume {
  own: Candidate
  patchbay: PatchbayProcess
  target: Child
  folder: string
}

async function reportVolume({ own, patchbay, target, folder }: Volume): Promise<void> {
  while (orders.sent < DOCUMENTS) await load(own, Math.max(SECONDS, 10))
  printTable(
    'After many documents',
    ['', 'documents', 'memory MB', 'jobs.sqlite MB', 'runs.sqlite MB'],
    [['delivered', await countOf(target), await patchbay.rssMb(), sizeMb(folder, 'jobs.sqlite'), sizeMb(folder, 'runs.sqlite')]],
  )
}

/** A database with its log. */
const sizeMb = (folder: string, name: string): string =>
  (
    readdirSync(folder)
      .filter((file) => file.startsWith(name))
      .reduce((sum, file) => sum + statSync(join(folder, file)).size, 0) / 1e6
  ).toFixed(1)
