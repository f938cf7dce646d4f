import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { expect } from 'vitest'
import { type Answer, answerOf, type Browser, start, type Started } from '../http/start.ts'

/** A request that reached a system. */
export interface Asked {
  method: string
  path: string
  body: string
}

/** Stands before a sandbox system and sees all that it is asked. */
export interface Watched {
  asked: Asked[]
  /** Answers 503 to everything. */
  down: boolean
}

/** A server with the example, whose CRM is enabled, and its sandboxes behind counters. */
export interface DocumentWorld {
  server: Started
  admin: Browser
  crm: Watched
  ledger: Watched
  /** As the POS of the demo client. */
  pos(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>
  /** Everything that the ledger was told to write, by path. */
  written(path: string): unknown[]
  close(): Promise<void>
}

const RESERVED = 'local:customer:laufkundschaft'

/** `environment`: of the server. The anonymous customer is `local:customer:laufkundschaft`. */
export async function openDocumentWorld(environment: Record<string, string> = {}): Promise<DocumentWorld> {
  const server = await start(environment)
  const admin = await server.admin()
  const closers: (() => Promise<void>)[] = [() => server.stop()]
  const watch = async (id: string, credentials: Record<string, string>): Promise<Watched> => {
    const { body: connections } = await admin.send('GET', '/api/connections')
    const { revision, connection } = connections.find((each: { connection: { id: string } }) => each.connection.id === id)
    const { watched, url, close } = await openCounter(connection.baseUrl)
    closers.push(close)
    const saved = await admin.send('PUT', `/api/connections/${id}`, { revision, connection: { ...connection, baseUrl: url }, credentials })
    expect(saved.status, JSON.stringify(saved.body)).toBe(200)
    return watched
  }
  const crm = await watch('sandbox-crm', { clientId: 'sandbox-client', clientSecret: 'sandbox-secret' })
  const ledger = await watch('sandbox-ledger', { apiKey: 'sandbox-ledger-key' })
  await nameAnonymous(admin)
  const key = await server.key()
  const pos: DocumentWorld['pos'] = async (...[method, path, body, headers = {}]) =>
    answerOf(
      await fetch(`${server.url}/api/v1${path}`, {
        method,
        headers: { authorization: `Bearer ${key}`, ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
    )
  const written = (path: string): unknown[] => ledger.asked.filter((each) => each.method !== 'GET' && each.path === path).map(({ body }) => JSON.parse(body))
  const close = async (): Promise<void> => {
    for (const each of closers.toReversed()) await each()
  }
  return { server, admin, crm, ledger, pos, written, close }
}

/** The example has a CRM; its anonymous customer gets a name that can be told from other texts. */
async function nameAnonymous(admin: Browser): Promise<void> {
  const { body: clients } = await admin.send('GET', '/api/clients')
  const client = clients.find((each: { value: { id: string } }) => each.value.id === 'demo')
  client.value.crm.anonymousCustomer = RESERVED
  expect((await admin.send('PUT', '/api/clients/demo', client)).status).toBe(200)
}

async function openCounter(target: string): Promise<{ watched: Watched; url: string; close(): Promise<void> }> {
  const watched: Watched = { asked: [], down: false }
  const server: Server = createServer((request, response) => {
    void (async () => {
      const body = await text(request)
      watched.asked.push({ method: request.method!, path: request.url!, body })
      if (watched.down) return void response.writeHead(503).end()
      const answer = await fetch(target + request.url!, { method: request.method!, headers: headersOf(request), ...(body && { body }) })
      response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'application/json' }).end(await answer.text())
    })()
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const close = async (): Promise<void> => {
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  }
  return { watched, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close }
}

const HOP = new Set(['host', 'connection', 'content-length', 'transfer-encoding', 'keep-alive'])

const headersOf = ({ headers }: IncomingMessage): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).flatMap(([name, value]) => (HOP.has(name) || value === undefined ? [] : [[name, String(value)]])))

const LINE = {
  id: '1',
  sku: 'ESP-1KG',
  quantity: '2',
  unitPrice: '18.50',
  net: '37.00',
  tax: { category: 'S', rate: '21', amount: '7.77' },
  gross: '44.77',
}

/** A document of any kind, good in itself. */
export const documentOf = (externalNumber: string, more: object = {}): object => ({
  channelId: 'shop-1',
  issueDate: '2026-11-20',
  currency: 'EUR',
  priceMode: 'net',
  externalNumber,
  lines: [LINE],
  totals: { net: '37.00', tax: '7.77', gross: '44.77', payable: '44.77' },
  ...more,
})

export const customer = (number: number): string => `sandbox-crm:customer:C-${number}`
export const from = (kind: string, externalNumber: string): object => ({ rel: 'from', kind, externalNumber })
