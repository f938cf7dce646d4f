import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createConnect } from '../connect/connect.ts'
import type { Connect } from '../connect/contract.ts'
import type { Expressions } from '../expression/expression.ts'
import type { Connection } from '../model/connection.ts'
import { CREDENTIAL_FIELDS, type Connector, type Exchange } from '../model/connector.ts'
import { Problem } from '../model/problem.ts'

/** A request as the connector sent it; of its headers only those that the exchange names. */
export interface SentRequest {
  method: string
  path: string
  headers: Record<string, string>
  body?: unknown
}

/** What came of an exchange. */
export interface Replayed {
  sent: SentRequest[]
  output?: unknown
  /** Code of the problem it ended with, and its words. */
  problem?: string
  detail?: string
  reference?: string
  readBack?: string
}

/**
 * Plays the system's part of a recorded conversation on a port of this machine and has the connector play its own. Credentials are the names of
 * their fields, the idempotency key is `key-1`. Rejects only for what is no problem of the connector.
 */
export async function replayExchange(connector: Connector, exchange: Exchange, expressions: Expressions): Promise<Replayed> {
  const sent: SentRequest[] = []
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await bodyOf(request)
    const recorded = exchange.http[sent.length]
    sent.push({ ...requestOf(request, Object.keys(recorded?.request.headers ?? {})), ...(body !== undefined && { body }) })
    const { status = 500, headers = {}, body: answered } = recorded?.response ?? {}
    response.sendDate = false
    response.writeHead(status, headers)
    const isText = typeof answered === 'string' && !/json/.test(headers['content-type'] ?? '')
    response.end(answered === undefined ? '' : isText ? answered : JSON.stringify(answered))
  }
  const server = createServer((request, response) => void answer(request, response).catch(() => response.destroy()))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const auth = (connector.auth.find(({ type }) => type === exchange.auth) ?? connector.auth[0]!).type
  const credentials = Object.fromEntries(CREDENTIAL_FIELDS[auth].map((field) => [field, field]))
  const connect = createConnect({
    connectors: new Map([[connector.id, connector]]),
    expressions,
    credentials: async () => credentials,
    now: Date.now,
    random: () => 0,
  })
  try {
    return { ...(await outcomeOf(connect, connectionOf(connector, exchange, { auth, server }), exchange)), sent }
  } finally {
    await connect.close()
    server.closeAllConnections()
    server.close()
  }
}

async function outcomeOf(connect: Connect, connection: Connection, { operation, input, readBack }: Exchange): Promise<Omit<Replayed, 'sent'>> {
  const request = { connection, operation, input, signal: new AbortController().signal }
  try {
    if (readBack === undefined) {
      const { output, reference } = await connect.call({ ...request, idempotencyKey: 'key-1' })
      return { output, ...(reference !== undefined && { reference }) }
    }
    const looked = await connect.readBack({ ...request, sentAt: 0 })
    if (looked.found !== 'yes') return { readBack: looked.found }
    const { output, reference } = looked.result
    return { output, readBack: 'yes', ...(reference !== undefined && { reference }) }
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    return { problem: error.code, detail: error.detail }
  }
}

/** Below a path of its own, so that a request which forgets the base URL is noticed. */
const BASE = '/base'

const connectionOf = (connector: Connector, { settings = {} }: Exchange, { auth, server }: { auth: Connection['auth']; server: Server }): Connection => ({
  id: 'replayed',
  client: 'replayed',
  name: connector.name,
  connector: connector.id,
  system: connector.id,
  baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}${BASE}/`,
  auth,
  settings,
  local: true,
})

const requestOf = ({ method, url, headers }: IncomingMessage, wanted: readonly string[]): SentRequest => ({
  method: method!,
  path: url!.startsWith(BASE) ? url!.slice(BASE.length) : url!,
  headers: Object.fromEntries(wanted.map((name) => [name, String(headers[name])])),
})

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const text = Buffer.concat(chunks).toString('utf8')
  if (text === '') return undefined
  return /json/.test(request.headers['content-type'] ?? '') ? (JSON.parse(text) as unknown) : text
}
