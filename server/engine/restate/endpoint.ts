import { once } from 'node:events'
import { createServer, type Http2Server, type ServerHttp2Session } from 'node:http2'
import { type AddressInfo, isIP } from 'node:net'
import type { ObjectContext, ObjectSharedContext } from '@restatedev/restate-sdk'
import { Problem } from '../../model/problem.ts'
import type { RestateAddresses } from './options.ts'

/** What Restate calls. */
export interface LaneHandlers {
  /** Works on a lane as long as there is something ready. Called for one lane once at a time. `lost`: aborted when Restate no longer waits for the end. */
  work(lane: string, lost: AbortSignal): Promise<void>
  /** Lets in what is due. */
  wake(lane: string): Promise<void>
}

export interface Endpoint {
  /** Where this process is listening. */
  url: string
  close(): Promise<void>
}

const TIMEOUT = 5_000
const DAY = 86_400_000

/** Nothing is kept of a finished call. A call that fails again and again is given up, so that it does not stand in the way of later ones. */
const SERVICE = {
  journalRetention: 0,
  idempotencyRetention: 0,
  inactivityTimeout: DAY,
  abortTimeout: DAY,
  enableLazyState: true,
  retryPolicy: { initialInterval: 50, exponentiationFactor: 2, maxInterval: 1_000, maxAttempts: 30, onMaxAttempts: 'kill' },
} as const

/** Listens for the calls of Restate. Throws `request.invalid` where the address could be reached by others and calls are not signed. */
export async function openEndpoint({ listen, identityKeys = [] }: RestateAddresses, service: string, handlers: LaneHandlers): Promise<Endpoint> {
  if (identityKeys.length === 0 && !isLoopback(listen.host))
    throw new Problem('request.invalid', 'Without a request identity key Restate may call a loopback address only.', { at: 'listen.host' })
  addWithResolvers()
  const { createEndpointHandler, handlers: kinds, object } = await import('@restatedev/restate-sdk')
  const lane = object({
    name: service,
    handlers: {
      work: (context: ObjectContext) => handlers.work(context.key, context.request().attemptCompletedSignal),
      // Not one at a time: what is due does not wait for the work on the head.
      wake: kinds.object.shared((context: ObjectSharedContext) => handlers.wake(context.key)),
    },
    options: SERVICE,
  })
  const server = createServer(createEndpointHandler({ services: [lane], identityKeys: [...identityKeys], logger: () => undefined }))
  const close = closing(server)
  await once(server.listen(listen.port, listen.host), 'listening')
  const { port } = server.address() as AddressInfo
  return { url: `http://${isIP(listen.host) === 6 ? `[${listen.host}]` : listen.host}:${port}`, close }
}

const isLoopback = (host: string): boolean => host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))

/** The SDK needs what Node has from version 22 on. */
function addWithResolvers(): void {
  if ('withResolvers' in Promise) return
  const withResolvers = <T>(): { promise: Promise<T>; resolve: (value: T) => void; reject: (error: unknown) => void } => {
    let [resolve, reject]: [(value: T) => void, (error: unknown) => void] = [() => undefined, () => undefined]
    const promise = new Promise<T>((...settle) => ([resolve, reject] = settle))
    return { promise, resolve, reject }
  }
  Object.defineProperty(Promise, 'withResolvers', { value: withResolvers, configurable: true, writable: true })
}

/** Makes what closes a server at once, with its connections. */
function closing(server: Http2Server): () => Promise<void> {
  const sessions = new Set<ServerHttp2Session>()
  server.on('session', (session) => {
    sessions.add(session)
    session.once('close', () => sessions.delete(session))
  })
  return async () => {
    const closed = new Promise((resolve) => server.close(resolve))
    for (const session of sessions) session.destroy()
    await closed
  }
}

/** Makes the endpoint known to Restate, with its present handlers. Throws `target.unavailable` where no node takes it. */
export async function registerEndpoint(adminUrls: readonly string[], endpointUrl: string): Promise<void> {
  for (const url of adminUrls) {
    const body = JSON.stringify({ uri: endpointUrl, force: true })
    const request = { method: 'POST', headers: { 'content-type': 'application/json' }, body, signal: AbortSignal.timeout(TIMEOUT) }
    const answer = await fetch(`${url}/deployments`, request).catch(() => undefined)
    await answer?.arrayBuffer()
    if (answer?.ok) return
  }
  throw new Problem('target.unavailable', 'Restate cannot be reached, or does not reach the endpoint of this replica.')
}
