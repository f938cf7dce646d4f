import { orderOf } from '../../torture/flow.ts'
import { percentile } from '../table.ts'

const COUNT = 200
const EVERY_MS = 50

/** Sends orders one by one with `Prefer: wait`, each of a customer of its own: from the first byte to the answer that it is delivered. */
export async function measureLatency(url: string, key: string): Promise<{ p50: number; p99: number; count: number }> {
  const times: Promise<number>[] = []
  for (let n = 0; n < COUNT; n += 1) {
    times.push(deliver(url, key, n))
    await new Promise((resolve) => setTimeout(resolve, EVERY_MS))
  }
  const all = await Promise.all(times)
  return { p50: percentile(all, 0.5), p99: percentile(all, 0.99), count: COUNT }
}

async function deliver(url: string, key: string, n: number): Promise<number> {
  const begin = performance.now()
  const response = await fetch(`${url}/api/v1/orders`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}`, prefer: 'respond-async, wait=10', 'idempotency-key': `latency-${n}` },
    body: JSON.stringify(orderOf(`latency-${n}`, 1)),
  })
  await response.json()
  if (!response.ok) throw new Error(`${response.status}`)
  return performance.now() - begin
}
