import { expect, test } from 'vitest'
import { Customers, type FlowCall } from '../../../server/hub/customers/customers.ts'
import type { ImplementationInUse } from '../../../server/hub/implementations/implementations-in-use.ts'
import { ClientCrm } from '../../../server/model/client.ts'
import { Flow } from '../../../server/model/flow.ts'
import { implementation, property, soundConfiguration } from '../../model/configurations.ts'

const EMAIL = { value: 'a@example.test', kind: 'work', primary: true }
const configuration = soundConfiguration({
  properties: [
    property('number', { role: 'reference', key: true }),
    property('name', { role: 'name' }),
    property('email', { role: 'email', edit: { editable: false } }),
  ],
})

const inUse = (id: string): ImplementationInUse => ({
  implementation: implementation(configuration, {
    id,
    flows: { 'customers.get': `${id}-get`, 'customers.create': `${id}-create`, 'customers.update': `${id}-update` },
  }),
  system: 'crm',
  label: `${id}@1`,
})

/** Customers of a client that uses one of two implementations; what they ask their flows is noted. */
function open() {
  const both = { old: inUse('old'), new: inUse('new') }
  const world = { current: 'old' as keyof typeof both, calls: [] as FlowCall[] }
  const customers = new Customers({
    crm: () => ClientCrm.parse({ enabled: true, implementation: world.current }),
    implementations: { current: () => both[world.current], find: (_client, id) => both[id as keyof typeof both] },
    specs: new Map(),
    boundFlow: () => 'none',
    resolve: async (_client, ref) => {
      world.current = 'new'
      return ref
    },
    flows: { published: (id) => Flow.parse({ id, name: id, client: 'shop', nodes: [], wires: [] }) },
    trace: () => [],
    run: async (call) => (world.calls.push(call), { ref: 'crm:customer:1', name: 'A', emails: [EMAIL] }),
    hmac: (text) => text,
    now: () => 0,
  })
  return { customers, world }
}

test('fields that the CRM has no place for are named in a header that can be sent, whatever their names', async () => {
  const { customers } = open()
  const body = { name: 'A', ext: { 'Größe\n, x': '1', plain: '2', '\ud800': '3' } }
  const { headers } = await customers.prepare({ client: 'shop', operation: 'customers.create', body })
  expect(headers?.['x-patchbay-not-kept']).toBe('name, ext.Gr%C3%B6%C3%9Fe%0A%2C%20x, ext.plain, ext.%EF%BF%BD')
})

test('a change that is under way while the client switches reads from the implementation that it began with', async () => {
  const { customers, world } = open()
  const prepared = await customers.prepare({
    client: 'shop',
    operation: 'customers.update',
    body: { ref: 'crm:customer:1', patch: { emails: [EMAIL] } },
  })
  expect([prepared.implementation, ...world.calls.map((call) => call.implementation)]).toEqual(['old@1', 'old@1'])
})
