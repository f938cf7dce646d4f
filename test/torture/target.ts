import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/**
 * How the target behaves. `down`: 503. `slow`: takes effect and answers after three seconds, later than anybody waits. `flapping`: every other request is refused with 503.
 * `drop`: takes effect and hangs up before the answer. `reset`: hangs up without any effect. `busy`: 429 with Retry-After. `hold`: nothing happens and nothing is answered.
 */
export type TargetMode = 'well' | 'down' | 'slow' | 'flapping' | 'drop' | 'reset' | 'busy' | 'hold'

const SLOW_MS = 3_000

interface Written {
  no: string
  lane: string
  seq: number
}

/** A system that counts what is written to it. */
export interface Target {
  url: string
  mode: TargetMode
  /** What took effect, in that order, repeats included. */
  readonly entries: readonly Written[]
  /** The same; the target itself sees repeats by their key. */
  readonly documents: readonly Written[]
  readonly stamps: ReadonlySet<string>
  readonly requests: number
  close(): Promise<void>
}

/** Starts the target on a free port of the loopback. */
export async function startTarget(): Promise<Target> {
  const target = new CountingTarget()
  const server = createServer((request, response) => void target.serve(request, response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  target.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  target.close = async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  return target
}

class CountingTarget implements Target {
  url = ''
  mode: TargetMode = 'well'
  readonly entries: Written[] = []
  readonly documents: Written[] = []
  readonly stamps = new Set<string>()
  requests = 0
  close: () => Promise<void> = async () => undefined
  private readonly entryOf = new Map<string, Written>()
  private readonly answers = new Map<string, object>()

  async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request).catch(() => undefined)
    if (body === undefined) return
    this.requests += 1
    const { mode } = this
    if (mode === 'hold') return
    if (mode === 'reset') return void response.destroy()
    if (mode === 'down' || (mode === 'flapping' && this.requests % 2 === 0)) return answer(response, { status: 503 })
    if (mode === 'busy') return answer(response, { status: 429, headers: { 'retry-after': '1' } })
    const [status, value] = this.apply(request, body)
    if (mode === 'drop') return void response.destroy()
    if (mode === 'slow') await new Promise((resolve) => setTimeout(resolve, SLOW_MS))
    answer(response, { status, value })
  }

  private apply({ method, url = '', headers }: IncomingMessage, body: string): [number, object] {
    const { pathname, searchParams } = new URL(url, this.url)
    const sent = body === '' ? undefined : (JSON.parse(body) as Written)
    if (pathname === '/entries' && method === 'GET') {
      const found = this.entryOf.get(searchParams.get('no') ?? '')
      return [200, { entries: found ? [{ id: `E-${found.no}`, ...found }] : [] }]
    }
    if (!sent) return [400, {}]
    if (pathname === '/entries') return [201, this.enter(sent)]
    if (pathname === '/documents') return [201, this.document(sent, String(headers['idempotency-key'] ?? ''))]
    this.stamps.add(sent.no)
    return [200, { no: sent.no }]
  }

  private enter(sent: Written): object {
    this.entries.push(sent)
    this.entryOf.set(sent.no, sent)
    return { id: `E-${sent.no}`, ...sent }
  }

  private document(sent: Written, key: string): object {
    const known = this.answers.get(key)
    if (known) return known
    this.documents.push(sent)
    const made = { id: `D-${this.documents.length}`, no: sent.no }
    this.answers.set(key, made)
    return made
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString()
}

interface Answer {
  status: number
  value?: object
  headers?: Record<string, string>
}

function answer(response: ServerResponse, { status, value = {}, headers = {} }: Answer): void {
  if (response.destroyed) return
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value))
}
