import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startCluster, whyNoCluster } from '../cluster/start-cluster.ts'
import { startPatchbayProcess } from '../support/patchbay-process.ts'
import { type Child, startChild } from './child.ts'
import { measureLatency } from './delivery/latency.ts'
import { type Candidate, CONNECTIONS, LANES, load, type Round } from './delivery/load.ts'
import { measureRecovery } from './delivery/recovery.ts'
import { prepareOrders } from './delivery/workspace.ts'
import { benchEngine } from './engine.ts'
import { median, printTable } from './table.ts'

const SECONDS = Number(process.env.BENCH_SECONDS ?? 4)
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 5)
/** Documents for the look at memory and disk. */
const DOCUMENTS = Number(process.env.BENCH_DOCUMENTS ?? 100_000)

const PROFILE = process.env.BENCH_PROFILE ? ['--cpu-prof', `--cpu-prof-dir=${process.env.BENCH_PROFILE}`] : []
const SETTINGS = { PATCHBAY_LOG: 'warn', PATCHBAY_CONNECTORS: join(import.meta.dirname, 'connectors') }

/** A deployment of Patchbay under load. */
interface Deployment extends Candidate {
  name: string
  rssMb(): Promise<number>
  /** Its data folder, where it has one. */
  folder?: string
  stop(): Promise<void>
}

/** Accepted and delivered orders beside bare Express that parses the same body and keeps nothing; then latency, memory, disk and recovery. */
export async function benchDelivery(): Promise<void> {
  const target = await startChild('./delivery/counting-server.ts')
  const express = await startChild('./delivery/accepting-server.ts')
  try {
    for (const start of [startEmbedded, startRestate(1), startRestate(3)]) await measure(await start(target), { express, target })
  } finally {
    await express.stop()
    await target.stop()
  }
  await measureRecovery()
  const engine = await benchEngine()
  printTable(
    'The embedded engine alone: accepted and executed, one recorded step each',
    ['lanes', 'documents/s', 'CPU ms'],
    engine.map(({ lanes, perSecond, cpuMs }) => [lanes, perSecond.toFixed(0), cpuMs.toFixed(2)]),
  )
}

async function startEmbedded(target: Child): Promise<Deployment> {
  const folder = mkdtempSync(join(tmpdir(), 'patchbay-bench-'))
  const patchbay = await startPatchbayProcess({ ...SETTINGS, PATCHBAY_DATA: folder, PATCHBAY_SANDBOX: 'off' }, PROFILE)
  const stop = async (): Promise<void> => {
    await patchbay.stop()
    rmSync(folder, { recursive: true, force: true })
  }
  const key = await prepareOrders(patchbay, `http://127.0.0.1:${target.port}`)
  const { url, pid, rssMb } = patchbay
  return { name: 'embedded', url, pid, key, rssMb, folder, stop, delivered: () => countOf(target) }
}

/** One server on Restate and PostgreSQL; undefined where these cannot run. */
const startRestate =
  (restateNodes: 1 | 3) =>
  async (target: Child): Promise<Deployment | undefined> => {
    const cluster = whyNoCluster() === undefined ? await startCluster({ servers: 1, restateNodes, settings: SETTINGS }) : undefined
    const patchbay = cluster?.servers[0]?.process()
    if (!cluster || !patchbay) return undefined
    const key = await prepareOrders({ url: patchbay.url, setupToken: cluster.setupToken }, `http://127.0.0.1:${target.port}`)
    const { url, pid, rssMb } = patchbay
    const name = `Restate, ${restateNodes === 1 ? 'one node' : 'three nodes'}`
    return { name, url, pid, key, rssMb, stop: () => cluster.stop(), delivered: () => countOf(target) }
  }

async function measure(deployment: Deployment | undefined, { express, target }: { express: Child; target: Child }): Promise<void> {
  if (!deployment) return console.log('\nRestate and PostgreSQL cannot run here: not measured')
  const bare = { url: `http://127.0.0.1:${express.port}`, pid: express.pid, key: 'benchmark' }
  try {
    await load(deployment, 2)
    await load(bare, 1)
    const rounds = { own: [] as Round[], bare: [] as Round[] }
    for (let round = 0; round < ROUNDS; round++) {
      rounds.own.push(await load(deployment, SECONDS))
      rounds.bare.push(await load(bare, SECONDS))
    }
    reportRates(deployment.name, rounds)
    await reportLatency(deployment)
    if (deployment.folder !== undefined) await reportVolume({ ...deployment, folder: deployment.folder }, target)
  } finally {
    await deployment.stop()
  }
}

const countOf = async (target: Child): Promise<number> => (await target.ask<{ count: number }>('count')).count

function reportRates(name: string, { own, bare }: { own: readonly Round[]; bare: readonly Round[] }): void {
  const of = (rounds: readonly Round[], field: keyof Round): number => median(rounds.map((round) => round[field]))
  const row = (title: string, rounds: readonly Round[]): (string | number)[] => [
    title,
    of(rounds, 'accepted').toFixed(0),
    of(rounds, 'executed').toFixed(0),
    of(rounds, 'cpu').toFixed(2),
    of(rounds, 'p50'),
    of(rounds, 'p99'),
  ]
  printTable(
    `Accepted orders (${name}), ${CONNECTIONS} connections, ${LANES} lanes, median of ${ROUNDS} rounds of ${SECONDS} s`,
    ['', 'accepted/s', 'executed/s', 'CPU ms', 'p50 ms', 'p99 ms'],
    [row('Patchbay, durable and delivered', own), row('bare Express, 202 only', bare)],
  )
  const [accepted, cpu] = [of(own, 'accepted') / of(bare, 'accepted'), of(own, 'cpu') / of(bare, 'cpu')]
  console.log(`  accepted ${accepted.toFixed(2)} of bare Express${name === 'embedded' ? ' (aim 0.6)' : ''}, CPU ${cpu.toFixed(1)} x`)
}

async function reportLatency({ url, key }: Candidate): Promise<void> {
  const { p50, p99, count } = await measureLatency(url, key)
  printTable('From the order to its run being done, 20 orders a second', ['', 'p50 ms', 'p99 ms'], [[`${count} orders`, p50.toFixed(1), p99.toFixed(1)]])
}

async function reportVolume(deployment: Deployment & { folder: string }, target: Child): Promise<void> {
  while ((await countOf(target)) < DOCUMENTS) await load(deployment, Math.max(SECONDS, 10))
  const { folder, rssMb } = deployment
  printTable(
    'After many documents',
    ['', 'documents', 'memory MB', 'jobs.sqlite MB', 'runs.sqlite MB'],
    [['delivered', await countOf(target), await rssMb(), sizeMb(folder, 'jobs.sqlite'), sizeMb(folder, 'runs.sqlite')]],
  )
}

/** A database with its log. */
const sizeMb = (folder: string, name: string): string =>
  (
    readdirSync(folder)
      .filter((file) => file.startsWith(name))
      .reduce((sum, file) => sum + statSync(join(folder, file)).size, 0) / 1e6
  ).toFixed(1)
