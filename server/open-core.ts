import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type { Logger } from 'pino'
import { readFlowFolder } from './cli/read-flow-folder.ts'
import { createConnect } from './connect/connect.ts'
import type { Connect } from './connect/contract.ts'
import { loadConnectors } from './connect/load-connectors.ts'
import type { OpenDelivery } from './delivery/delivery.ts'
import type { DeliveryObserver } from './delivery/parts.ts'
import type { Clock, Engine } from './engine/contract.ts'
import { systemClock } from './engine/system-clock.ts'
import type { Expressions } from './expression/expression.ts'
import { createExpressions } from './expression/expressions.ts'
import { type FillCounts, openFillCounts } from './fill-counts.ts'
import type { FlowRuntime, FlowServices } from './flow/contract.ts'
import { flowServices } from './flow-services.ts'
import { createFlowRuntime } from './flow/runtime.ts'
import { followOthers } from './follow-changes.ts'
import type { Captures } from './hub/capture/captures.ts'
import type { FlowCall } from './hub/customers/customers.ts'
import { fillEmptyFolder, followSandboxes } from './hub/first-start.ts'
import { type Hub, type HubOptions, openHub } from './hub/hub.ts'
import { LiveFlows } from './live-flows.ts'
import type { Flow } from './model/flow.ts'
import { type Problem, toProblem } from './model/problem.ts'
import type { RunRecord } from './model/run.ts'
import { NODE_KINDS, NODE_SPECS } from './nodes/registry.ts'
import { openCaptures } from './open-captures.ts'
import { openDelivery } from './open-delivery.ts'
import { openEngine } from './open-engine.ts'
import { type FlowSchedules, openSchedules } from './open-schedules.ts'
import { openTraces } from './open-traces.ts'
import type { RunTraces } from './run-traces.ts'
import { openShared, type Shared } from './open-shared.ts'
import type { Settings } from './settings.ts'
import { type Sandboxes, startSandboxes } from './start-sandboxes.ts'
import type { Store } from './store/contract.ts'
import { openStore } from './store/open-store.ts'

/** Everything behind the HTTP room, wired. */
export interface Core {
  store: Store
  expressions: Expressions
  connect: Connect
  hub: Hub
  runtime: FlowRuntime
  captures: Captures
  fills: FillCounts
  engine: Engine
  delivery: OpenDelivery
  schedules: FlowSchedules
  sandboxes: Sandboxes
  /** Whether this is the server that does what only one does. */
  leader(): boolean
  /** Told of every run that begins or ends, and of every change of an accepted document: with the record before it, where there was one. */
  listeners: Set<(run: RunRecord, before?: RunRecord) => void>
}

export interface CoreOptions {
  settings: Settings
  /** Folder with connectors/ and flows/. */
  home: string
  log: Logger
  /** Of accepted documents; left out: the clock of the machine. */
  clock?: Clock
  /** Counts what happens to runs and documents, from the first one on. */
  observer?: DeliveryObserver & { changed(run: RunRecord, before?: RunRecord): void }
  /** Takes what must be closed; the last one is closed first. */
  onClose(closer: () => unknown): void
}

type Parts = Pick<Core, 'store' | 'expressions' | 'connect' | 'listeners'> & { shared: Shared; sandboxes: Sandboxes; traces: RunTraces | undefined }

const MACHINE: Pick<HubOptions, 'now' | 'after' | 'random'> = { now: Date.now, after: systemClock.after, random: randomBytes }

const specs = new Map(NODE_SPECS.map((spec) => [spec.kind, spec]))

/** Opens the data folder, starts the sandboxes, fills an empty folder with the example, and makes the published flows live. */
export async function openCore(options: CoreOptions): Promise<Core> {
  const { home, log, settings, clock = systemClock } = options
  const parts = await openParts(options)
  const { store, expressions, connect, sandboxes, shared } = parts
  const fills = openFillCounts({ fills: store.fills, clock: systemClock, log })
  options.onClose(() => fills.stop())
  const live = new LiveFlows(specs)
  const engine = openEngine(settings, { policy: live.policy, clock })
  options.onClose(() => engine.stop(0))
  const hub: Hub = await openHub({
    store,
    specs,
    connectors: connect.connectors,
    forget: connect.forget,
    ...MACHINE,
    leastCustomers: settings.leastCustomers,
    shared: settings.database !== undefined,
    ...flowLife(live, () => ({ runtime, captures, fills, delivery, schedules })),
  })
  options.onClose(() => hub.documents.flush())
  const captures: Captures = openCaptures(log, { specs, operationSchema: (...place) => services.operationSchema(...place) })
  const tell = (run: RunRecord, before?: RunRecord): void => parts.listeners.forEach((listener) => listener(run, before))
  const services: FlowServices = { ...flowServices({ ...parts, hub, tell }), arrived: (arrival) => captures.arrived(arrival) }
  const plain = createFlowRuntime({ kinds: NODE_KINDS, expressions, services })
  const runtime = parts.traces?.runtime(plain) ?? plain
  options.onClose(() => runtime.close())
  const rooms = { store, engine, connect, hub, runtime, services, log, clock, tell, mostQueued: settings.mostQueued }
  const delivery = openDelivery({ ...rooms, live: live.facts, shared: settings.restate !== undefined, observer: options.observer })
  options.onClose(() => delivery.stop(0))
  const schedules = openSchedules({ delivery, runtime, log })
  options.onClose(() => Promise.all([schedules.stop(), hub.remappings.stop()]))
  const openFlows = () => hub.flows.open((flow, error) => log.error({ flow, problem: toProblem(error).message }, 'a published flow cannot run'))
  await openFlows()
  const example = { hub, store, specs, sandboxes: sandboxes.running, templates: () => readTemplates(join(home, 'flows')) }
  if (sandboxes.running.length > 0) await shared.alone(() => fillEmptyFolder(example))
  fills.start(runtime)
  await delivery.start()
  if (settings.database !== undefined) options.onClose(followOthers({ store, hub, delivery, openFlows, log }))
  return { ...parts, hub, runtime, engine, delivery, captures, fills, schedules, leader: shared.leader }
}

/** What follows when a version becomes the live one, or a flow goes. The rooms are there by then. */
function flowLife(
  live: LiveFlows,
  rooms: () => Pick<Core, 'runtime' | 'captures' | 'fills' | 'delivery' | 'schedules'>,
): Pick<HubOptions, 'check' | 'runCases' | 'load' | 'unload' | 'trace' | 'run' | 'forwarding'> {
  const changed = (): void => {
    rooms().delivery.follow()
    rooms().schedules.follow()
  }
  return {
    check: (flow) => rooms().runtime.check(flow),
    runCases: (flow) => rooms().runtime.cases(flow),
    load: (version, flow) => {
      rooms().runtime.load(version, flow)
      live.set(version, flow)
      changed()
    },
    trace: (flow) => rooms().runtime.trace(flow),
    run: (call) => runFlow(rooms().delivery, call),
    forwarding: { accept: (document) => rooms().delivery.accept(document), settled: (...wait) => rooms().delivery.settled(...wait) },
    unload: (flow) => {
      rooms().runtime.unload(flow)
      live.delete(flow)
      rooms().captures.forget(flow)
      rooms().fills.forget(flow)
      changed()
    },
  }
}

/** A flow is run for Patchbay itself as for a caller: pauses hold, and what it shows is noted. */
async function runFlow(delivery: OpenDelivery, { signal, ...call }: FlowCall): Promise<unknown> {
  const { response, problem } = await delivery.answer({ ...call, bytes: 0 }, signal)
  if (problem) throw problem
  return response?.body
}

async function readTemplates(folder: string): Promise<Flow[]> {
  const { flows, faults } = await readFlowFolder(folder)
  if (faults.length > 0) throw new Error(faults.map(({ file, place, reason }) => `${file}${place && `: ${place}`}: ${reason}`).join('\n'))
  return flows
}

async function openParts({ settings, home, log, observer, onClose }: CoreOptions): Promise<Parts> {
  const failed = (problem: Problem): void => log.error({ problem: problem.message }, 'run records could not be written')
  const store = await openStore({ dataDir: settings.dataDir, database: settings.database, keyText: settings.key, now: Date.now, random: randomBytes, failed })
  onClose(() => store.close())
  for (const file of store.broken) log.error(file, 'a document could not be read and was set aside')
  const connectors = await loadConnectors([join(home, 'connectors'), ...settings.connectors])
  const shared = await openShared({ settings, log, onClose })
  const sandboxes = settings.sandbox ? await startSandboxes(connectors, settings.port === 0) : { running: [], crm: undefined, close: async () => undefined }
  onClose(() => sandboxes.close())
  if (sandboxes.running.length > 0) await shared.alone(() => followSandboxes(store, sandboxes.running))
  const report = (difference: object): void => log.error(difference, 'compiled code and the jsonata library differ')
  const expressions = createExpressions({ shadow: { share: settings.shadow, random: Math.random, report } })
  onClose(() => expressions.close())
  const limits = shared.limits && { limits: shared.limits }
  const connect = createConnect({ connectors, expressions, credentials: (id) => store.secrets.read(id), now: Date.now, random: Math.random, ...limits })
  onClose(() => connect.close())
  const traces = await openTraces({ settings, home, log, onClose })
  const listeners: Parts['listeners'] = new Set(observer ? [(run, before) => observer.changed(run, before)] : [])
  return { store, expressions, connect: traces?.connect(connect) ?? connect, traces, shared, sandboxes, listeners }
}
