import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { expect } from 'vitest'
import type { Implementation } from '../../server/model/implementation.ts'
import { type Answer, answerOf, type Browser, start, type Started } from '../http/start.ts'

export interface Asked {
  method: string
  path: string
  query: URLSearchParams
  body: string
  authorization: string | undefined
}

/** What is answered in place of the CRM. */
export interface Stand {
  status: number
  body: unknown
}

/** What stands before the sandbox CRM: sees everything that it is asked, and can keep it away. */
export interface CrmGate {
  url: string
  /** Calls of contacts; logins are left out. */
  asked: Asked[]
  /** `hang` never answers; a function answers in place of the CRM where it gives something. */
  mode: 'pass' | 'down' | 'hang' | ((asked: Asked) => Stand | undefined | Promise<Stand | undefined>)
}

/** A server with the example, whose CRM is the sandbox behind a gate, and a POS that has a key. */
export interface CustomerWorld {
  server: Started
  admin: Browser
  crm: CrmGate
  key: string
  pos(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>
  /** Changes the implementation that is in use. */
  configure(change: (implementation: Implementation) => void): Promise<void>
  /** Changes how the customers of the client live. */
  setCrm(crm: object): Promise<Answer>
  close(): Promise<void>
}

export const IMPLEMENTATION = 'sandbox-crm'

/** `connection`: more of the connection to the CRM. */
export async function openCustomerWorld(connection: object = {}): Promise<CustomerWorld> {
  const server = await start()
  const admin = await server.admin()
  const { gate, close: closeGate } = await openGate(await sandboxUrl(admin))
  await moveConnection(admin, { baseUrl: gate.url, ...connection })
  const key = await server.key()
  const pos: CustomerWorld['pos'] = async (...[method, path, body, headers = {}]) =>
    answerOf(
      await fetch(`${server.url}/api/v1${path}`, {
        method,
        headers: { authorization: `Bearer ${key}`, ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
    )
  return {
    server,
    admin,
    crm: gate,
    key,
    pos,
    configure: async (change) => {
      const { revision, value } = (await admin.send('GET', `/api/implementations/${IMPLEMENTATION}`)).body
      change(value)
      const saved = await admin.send('PUT', `/api/implementations/${IMPLEMENTATION}`, { revision, value, confirm: true })
      expect(saved.status, JSON.stringify(saved.body)).toBe(200)
    },
    setCrm: async (crm) => {
      const demo = (await admin.send('GET', '/api/clients')).body.find((each: { value: { id: string } }) => each.value.id === 'demo')
      demo.value.crm = { ...demo.value.crm, ...crm }
      return admin.send('PUT', '/api/clients/demo', demo)
    },
    close: async () => {
      await server.stop()
      await closeGate()
    },
  }
}

async function sandboxUrl(admin: Browser): Promise<string> {
  return (await connectionOf(admin)).connection.baseUrl
}

async function connectionOf(admin: Browser): Promise<{ revision: number; connection: { baseUrl: string } }> {
  return (await admin.send('GET', '/api/connections')).body.find((each: { connection: { id: string } }) => each.connection.id === 'sandbox-crm')
}

async function moveConnection(admin: Browser, change: object): Promise<void> {
  const { revision, connection } = await connectionOf(admin)
  const credentials = { clientId: 'sandbox-client', clientSecret: 'sandbox-secret' }
  const saved = await admin.send('PUT', '/api/connections/sandbox-crm', { revision, connection: { ...connection, ...change }, credentials })
  expect(saved.status, JSON.stringify(saved.body)).toBe(200)
}

async function openGate(target: string): Promise<{ gate: CrmGate; close(): Promise<void> }> {
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await text(request)
    const { pathname, search, searchParams } = new URL(request.url!, 'http://gate')
    const asked = { method: request.method!, path: pathname, query: searchParams, body, authorization: request.headers.authorization }
    if (pathname !== '/oauth/token') gate.asked.push(asked)
    if (gate.mode === 'hang') return
    const own = gate.mode === 'down' ? { status: 503, body: {} } : gate.mode === 'pass' ? undefined : await gate.mode(asked)
    if (own) return void response.writeHead(own.status, { 'content-type': 'application/json' }).end(JSON.stringify(own.body))
    const { authorization, 'content-type': type, accept } = request.headers
    const headers = { ...(authorization && { authorization }), ...(type && { 'content-type': type }), ...(accept && { accept }) }
    const answer = await fetch(target + pathname + search, { method: asked.method, headers, ...(body && { body }) })
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'application/json' }).end(await answer.text())
  }
  const server = createServer((request, response) => void serve(request, response).catch(() => response.destroy()))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const gate: CrmGate = { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked: [], mode: 'pass' }
  const close = async (): Promise<void> => {
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  }
  return { gate, close }
}

/** E-mail addresses of a customer with this one. */
export const mail = (value: string): object[] => [{ value, kind: 'work', primary: true }]

export const ref = (number: number): string => `sandbox-crm:customer:C-${number}`
export const pathOf = (reference: string): string => `/customers/${encodeURIComponent(reference)}`
