import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startBalancer } from '../support/balancer.ts'
import { freePorts } from '../support/free-ports.ts'
import { type PatchbayProcess, startPatchbayProcess } from '../support/patchbay-process.ts'
import { openTestPostgres, type TestPostgres } from '../support/postgres.ts'
import { startRestate, type TestRestate, whyNoRestate } from '../support/restate.ts'

/** A Patchbay server of the cluster. It keeps its address. */
export interface ClusterServer {
  readonly url: string
  /** As it runs now, or ran last. */
  process(): PatchbayProcess
  /** Starts it after its process has ended. */
  start(): Promise<void>
  /** Ends it; resolves when it has ended. */
  kill(signal: NodeJS.Signals): Promise<void>
}

/** Servers that share a PostgreSQL and a Restate cluster, all on loopback. */
export interface Cluster {
  servers: readonly ClusterServer[]
  postgres: TestPostgres
  /** Address of the database that the servers use. */
  database: string
  restate: TestRestate
  /** The one-time link for the first user goes to any of them. */
  setupToken: string
  /** Settings of server `index`, for others like it. */
  environment(index: number): NodeJS.ProcessEnv
  stop(): Promise<void>
}

export interface ClusterOptions {
  servers: number
  restateNodes: 1 | 3
  /** Ports of the servers; left out: free ones. */
  ports?: readonly number[]
  /** Further settings of every server. */
  settings?: NodeJS.ProcessEnv
  /** Settings of the first server only. */
  first?: NodeJS.ProcessEnv
}

/** Why there can be no cluster here; undefined where there can. */
export const whyNoCluster = whyNoRestate

/** Undefined where no PostgreSQL can run; the reason is on the error output. What was started is ended again where a later part fails. */
export async function startCluster(options: ClusterOptions): Promise<Cluster | undefined> {
  const postgres = await openTestPostgres()
  if (!postgres) return undefined
  const closers: (() => Promise<unknown>)[] = [() => postgres.stop()]
  const stop = async (): Promise<void> => {
    for (const close of closers.splice(0).toReversed()) await close()
  }
  try {
    return { ...(await start(options, postgres, closers)), stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function start(options: ClusterOptions, postgres: TestPostgres, closers: (() => Promise<unknown>)[]): Promise<Omit<Cluster, 'stop'>> {
  const database = await postgres.createDatabase()
  const folder = await mkdtemp(join(tmpdir(), 'patchbay-servers-'))
  closers.push(() => rm(folder, { recursive: true, force: true }))
  const restate = await startRestate({ nodes: options.restateNodes })
  closers.push(() => restate.stop())
  const ports = options.ports ?? (await freePorts(options.servers))
  const endpoints = await freePorts(options.servers)
  const balancer = await startBalancer(endpoints)
  closers.push(() => balancer.close())
  const shared: NodeJS.ProcessEnv = {
    PATCHBAY_DATABASE: database.url,
    PATCHBAY_KEY: randomBytes(32).toString('base64'),
    PATCHBAY_ENGINE: 'restate',
    PATCHBAY_RESTATE_INGRESS: restate.nodes.map(({ ingressUrl }) => ingressUrl).join(','),
    PATCHBAY_RESTATE_ADMIN: restate.nodes.map(({ adminUrl }) => adminUrl).join(','),
    PATCHBAY_RESTATE_ENDPOINT: balancer.url,
    PATCHBAY_RESTATE_IDENTITY: restate.identityKey,
    PATCHBAY_LOG: 'warn',
    ...options.settings,
  }
  const environment = (index: number): NodeJS.ProcessEnv => ({
    ...shared,
    ...(index === 0 && options.first),
    PATCHBAY_PORT: String(ports[index]),
    PATCHBAY_RESTATE_LISTEN: `127.0.0.1:${endpoints[index]}`,
    PATCHBAY_DATA: join(folder, `server-${index + 1}`),
  })
  const servers: ClusterServer[] = []
  for (const index of ports.keys()) {
    const server = await startServer(() => environment(index))
    closers.push(() => server.kill('SIGKILL'))
    servers.push(server)
  }
  return { servers, postgres, database: database.url, restate, setupToken: servers[0]!.process().setupToken, environment }
}

async function startServer(environment: () => NodeJS.ProcessEnv): Promise<ClusterServer> {
  let server = await startPatchbayProcess(environment())
  return {
    url: server.url,
    process: () => server,
    start: async () => {
      server = await startPatchbayProcess(environment())
    },
    kill: (signal) => server.kill(signal),
  }
}
