import type { Connection } from '../model/connection.ts'
import type { Connector } from '../model/connector.ts'
import { Problem } from '../model/problem.ts'
import { createAuthorizer, type Credentials } from './auth/authorizer.ts'
import type { OperationCall, OperationResult } from './contract.ts'
import { createConversation } from './conversation.ts'
import type { Resolve } from './egress.ts'
import { createGate } from './gate.ts'
import { prepareOperation, type PreparedOperation } from './operation.ts'
import { headersFrom, type OutgoingRequest } from './outgoing.ts'
import { createOutlet } from './outlet.ts'
import { readResponse, type TargetResponse } from './response.ts'
import { compileTemplate, type Compiler } from './template.ts'

/** What every connection is prepared with. */
export interface ConnectEnvironment {
  readonly compiler: Compiler
  readonly credentials: (connectionId: string) => Promise<Credentials>
  /** Milliseconds. */
  readonly now: () => number
  /** 0 to 1. */
  readonly random: () => number
  readonly resolve: Resolve
}

/** A connection that is ready to be called. */
export interface PreparedConnection {
  readonly connection: Connection
  call(request: OperationCall): Promise<OperationResult>
  /** Ends its sockets once the calls under way are done. */
  retire(): void
  /** Ends its sockets now; calls under way fail. */
  close(): Promise<void>
}

/** What templates see as `connection`. */
type ConnectionScope = Pick<Connection, 'baseUrl' | 'settings'>

/** Wires sockets, limits and auth of a connection; operations are compiled when first called. Throws `connection.invalid`. */
export function prepareConnection(connection: Connection, connector: Connector, environment: ConnectEnvironment): PreparedConnection {
  const { compiler, now, random, resolve } = environment
  const base = readBaseUrl(connection)
  const { concurrency, perSecond, maxResponseBytes: maxBytes } = connector.limits
  const timeoutMs = connection.timeoutMs ?? connector.timeoutMs
  const gate = createGate({ concurrency, perSecond, now })
  // One socket more than calls, so that a login never waits for them.
  const outlet = createOutlet({ connections: concurrency + 1, local: connection.local, resolve, connectTimeoutMs: timeoutMs })
  const closing = new AbortController()
  const exchange = async (request: OutgoingRequest): Promise<TargetResponse> =>
    readResponse(await outlet.send(request, { signal: closing.signal, timeoutMs, maxBytes }), 'json')
  const authorizer = once(async () =>
    createAuthorizer({ connection, connector, base, credentials: await environment.credentials(connection.id), compiler, now, exchange }),
  )
  const converse = createConversation({ outlet, authorizer, maxBytes, random })
  const view: ConnectionScope = { baseUrl: connection.baseUrl, settings: connection.settings }
  const find = createOperations(connection, connector, { compiler, base, view })

  const call = async ({ operation: id, input, signal, idempotencyKey }: OperationCall): Promise<OperationResult> => {
    const operation = await find(id)
    const page = operation.page(input)
    const request = withKey(await operation.request({ input, connection: view, page }), operation.keyHeader, idempotencyKey)
    await gate.enter(signal)
    try {
      const { response, receivedBytes } = await converse({ operation, request, signal })
      const scope = { ...response, input }
      const found = operation.failure(scope)
      const problem = found instanceof Promise ? await found : found
      if (problem) throw problem
      return { output: await operation.output(scope, page), sentBytes: request.body?.length ?? 0, receivedBytes }
    } finally {
      gate.leave()
    }
  }
  const close = async (): Promise<void> => {
    closing.abort(new Problem('service.stopping', 'The connection was closed.'))
    await outlet.close()
  }
  return { connection, call, retire: () => outlet.retire(), close }
}

function readBaseUrl({ baseUrl }: Connection): URL {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined
  if (!url || !/^https?:$/.test(url.protocol)) throw new Problem('connection.invalid', 'The base URL must be an http or https address.', { at: 'baseUrl' })
  if (url.username || url.password || url.search || url.hash)
    throw new Problem('connection.invalid', 'The base URL must hold neither credentials nor a query.', { at: 'baseUrl' })
  return url
}

interface OperationsPlace {
  readonly compiler: Compiler
  readonly base: URL
  readonly view: ConnectionScope
}

function createOperations(connection: Connection, connector: Connector, { compiler, base, view }: OperationsPlace): (id: string) => Promise<PreparedOperation> {
  const prepared = new Map<string, PreparedOperation>()
  const common = once(async () => headersFrom(await compileTemplate(connector.headers, compiler, 'headers').from({ connection: view }), 'headers'))
  return async (id) => {
    const known = prepared.get(id)
    if (known) return known
    const operation = Object.hasOwn(connector.operations, id) ? connector.operations[id] : undefined
    if (!operation) throw new Problem('operation.unknown', `The connector "${connector.id}" has no operation of this name.`, { at: 'operation' })
    const made = prepareOperation(id, operation, { connector, compiler, base, headers: await common(), timeoutMs: connection.timeoutMs })
    prepared.set(id, made)
    return made
  }
}

function withKey(request: OutgoingRequest, header: string | undefined, key: string | undefined): OutgoingRequest {
  if (header === undefined || key === undefined) return request
  return { ...request, headers: { ...request.headers, ...headersFrom({ [header]: key }, 'idempotencyKey') } }
}

/** Makes the value with the first call and keeps it; a failure is not kept. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () => {
    made ??= make().catch((error: unknown) => {
      made = undefined
      throw error
    })
    return made
  }
}
