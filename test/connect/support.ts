import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import { createConnect, type ConnectOptions } from '../../server/connect/connect.ts'
import type { Connect, OperationCall, OperationResult } from '../../server/connect/contract.ts'
import { createExpressions } from '../../server/expression/expressions.ts'
import type { Connection } from '../../server/model/connection.ts'
import { Connector } from '../../server/model/connector.ts'
import { Problem } from '../../server/model/problem.ts'

/** A real server on a free port of this machine, closed with the test. */
export async function listen(handle: RequestListener): Promise<{ url: string; server: Server }> {
  const server = createServer(handle)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    await new Promise((resolve) => {
      server.close(resolve)
      server.closeAllConnections()
    })
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server }
}

export async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}

export function answerJson(response: ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

const schema = { type: 'object' }

/** A connector with one read and one write operation, changed as a test needs it. */
export function connectorWith(change: Record<string, unknown> = {}, operation: Record<string, unknown> = {}): Connector {
  const common = { title: 'x', input: schema, output: {} }
  return Connector.parse({
    id: 'probe',
    name: 'Probe',
    version: '1.0.0',
    description: '',
    auth: [{ type: 'none' }],
    operations: {
      read: { ...common, effect: 'read', request: { method: 'GET', path: '/read' }, ...operation },
      write: { ...common, effect: 'write', request: { method: 'POST', path: '/write', body: '=input' }, ...operation },
    },
    ...change,
  })
}

export const connectionTo = (baseUrl: string, change: Partial<Connection> = {}): Connection => ({
  id: 'c1',
  client: 'demo',
  name: 'Probe',
  connector: 'probe',
  system: 'probe',
  baseUrl,
  auth: 'none',
  settings: {},
  local: true,
  ...change,
})

export interface Probe {
  connect: Connect
  call(operation?: string, input?: unknown, more?: Partial<OperationCall>): Promise<OperationResult>
}

/** A connect with one connector and one connection, closed with the test. */
export function probe(connector: Connector, connection: Connection, options: Partial<ConnectOptions> = {}): Probe {
  const expressions = createExpressions()
  const connect = createConnect({
    connectors: new Map([[connector.id, connector]]),
    expressions,
    credentials: async () => ({}),
    now: Date.now,
    random: () => 0,
    ...options,
  })
  onTestFinished(async () => {
    await connect.close()
    await expressions.close()
  })
  return {
    connect,
    call: (operation = 'read', input = {}, more = {}) => connect.call({ connection, operation, input, signal: new AbortController().signal, ...more }),
  }
}

/** The problem a promise is rejected with. */
export async function problemOf(promise: Promise<unknown>): Promise<Problem> {
  const outcome = await promise.then(
    () => new Error('no problem'),
    (error: unknown) => error,
  )
  if (!(outcome instanceof Problem)) throw outcome
  return outcome
}
