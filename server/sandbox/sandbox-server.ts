import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { EffectList, type SandboxEffect } from './effect-list.ts'
import { answerFault, dropsAnswer, Fault } from './fault.ts'
import { createRateLimit } from './rate-limit.ts'

export interface SandboxOptions {
  /** 0 takes any free port. */
  port: number
  /** Default 127.0.0.1. */
  host?: string
  /** Requests per second that are served before 429. Default 200. */
  perSecond?: number
  /** Milliseconds since 1970. Default: the clock of the machine. */
  now?: () => number
}

/** A running sandbox system. All data is made up, in memory, and gone with the process. */
export interface SandboxServer {
  /** `http://host:port`. */
  readonly url: string
  /** Back to the seeded data, without faults. */
  reset(): void
  /** How every later request fails; also `POST /__faults`, from this machine only. */
  setFault(fault: Fault): void
  /** What changed since the last reset, and how often; also `GET /__effects?from=0`, from this machine only. */
  effects(from?: number): ReturnType<EffectList['view']>
  close(): Promise<void>
}

export interface SandboxRequest {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  /** Parsed JSON; the text for other content; undefined for none. */
  readonly body: unknown
}

export interface SandboxAnswer {
  readonly status: number
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  /** What the request has changed. */
  readonly effect?: SandboxEffect
}

/** The system behind the server. */
export interface SandboxSystem {
  /** Shown in the `server` header. */
  readonly name: string
  answer(request: SandboxRequest): SandboxAnswer
  /** The error of the system's own dialect. */
  error(status: number, code: string, text: string): SandboxAnswer
  reset(): void
}

const BODY_LIMIT = 1_000_000

/** Serves a sandbox system. Every answer carries `x-sandbox: true`. */
export async function startSandbox(system: SandboxSystem, options: SandboxOptions): Promise<SandboxServer> {
  const { port, host = '127.0.0.1' } = options
  const counter = new Counter(system, options)
  const server = createServer((request, response) => {
    response.setHeader('x-sandbox', 'true')
    response.setHeader('server', system.name)
    const handle = async (): Promise<void> => {
      const read = await readRequest(request)
      if (!read) return write(response, system.error(413, 'too_large', 'The body is too large or no JSON.'))
      const { path, query } = read
      if (path === '/__faults')
        return write(
          response,
          fromHere(request, () => takeFault(read, (fault) => counter.setFault(fault))),
        )
      if (path === '/__effects')
        return write(
          response,
          fromHere(request, () => ({ status: 200, body: counter.effects.view(Number(query.get('from') ?? 0)) })),
        )
      counter.serve(read, response)
    }
    handle().catch(() => response.destroy())
  })
  await listen(server, port, host)
  return {
    url: `http://${host}:${(server.address() as AddressInfo).port}`,
    reset: () => counter.reset(),
    setFault: (fault) => counter.setFault(fault),
    effects: (from = 0) => counter.effects.view(from),
    close: () => close(server),
  }
}

/** Where requests to the system come by: faults, the rate, and the list of effects. */
class Counter {
  readonly effects = new EffectList()
  private readonly system: SandboxSystem
  private readonly now: () => number
  private readonly rate: ReturnType<typeof createRateLimit>
  private fault: Fault = { mode: 'none' }
  private faultSince = 0
  private count = 0

  constructor(system: SandboxSystem, { perSecond = 200, now = Date.now }: SandboxOptions) {
    this.system = system
    this.now = now
    this.rate = createRateLimit(perSecond, now)
  }

  setFault(fault: Fault): void {
    this.fault = fault
    this.faultSince = this.now()
  }

  reset(): void {
    this.setFault({ mode: 'none' })
    this.effects.reset()
    this.system.reset()
  }

  serve(request: SandboxRequest, response: ServerResponse): void {
    this.count += 1
    const moment = { count: this.count, elapsedMs: this.now() - this.faultSince }
    if (answerFault(this.fault, moment, response)) return
    if (!this.rate.take()) return write(response, { ...this.system.error(429, 'slow_down', 'Too many requests.'), headers: LIMITED })
    const answer = this.system.answer(request)
    if (answer.effect) this.effects.add(answer.effect)
    if (answer.effect && dropsAnswer(this.fault, moment)) response.destroy()
    else write(response, answer)
  }
}

/** Of a request over the rate; a second later there is room again. */
const LIMITED = { 'retry-after': '1', 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1' }

/** What steers the sandbox is for this machine only. */
function fromHere({ socket }: IncomingMessage, answer: () => SandboxAnswer): SandboxAnswer {
  return /^(127\.|::1$|::ffff:127\.)/.test(socket.remoteAddress ?? '') ? answer() : { status: 403, body: { text: 'From this machine only.' } }
}

function takeFault({ method, body }: SandboxRequest, set: (fault: Fault) => void): SandboxAnswer {
  const wanted = Fault.safeParse(body)
  if (method !== 'POST' || !wanted.success) return { status: 400, body: { text: 'POST { "mode": … }', modes: Fault.shape.mode.options } }
  set(wanted.data)
  return { status: 200, body: wanted.data }
}

async function readRequest(request: IncomingMessage): Promise<SandboxRequest | undefined> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size <= BODY_LIMIT) chunks.push(chunk)
  }
  if (size > BODY_LIMIT) return undefined
  const url = new URL(request.url ?? '/', 'http://sandbox')
  const text = Buffer.concat(chunks).toString('utf8')
  const common = { method: request.method ?? 'GET', path: url.pathname, query: url.searchParams, headers: request.headers }
  if (text === '') return { ...common, body: undefined }
  if (!/json/.test(request.headers['content-type'] ?? '')) return { ...common, body: text }
  try {
    return { ...common, body: JSON.parse(text) }
  } catch {
    return undefined
  }
}

function write(response: ServerResponse, { status, body, headers = {} }: SandboxAnswer): void {
  response.writeHead(status, { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) })
  response.end(body === undefined ? undefined : JSON.stringify(body))
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
}

function close(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error ? reject(error) : resolve()))
    server.closeAllConnections()
  })
}
