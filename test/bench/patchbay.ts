import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { FlowSettings, type Flow } from '../../server/model/flow.ts'
import { setUpAdmin } from '../support/admin.ts'
import { startPatchbayProcess } from '../support/patchbay-process.ts'
import type { Child } from './child.ts'
import { FROM_CONTACT, TO_CONTACT } from './mapping-documents.ts'

const STEPS: [id: string, kind: string, config: Record<string, unknown>][] = [
  ['start', 'endpoint', { operation: 'customers.create' }],
  ['out', 'map', { mapping: TO_CONTACT }],
  ['send', 'call', { connection: 'bench-crm', operation: 'contacts.create' }],
  ['back', 'map', { mapping: FROM_CONTACT }],
  ['answer', 'respond', { status: 201 }],
]

/** The benchmark's flow: map, call, map back. */
const FLOW: Flow = {
  id: 'bench-create',
  name: 'Benchmark: create a customer',
  description: '',
  client: 'bench',
  nodes: STEPS.map(([id, kind, config], index) => ({ id, kind, name: id, config, position: { x: index * 260, y: 0 } })),
  wires: STEPS.slice(1).map(([to], index) => ({ id: `w${index}`, from: { node: STEPS[index]![0], port: 'out' }, to })),
  samples: [],
  cases: [],
  settings: FlowSettings.parse({}),
}

/** `BENCH_PROFILE=folder` writes a CPU profile of the server there. */
const PROFILE = process.env.BENCH_PROFILE ? ['--cpu-prof', `--cpu-prof-dir=${process.env.BENCH_PROFILE}`] : []

/** A Patchbay process that serves the benchmark's flow, with an API key for it. */
export async function startBenchPatchbay(targetPort: number): Promise<Omit<Child, 'ask'> & { key: string }> {
  const data = mkdtempSync(join(tmpdir(), 'patchbay-bench-'))
  const patchbay = await startPatchbayProcess(
    {
      PATCHBAY_DATA: data,
      PATCHBAY_SANDBOX: 'off',
      PATCHBAY_LOG: 'warn',
      PATCHBAY_CONNECTORS: join(import.meta.dirname, 'connectors'),
    },
    PROFILE,
  )
  const { api } = await setUpAdmin(patchbay.url, patchbay.setupToken)
  const client = await api.call('clients.create', { body: { id: 'bench', name: 'Benchmark' } })
  await api.call('connections.create', {
    body: {
      connection: {
        id: 'bench-crm',
        client: 'bench',
        name: 'Benchmark CRM',
        connector: 'bench-crm',
        system: 'bench',
        baseUrl: `http://127.0.0.1:${targetPort}`,
        auth: 'none',
        local: true,
      },
      credentials: {},
    },
  })
  const draft = await api.call('flows.create', { body: FLOW })
  await api.call('flows.publish', { params: { id: FLOW.id }, body: { revision: draft.revision, note: '' } })
  await api.call('clients.save', {
    params: { id: 'bench' },
    body: { revision: client.revision, value: { ...client.value, bindings: { 'customers.create': FLOW.id } } },
  })
  const { key } = await api.call('keys.create', { params: { id: 'bench' }, body: { name: 'benchmark' } })
  return {
    key,
    port: Number(new URL(patchbay.url).port),
    pid: patchbay.pid,
    rssMb: () => patchbay.rssMb(),
    stop: async () => {
      await patchbay.stop()
      rmSync(data, { recursive: true, force: true })
    },
  }
}
