import { expect, test } from 'vitest'
import type { PrepareOperation } from '../../server/hub/operation-contract.ts'
import { prepareOperation } from '../../server/hub/prepare-operation.ts'

const room =
  (flow: string): PrepareOperation =>
  ({ body }) => ({ flow, body })

const prepare = prepareOperation({
  customers: room('customers'),
  documents: async (request) => room('documents')(request),
  implementation: (client) => (client === 'shop' ? 'crm@3' : undefined),
  boundFlow: () => 'bound',
})

const ask = (operation: string, client = 'shop'): unknown => prepare({ client, operation: operation as never, body: {} })

test('customers and documents are prepared by their rooms, anything else by what is bound', async () => {
  expect(ask('customers.search')).toEqual({ flow: 'customers', body: {} })
  for (const operation of ['orders.create', 'shipments.create', 'invoices.create', 'creditNotes.create', 'documents.assign'])
    expect(await ask(operation)).toEqual({ flow: 'documents', body: {}, implementation: 'crm@3' })
  expect(await ask('orders.create', 'other')).toEqual({ flow: 'documents', body: {} })
  expect(ask('stock.read')).toEqual({ flow: 'bound', body: {} })
})
