import { Flow } from '../../../server/model/flow.ts'
import { setUpAdmin } from '../../support/admin.ts'
import type { PatchbayProcess } from '../../support/patchbay-process.ts'

const STEPS: [id: string, kind: string, config: Record<string, unknown>][] = [
  ['order', 'endpoint', { operation: 'orders.create' }],
  ['send', 'call', { connection: 'bench', operation: 'documents.create', input: '{ "no": externalNumber, "total": totals.payable }', as: 'made' }],
  ['answer', 'respond', { status: 201, body: '{ "ref": "bench:order:" & made.id, "externalNumber": externalNumber, "status": "placed" }' }],
]

/** One write for each order. */
const FLOW: Flow = Flow.parse({
  id: 'bench-orders',
  name: 'Benchmark: hand an order over',
  client: 'bench',
  nodes: STEPS.map(([id, kind, config], index) => ({ id, kind, name: id, config, position: { x: index * 260, y: 0 } })),
  wires: STEPS.slice(1).map(([to], index) => ({ id: `w${index}`, from: { node: STEPS[index]![0], port: 'out' }, to })),
})

/** Client, connection and flow on a fresh server; gives back an API key. */
export async function prepareOrders(server: Pick<PatchbayProcess, 'url' | 'setupToken'>, targetUrl: string): Promise<string> {
  const { api } = await setUpAdmin(server.url, server.setupToken)
  const client = await api.call('clients.create', { body: { id: 'bench', name: 'Benchmark' } })
  const connection = { id: 'bench', client: 'bench', name: 'Target', connector: 'bench-documents', system: 'bench', baseUrl: targetUrl } as const
  await api.call('connections.create', { body: { connection: { ...connection, auth: 'none', local: true }, credentials: {} } })
  const draft = await api.call('flows.create', { body: FLOW })
  await api.call('flows.publish', { params: { id: FLOW.id }, body: { revision: draft.revision, note: '' } })
  await api.call('clients.save', {
    params: { id: 'bench' },
    body: { revision: client.revision, value: { ...client.value, bindings: { 'orders.create': FLOW.id } } },
  })
  return (await api.call('keys.create', { params: { id: 'bench' }, body: { name: 'benchmark' } })).key
}
