import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Logger, pino } from 'pino'
import { findHomeFolder, readVersion } from './home-folder.ts'
import { describeCrash } from './crash-output.ts'
import { businessKeyHash } from './delivery/hashes.ts'
import { createAdmission } from './http/admission.ts'
import { allCallers } from './http/callers/all-callers.ts'
import { openSelectorChanges, type SelectorChanges } from './http/callers/selector-changes.ts'
import { callerRoutes } from './http/callers/serve-caller.ts'
import { canonicalRoutes } from './http/canonical-routes.ts'
import { createApp } from './http/create-app.ts'
import type { HttpEnvironment, HttpSettings } from './http/environment.ts'
import { createHttpServer } from './http/http-server.ts'
import { closeServer, listen } from './http/listen.ts'
import { matchCanonical } from './http/match-canonical.ts'
import { createMetrics, type Metrics } from './http/metrics.ts'
import { openRunChannel, type RunChannel, type SocketAdapter } from './http/run-channel.ts'
import { RunTally } from './http/run-tally.ts'
import { Lineage } from './hub/lineage/lineage.ts'
import { makeCatalog } from './make-catalog.ts'
import type { Problem } from './model/problem.ts'
import { NODE_SPECS } from './nodes/registry.ts'
import { type Core, openCore } from './open-core.ts'
import { openSocketAdapter } from './open-socket-adapter.ts'
import { openAlertWatch } from './open-watch.ts'
import { pingConnection } from './ping-connection.ts'
import { previewMapping } from './preview-mapping.ts'
import { readSettings, type Settings } from './settings.ts'
import type { Watch } from './watch/contract.ts'
import { systemClock } from './engine/system-clock.ts'

/** Milliseconds that runs under way have when the server stops. */
const GRACE_MS = 10_000

export interface Patchbay {
  /** Where editor and API are. */
  url: string
  /** One-time link for the creation of the first user, while there is none. */
  setupUrl: string | undefined
  /** Calls under way end, then everything is closed. */
  close(): Promise<void>
}

interface Start {
  settings: Settings
  log: Logger
  onClose(closer: () => unknown): void
}

/** Opens, wires and listens. What was opened is closed again where a later part fails. */
export async function startPatchbay(settings: Settings, options: { log?: Logger } = {}): Promise<Patchbay> {
  const closers: (() => unknown)[] = []
  const close = async (): Promise<void> => {
    for (let closer = closers.pop(); closer; closer = closers.pop()) await closer()
  }
  const log = options.log ?? pino({ level: settings.log, base: null })
  try {
    return { ...(await open({ settings, log, onClose: (closer) => void closers.push(closer) })), close }
  } catch (error) {
    await close()
    throw error
  }
}

async function open(start: Start): Promise<Omit<Patchbay, 'close'>> {
  const { settings, onClose } = start
  const home = findHomeFolder()
  const tally = new RunTally()
  const core = await openCore({ ...start, home, observer: tally })
  const state = { stopping: false, url: '' }
  const failed = (problem: Problem): void => start.log.error({ problem: problem.message }, 'alerts could not be looked after')
  const watch = openAlertWatch({ core, clock: systemClock, leader: core.leader, editor: () => settings.url ?? state.url, failed })
  onClose(() => watch.stop())
  const environment = makeEnvironment(core, start, { home, watch, tally, accepting: () => !state.stopping })
  const changes = openSelectorChanges(environment)
  const canonical = [...canonicalRoutes(environment), ...callerRoutes(environment, allCallers(environment)), changes.route]
  const app = createApp(environment, { canonical, ended: (user) => channel.disconnect(user), deskChanged: (what) => channel.deskChanged(what) })
  const server = createHttpServer(app, matchCanonical(canonical))
  const channel = openRunChannel(server, core.hub, await openAdapter(start))
  core.listeners.add((run) => channel.announce(run))
  core.hub.selectors.onChange((client) => channel.selectorChanged(client))
  onClose(async () => {
    state.stopping = true
    await closeServer(server, { drain: () => drain(core), closeChannel: () => closeStreams(changes, channel) })
  })
  const url = (state.url = await listen(server, settings))
  watch.start()
  const { setup } = core.store
  return { url, setupUrl: (await setup.needed()) ? `${url}/setup?token=${setup.token}` : undefined }
}

async function openAdapter({ settings, log, onClose }: Start): Promise<SocketAdapter | undefined> {
  if (settings.database === undefined) return undefined
  const { adapter, close } = await openSocketAdapter(settings.database, log)
  onClose(close)
  return adapter
}

/** What never ends by itself. */
async function closeStreams(changes: SelectorChanges, channel: RunChannel): Promise<void> {
  changes.close()
  await channel.close()
}

/** Lets the runs under way end; no schedule starts another one, and what was accepted and has not begun waits for the next start. */
async function drain({ runtime, schedules, delivery }: Core): Promise<void> {
  schedules.stop()
  await Promise.all([delivery.stop(GRACE_MS), runtime.drain(GRACE_MS)])
}

function makeEnvironment(
  core: Core,
  { settings, log }: Start,
  { home, watch, tally, accepting }: { home: string; watch: Watch; tally: RunTally; accepting(): boolean },
): HttpEnvironment {
  const { hub, runtime, captures, fills, store, connect, expressions, engine, delivery } = core
  const catalog = makeCatalog(NODE_SPECS, connect.connectors)
  const version = readVersion(home)
  const expressionCounters = (): Record<string, number> => ({ ...expressions.stats() })
  return {
    hub,
    runtime,
    delivery,
    captures,
    fills: (flow) => fills.read(flow),
    log,
    accepting,
    runs: store.runs,
    keyHash: (key) => businessKeyHash(store.seal, key),
    audit: store.audit,
    connectionHealth: () => connect.health(),
    admission: createAdmission({ limits: (client) => hub.clients.limits(client), now: Date.now, most: settings.mostAtWork }),
    alerts: store.alerts,
    secrets: store.secrets,
    watch,
    now: Date.now,
    catalog: () => catalog,
    lineage: openLineage(core),
    preview: (request) => previewMapping(expressions, request),
    ping: (connection, signal) => pingConnection(connect, connection, signal),
    expressionCounters,
    metrics: openMetrics(core, tally, version),
    ready: async () => accepting() && (await engine.health()).ready,
    settings: httpSettings(settings, { version, home }),
    demo: core.sandboxes.crm,
  }
}

function openMetrics({ expressions, runtime, engine, connect }: Core, tally: RunTally, version: string): Metrics {
  const now = Date.now
  const expressionCounters = (): Record<string, number> => ({ ...expressions.stats() })
  const sources = { version, expressionCounters, activeRuns: () => runtime.active(), documents: () => engine.stats(), connections: () => connect.health(), now }
  return createMetrics(sources, tally)
}

const httpSettings = ({ bodyLimit, proxies, metricsToken, editorFolder }: Settings, { version, home }: { version: string; home: string }): HttpSettings => ({
  version,
  bodyLimit,
  proxies,
  metricsToken,
  editorFolder: editorFolder ?? join(home, 'dist', 'editor'),
})

const openLineage = ({ hub, runtime }: Core): Lineage =>
  new Lineage({
    flows: () => hub.flows.counting(),
    trace: (flow) => runtime.trace(flow),
    operationSchema: (...place) => hub.connections.operationSchema(...place),
    schemasChanged: () => hub.connections.changes,
  })

/** The program: settings from the environment, the address on the console, an orderly end on a signal. */
async function runProgram(): Promise<void> {
  // Node would print the message and every field of the error; rejections that nobody handles end here as well.
  process.on('uncaughtException', (error) => {
    process.stderr.write(`Patchbay has crashed: ${describeCrash(error)}\n`)
    process.exit(1)
  })
  const { url, setupUrl, close } = await startPatchbay(readSettings(process.env))
  process.stdout.write(`Patchbay is at ${url}\n${setupUrl === undefined ? '' : `Create the first user at ${setupUrl}\n`}`)
  const stop = (): void => {
    // A second signal ends the process at once.
    process.once('SIGINT', () => process.exit(1))
    close().then(
      () => process.exit(0),
      () => process.exit(1),
    )
  }
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  runProgram().catch((error: unknown) => {
    process.stderr.write(`Patchbay cannot start: ${error instanceof Error ? error.message : 'unknown error'}\n`)
    process.exitCode = 1
  })
}
