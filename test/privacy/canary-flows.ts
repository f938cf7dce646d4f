import type { Api } from '../../editor/api/api.ts'
import { Flow } from '../../server/model/flow.ts'

const CLIENT = 'demo'

type Step = [id: string, kind: string, config: Record<string, unknown>]

/** All of the document goes to the target, which repeats it. */
const ENTRY = '$merge([$, { "no": externalNumber }])'
const RECEIPT = '{ "ref": "canary:order:" & externalNumber, "externalNumber": externalNumber, "status": "placed", "links": [] }'

const FLOWS: Readonly<Record<string, { steps: Step[]; attempts?: number }>> = {
  orders: {
    steps: [
      ['in', 'endpoint', { operation: 'orders.create' }],
      ['shape', 'log', { label: 'as it came' }],
      ['entry', 'call', { connection: 'canary', operation: 'entries.create', input: ENTRY, as: 'entry' }],
      ['document', 'call', { connection: 'canary-2', operation: 'documents.create', input: ENTRY, as: 'document' }],
      ['out', 'respond', { status: 201, body: RECEIPT }],
    ],
  },
  customers: {
    steps: [
      ['in', 'endpoint', { operation: 'customers.create' }],
      ['note', 'call', { connection: 'canary', operation: 'notes.create', input: '$merge([$, { "no": name }])', as: 'note' }],
      ['out', 'respond', { status: 201, body: '$merge([$sift($, function($v, $k) { $k != "note" }), { "ref": "canary:customer:" & note.id }])' }],
    ],
  },
  events: {
    steps: [
      ['in', 'webhook', { method: 'POST', path: 'events', accept: true, lane: 'customer.email', keys: '[number, customer.email]', id: 'number' }],
      ['shape', 'log', {}],
      ['document', 'call', { connection: 'canary-2', operation: 'documents.create', input: '$merge([$, { "no": number }])', as: 'document' }],
    ],
  },
  broken: {
    attempts: 1,
    steps: [
      ['in', 'webhook', { method: 'POST', path: 'broken', accept: true, lane: '$number(customer.email)' }],
      ['out', 'respond', {}],
    ],
  },
  failing: {
    attempts: 1,
    steps: [
      ['in', 'webhook', { method: 'POST', path: 'failing', accept: true, lane: 'customer.email' }],
      ['number', 'set', { rows: [{ key: 'amount', value: '$number(customer.name)' }] }],
      ['out', 'respond', {}],
    ],
  },
}

/** `expiryMs`: three days, as it is unless somebody says otherwise. */
const flowOf = (id: string, { steps, attempts = 6 }: (typeof FLOWS)[string]): Flow =>
  Flow.parse({
    id,
    name: id,
    client: CLIENT,
    nodes: steps.map(([node, kind, config], x) => ({ id: node, kind, name: node, config, position: { x, y: 0 } })),
    wires: steps.slice(1).map(([to], at) => ({ id: `w${at}`, from: { node: steps[at]![0], port: 'out' }, to })),
    settings: { delivery: { attempts, firstDelayMs: 100, factor: 1, mostDelayMs: 400 } },
  })

/** Makes connections, flows, callbacks and alerts in a fresh workspace. Gives back an API key of the client. */
export async function prepareCanary(api: Api, { targetUrl, mailPort }: { targetUrl: string; mailPort: number }): Promise<string> {
  const callback = { url: `${targetUrl}/told-callback`, local: true }
  const client = await api.call('clients.create', {
    body: { id: CLIENT, name: 'Demo', bindings: {}, callback: { ...callback, events: ['succeeded', 'failed', 'needs-payload', 'cancelled'] } },
  })
  await api.call('clients.renewCallbackSecret', { params: { id: CLIENT } })
  for (const id of ['canary', 'canary-2']) {
    const connection = {
      id,
      client: CLIENT,
      name: id,
      connector: 'canary',
      system: 'canary',
      baseUrl: targetUrl,
      auth: 'none',
      settings: {},
      local: true,
    } as const
    await api.call('connections.create', { body: { connection, credentials: {} } })
  }
  for (const [id, about] of Object.entries(FLOWS)) {
    const { revision } = await api.call('flows.create', { body: flowOf(id, about) })
    await api.call('flows.publish', { params: { id }, body: { revision, note: '' } })
  }
  const bindings = { 'orders.create': 'orders', 'customers.create': 'customers' }
  await api.call('clients.save', { params: { id: CLIENT }, body: { ...client, value: { ...client.value, bindings } } })
  await prepareAlerts(api, { targetUrl, mailPort })
  return (await api.call('keys.create', { params: { id: CLIENT }, body: { name: 'pos' } })).key
}

async function prepareAlerts(api: Api, { targetUrl, mailPort }: { targetUrl: string; mailPort: number }): Promise<void> {
  const mail = {
    type: 'email' as const,
    id: 'mail',
    host: '127.0.0.1',
    port: mailPort,
    secure: false,
    from: 'patchbay@example.test',
    to: ['desk@example.test'],
    local: true,
  }
  const rule = { enabled: true, over: 0, forSeconds: 0 } as const
  const settings = {
    rules: [
      { ...rule, id: 'blocked', name: 'Lanes that stand', measure: 'blocked-lanes' as const },
      { ...rule, id: 'errors', name: 'Errors', measure: 'error-rate' as const, flow: 'orders' },
    ],
    channels: [{ type: 'webhook' as const, id: 'desk', url: `${targetUrl}/told-alert`, local: true }, mail],
  }
  await api.call('alerts.save', { body: { revision: null, settings, secrets: { desk: `whsec_${Buffer.alloc(24, 9).toString('base64')}` } } })
}
