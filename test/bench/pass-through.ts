import autocannon from 'autocannon'
import { type Child, startChild } from './child.ts'
import { CUSTOMER } from './customer.ts'
import { startBenchPatchbay } from './patchbay.ts'
import { median, printTable } from './table.ts'

const CONNECTIONS = 32
const SECONDS = Number(process.env.BENCH_SECONDS ?? 4)
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 5)

interface Candidate {
  name: string
  child: Omit<Child, 'ask'>
  key: string
  rates: number[]
  p50: number[]
  p99: number[]
}

async function load(candidate: Candidate, seconds: number): Promise<void> {
  const result = await autocannon({
    url: `http://127.0.0.1:${candidate.child.port}/api/v1/customers`,
    method: 'POST',
    connections: CONNECTIONS,
    duration: seconds,
    headers: { 'content-type': 'application/json', authorization: `Bearer ${candidate.key}` },
    body: JSON.stringify(CUSTOMER),
  })
  if (result.errors || result.non2xx || !result['2xx'])
    throw new Error(`${candidate.name}: ${result.errors} errors, ${result.non2xx} answers other than 2xx, ${result['2xx']} good ones`)
  candidate.rates.push(result.requests.average)
  candidate.p50.push(result.latency.p50)
  candidate.p99.push(result.latency.p99)
}

/** A customer mapped out, a call, mapped back, at 32 connections: Patchbay beside the same work by hand, in alternating rounds. */
export async function benchPassThrough(): Promise<void> {
  const target = await startChild('./target-server.ts')
  const patchbay = await startBenchPatchbay(target.port)
  const candidates: Candidate[] = [
    { name: 'Patchbay', child: patchbay, key: patchbay.key, rates: [], p50: [], p99: [] },
    {
      name: 'Express 5 + undici by hand',
      child: await startChild('./express-server.ts', [String(target.port)]),
      key: 'benchmark',
      rates: [],
      p50: [],
      p99: [],
    },
    { name: 'node:http + undici by hand', child: await startChild('./node-server.ts', [String(target.port)]), key: 'benchmark', rates: [], p50: [], p99: [] },
  ]
  try {
    for (const candidate of candidates) await load({ ...candidate, rates: [], p50: [], p99: [] }, 2)
    for (let round = 0; round < ROUNDS; round++) for (const index of candidates.keys()) await load(candidates[(index + round) % candidates.length]!, SECONDS)
    await report(candidates)
  } finally {
    for (const { child } of candidates) await child.stop()
    await target.stop()
  }
}

async function report(candidates: readonly Candidate[]): Promise<void> {
  const [own, express, node] = candidates.map((candidate) => median(candidate.rates)) as [number, number, number]
  const rows = await Promise.all(
    candidates.map(async ({ name, child, rates, p50, p99 }) => [
      name,
      median(rates).toFixed(0),
      (median(rates) / express).toFixed(2),
      (median(rates) / node).toFixed(2),
      median(p50).toFixed(0),
      median(p99).toFixed(0),
      await child.rssMb(),
    ]),
  )
  printTable(
    `Pass-through, ${CONNECTIONS} connections, median of ${ROUNDS} rounds of ${SECONDS} s`,
    ['', 'req/s', 'x Express', 'x node:http', 'p50 ms', 'p99 ms', 'RSS MB'],
    rows,
  )
  console.log(`  Patchbay is at ${(own / express).toFixed(2)} of hand-written Express (aim 1.0) and ${(own / node).toFixed(2)} of bare node:http (aim 0.6)`)
}
