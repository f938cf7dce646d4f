import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { answerFault, Fault } from './fault.ts'
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
  const { port, host = '127.0.0.1', perSecond = 200, now = Date.now } = options
  const rate = createRateLimit(perSecond, now)
  let fault: Fault = { mode: 'none' }
  let count = 0
  const server = createServer((request, response) => {
    response.setHeader('x-sandbox', 'true')
    response.setHeader('server', system.name)
    const handle = async (): Promise<void> => {
      const read = await readRequest(request)
      if (!read) return write(response, system.error(413, 'too_large', 'The body is too large or no JSON.'))
      if (read.path === '/__faults')
        return write(
          response,
          takeFault(request, read, (wanted) => (fault = wanted)),
        )
      count += 1
      if (answerFault(fault, count, response)) return
      if (!rate.take()) return write(response, { ...system.error(429, 'slow_down', 'Too many requests.'), headers: { 'retry-after': '1' } })
      write(response, system.answer(read))
    }
    handle().catch(() => response.destroy())
  })
  await listen(server, port, host)
  return {
    url: `http://${host}:${(server.address() as AddressInfo).port}`,
    reset: () => {
      fault = { mode: 'none' }
      system.reset()
    },
    setFault: (wanted) => (fault = wanted),
    close: () => close(server),
  }
}

function takeFault(request: IncomingMessage, { method, body }: SandboxRequest, set: (fault: Fault) => void): SandboxAnswer {
  const from = request.socket.remoteAddress ?? ''
  if (!/^(127\.|::1$|::ffff:127\.)/.test(from)) return { status: 403, body: { text: 'From this machine only.' } }
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
