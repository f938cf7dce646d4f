import type { Connection } from '../model/connection.ts'
import type { Connector } from '../model/connector.ts'
import { Problem } from '../model/problem.ts'
import type { ConnectionHealth } from '../model/run-endpoint.ts'
import { createAuthorizer, type Credentials } from './auth/authorizer.ts'
import type { OperationCall, OperationResult, ReadBack } from './contract.ts'
import { createConversation } from './conversation.ts'
import type { Resolve } from './egress.ts'
import { Gate } from './gate.ts'
import { createCaller, type ConnectionScope } from './caller.ts'
import { operationOf, prepareOperation, type PreparedOperation } from './operation.ts'
import { headersFrom, type OutgoingRequest } from './outgoing.ts'
import { createOutlet } from './outlet.ts'
import { readResponse, type TargetResponse } from './response.ts'
import type { SharedLimits } from './shared-limits.ts'
import { Traffic, type TrafficOptions } from './traffic.ts'
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
  /** Shared with other processes; for connections that set limits of their own. */
  readonly limits: SharedLimits | undefined
}

/** A connection that is ready to be called. */
export interface PreparedConnection {
  readonly connection: Connection
  call(request: OperationCall): Promise<OperationResult>
  readBack(request: OperationCall): Promise<ReadBack>
  health(): ConnectionHealth
  /** Ends its sockets once the calls under way are done. */
  retire(): void
  /** Ends its sockets now; calls under way fail. */
  close(): Promise<void>
}

/** Wires sockets, limits and auth of a connection; operations are compiled when first called. Throws `connection.invalid`. */
export function prepareConnection(connection: Connection, connector: Connector, environment: ConnectEnvironment): PreparedConnection {
  const { compiler, now, random, resolve } = environment
  const base = readBaseUrl(connection)
  const { maxResponseBytes: maxBytes } = connector.limits
  const timeoutMs = connection.timeoutMs ?? connector.timeoutMs
  const traffic = new Traffic(trafficOptions(connection, connector, environment))
  // One socket more than calls, so that a login never waits for them.
  const connections = callLimits(connection, connector).concurrency + 1
  const outlet = createOutlet({ connections, local: connection.local, resolve, connectTimeoutMs: timeoutMs })
  const closing = new AbortController()
  const exchange = async (request: OutgoingRequest): Promise<TargetResponse> =>
    readResponse(await outlet.send(request, { signal: closing.signal, timeoutMs, maxBytes }), 'json')
  const authorizer = once(async () =>
    createAuthorizer({ connection, connector, base, credentials: await environment.credentials(connection.id), compiler, now, exchange }),
  )
  const converse = createConversation({ outlet, authorizer, maxBytes, random })
  const view: ConnectionScope = { baseUrl: connection.baseUrl, settings: connection.settings }
  const find = createOperations(connection, connector, { compiler, base, view, now })
  const call = createCaller({ find, traffic, converse, view, now, timeoutMs })
  const readBack = async (request: OperationCall): Promise<ReadBack> => {
    const { look, reference: referTo } = await find(request.operation)
    const read: ReadBack = look ? await look(request, call) : { found: 'impossible' }
    if (read.found !== 'yes') return read
    const reference = await referTo({ output: read.result.output, input: request.input })
    return { found: 'yes', result: { ...read.result, ...(reference !== undefined && { reference }) } }
  }
  const close = async (): Promise<void> => {
    closing.abort(new Problem('service.stopping', 'The connection was closed.'))
    await outlet.close()
  }
  return { connection, call, readBack, health: () => traffic.health(), retire: () => outlet.retire(), close }
}

/** The limits of the connection over those of its connector. */
const callLimits = ({ limits }: Connection, { limits: proposed }: Connector): { concurrency: number; perSecond: number | undefined } => ({
  concurrency: limits?.concurrency ?? proposed.concurrency,
  perSecond: limits?.perSecond ?? proposed.perSecond,
})

function trafficOptions(connection: Connection, connector: Connector, { now, random, limits }: ConnectEnvironment): TrafficOptions {
  const { concurrency, perSecond } = callLimits(connection, connector)
  return {
    id: connection.id,
    gate: new Gate({ concurrency, perSecond, now }),
    // What a connector proposes is kept by each process for itself: asking others would cost each call.
    shared: limits && connection.limits && { limits, wanted: connection.limits },
    headers: connector.limits.headers ?? [],
    now,
    random,
  }
}

function readBaseUrl({ baseUrl }: Connection): URL {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined
  if (!url || !/^https?:$/.test(url.protocol))
    throw new Problem('connection.invalid', 'The base URL must be an http or https address.', { at: 'baseUrl', noEffect: true })
  if (url.username || url.password || url.search || url.hash)
    throw new Problem('connection.invalid', 'The base URL must hold neither credentials nor a query.', { at: 'baseUrl', noEffect: true })
  return url
}

interface OperationsPlace {
  readonly compiler: Compiler
  readonly base: URL
  readonly view: ConnectionScope
  readonly now: () => number
}

function createOperations(
  connection: Connection,
  connector: Connector,
  { compiler, base, view, now }: OperationsPlace,
): (id: string) => Promise<PreparedOperation> {
  const prepared = new Map<string, PreparedOperation>()
  const common = once(async () => headersFrom(await compileTemplate(connector.headers, compiler, 'headers').from({ connection: view }), 'headers'))
  return async (id) => {
    const known = prepared.get(id)
    if (known) return known
    const made = prepareOperation(id, operationOf(connector, id), { connector, compiler, base, headers: await common(), timeoutMs: connection.timeoutMs, now })
    prepared.set(id, made)
    return made
  }
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
