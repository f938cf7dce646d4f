import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '../../server/engine/system-clock.ts'
import type { CaseResult } from '../../server/model/case.ts'
import { Connector } from '../../server/model/connector.ts'
import type { Finding } from '../../server/model/finding.ts'
import { Flow } from '../../server/model/flow.ts'
import type { FlowLink } from '../../server/model/lineage.ts'
import { Problem } from '../../server/model/problem.ts'
import { type Hub, openHub } from '../../server/hub/hub.ts'
import { NODE_SPECS } from '../../server/nodes/registry.ts'
import type { Store } from '../../server/store/contract.ts'
import { openStore } from '../../server/store/open-store.ts'

export const specs = new Map(NODE_SPECS.map((spec) => [spec.kind, spec]))

export interface Opened {
  hub: Hub
  store: Store
  folder: string
  /** Live versions by flow. */
  live: Map<string, number>
  /** Connections that were forgotten, in order. */
  forgotten: string[]
  /** What the next checks find. */
  findings: Finding[]
  /** What the next run of the cases comes to. */
  results: CaseResult[]
  /** What every flow is traced to. */
  links: FlowLink[]
  /** What happens while cases run. */
  meanwhile(): Promise<unknown>
  close(): Promise<void>
}

const connector = Connector.parse({ id: 'crm', name: 'CRM', version: '1', description: '', auth: [{ type: 'basic' }, { type: 'bearer' }], operations: {} })

/** A hub over a real store in its own folder; loading is only noted. */
export async function open(folder = mkdtempSync(join(tmpdir(), 'patchbay-hub-'))): Promise<Opened> {
  const live = new Map<string, number>()
  const forgotten: string[] = []
  const findings: Finding[] = []
  const results: CaseResult[] = []
  const links: FlowLink[] = []
  const store = await openStore({ dataDir: folder, now: Date.now, random: randomBytes })
  const hub = await openHub({
    store,
    specs,
    connectors: new Map([[connector.id, connector]]),
    check: () => findings,
    runCases: async () => {
      await opened.meanwhile()
      return { results, coverage: { rows: [], branches: [] } }
    },
    load: (version, flow) => {
      if (flow.name === 'cannot load') throw new Problem('flow.invalid', 'It cannot be loaded.')
      live.set(flow.id, version)
    },
    trace: () => links,
    unload: (flow) => void live.delete(flow),
    forget: (connection) => void forgotten.push(connection),
    run: () => Promise.reject(new Error('nothing is run here')),
    forwarding: { accept: () => Promise.reject(new Error('nothing is delivered here')), settled: () => Promise.resolve() },
    leastCustomers: 5,
    shared: false,
    now: Date.now,
    after: systemClock.after,
    random: randomBytes,
  })
  await hub.flows.open(() => undefined)
  const close = (): Promise<void> => store.close().then(() => rmSync(folder, { recursive: true, force: true }))
  const opened: Opened = { hub, store, folder, live, forgotten, findings, results, links, meanwhile: async () => undefined, close }
  return opened
}

export const flow = (id: string, change: Partial<Flow> = {}): Flow =>
  Flow.parse({
    id,
    name: id,
    client: 'shop',
    nodes: [{ id: 'start', kind: 'endpoint', name: 'Start', config: { operation: 'customers.get' }, position: { x: 0, y: 0 } }],
    wires: [],
    ...change,
  })

/** The code of the problem that a promise rejects with. */
export const problemOf = (promise: Promise<unknown>): Promise<Problem | undefined> =>
  promise.then(
    () => undefined,
    (error: unknown) => (error instanceof Problem ? error : Promise.reject(error)),
  )
