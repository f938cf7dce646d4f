import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startPatchbayProcess } from '../../support/patchbay-process.ts'
import { orderOf } from '../../torture/flow.ts'
import { startTarget } from '../../torture/target.ts'
import { median, printTable } from '../table.ts'
import { prepareOrders } from './workspace.ts'

const ROUNDS = 5
const DOCUMENTS = 50

/** From the start of a server that was killed with documents at work, until the first of them arrives at the target again, and from its being ready. */
export async function measureRecovery(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'patchbay-bench-'))
  const environment = { PATCHBAY_DATA: folder, PATCHBAY_SANDBOX: 'off', PATCHBAY_LOG: 'warn', PATCHBAY_CONNECTORS: join(import.meta.dirname, '../connectors') }
  const target = await startTarget()
  let server = await startPatchbayProcess(environment)
  const times: { fromStart: number; fromReady: number }[] = []
  try {
    const key = await prepareOrders(server, target.url)
    for (let round = 0; round < ROUNDS; round++) {
      target.mode = 'hold'
      await Promise.all(Array.from({ length: DOCUMENTS }, (_, n) => send(server.url, key, `round-${round}-${n}`)))
      await server.kill('SIGKILL')
      target.mode = 'well'
      const begin = performance.now()
      const first = untilNext(() => target.documents.length)
      server = await startPatchbayProcess(environment)
      const readyAt = performance.now()
      const at = await first
      times.push({ fromStart: at - begin, fromReady: Math.max(0, at - readyAt) })
    }
  } finally {
    await server.kill('SIGKILL')
    await target.close()
    rmSync(folder, { recursive: true, force: true })
  }
  const of = (name: keyof (typeof times)[number]): string => median(times.map((time) => time[name])).toFixed(0)
  printTable(
    `Recovery after kill -9 with ${DOCUMENTS} documents at work, median of ${ROUNDS}, milliseconds`,
    ['', 'from the start', 'from the printed address'],
    [['until the first is delivered', of('fromStart'), of('fromReady')]],
  )
}

async function send(url: string, key: string, lane: string): Promise<void> {
  const response = await fetch(`${url}/api/v1/orders`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}`, prefer: 'respond-async', 'idempotency-key': lane },
    body: JSON.stringify(orderOf(lane, 1)),
  })
  await response.json()
  if (response.status !== 202) throw new Error(`${response.status}`)
}

/** When the count has grown, in milliseconds of `performance.now`. */
async function untilNext(count: () => number): Promise<number> {
  const before = count()
  while (count() === before) await new Promise((resolve) => setTimeout(resolve, 5))
  return performance.now()
}
