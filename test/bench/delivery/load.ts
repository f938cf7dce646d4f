import autocannon from 'autocannon'
import { readFileSync } from 'node:fs'
import { orderOf } from '../../torture/flow.ts'

export const CONNECTIONS = 64
export const LANES = 1_000
/** Clock ticks of Linux in a second. */
const TICKS = 100

export interface Round {
  accepted: number
  /** Documents a second until the last one was delivered. */
  executed: number
  /** Milliseconds of processor time of the server for each document. */
  cpu: number
  p50: number
  p99: number
}

/** A server that orders are sent to. */
export interface Candidate {
  url: string
  pid: number
  key: string
  /** Documents that have arrived at the target; left out: nothing is delivered. */
  delivered?(): Promise<number>
}

/** Orders that this process has sent. */
const orders = { sent: 0 }

/** An order that was not sent before. */
function nextOrder(): { no: string; body: string } {
  const seq = ++orders.sent
  const lane = `L${seq % LANES}`
  return { no: `${lane}-${seq}`, body: JSON.stringify(orderOf(lane, seq)) }
}

/** Sends orders as fast as they are taken, and waits until they are delivered. */
export async function load(candidate: Candidate, seconds: number): Promise<Round> {
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

/** Processor time of a process so far, user and system; Linux only. */
function cpuMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ')
  return ((Number(fields[11]) + Number(fields[12])) / TICKS) * 1_000
}
