import type { z } from 'zod'
import { CANONICAL_OPERATIONS, type CanonicalOperationId } from '../../../server/model/canonical-operation.ts'
import type { CustomerCreate, CustomerPatch, CustomerSearch } from '../../../server/model/customer.ts'
import type { OrderCreate } from '../../../server/model/order.ts'

const SEARCH: z.input<typeof CustomerSearch> = { name: 'Bakery' }
const CREATE: z.input<typeof CustomerCreate> = { name: 'Example Bakery', isCompany: true, emails: [{ kind: 'work', value: 'shop@example.com', primary: true }] }
const UPDATE: z.input<typeof CustomerPatch> = { language: 'de' }
const ORDER: z.input<typeof OrderCreate> = {
  channelId: 'shop-1',
  issueDate: '2026-01-15',
  currency: 'EUR',
  priceMode: 'net',
  anonymousReason: 'walk_in',
  externalNumber: 'R-1001',
  lines: [{ id: '1', description: 'Coffee', quantity: '2', unitPrice: '3.50', net: '7.00', tax: { category: 'S', rate: '20', amount: '1.40' }, gross: '8.40' }],
  totals: { net: '7.00', tax: '1.40', gross: '8.40', payable: '8.40' },
}

/** A body that each operation takes, where it takes one. Made-up data. */
export const EXAMPLE_BODIES: Partial<Record<CanonicalOperationId, unknown>> = {
  'customers.search': SEARCH,
  'customers.create': CREATE,
  'customers.update': UPDATE,
  'orders.create': ORDER,
}

const EXAMPLE_REF = 'sandbox-crm:customer:C-1001'

/** The curl command that calls an operation: address, key (`$PATCHBAY_KEY` if none is given) and an example body. */
export function callExample(operation: CanonicalOperationId, { origin, key = '$PATCHBAY_KEY' }: { origin: string; key?: string }): string {
  const { method, path } = CANONICAL_OPERATIONS[operation]
  const body = EXAMPLE_BODIES[operation]
  const lines = [
    `curl -X ${method.toUpperCase()} "${origin}/api/v1${path.replace('{ref}', encodeURIComponent(EXAMPLE_REF))}"`,
    `  -H "authorization: Bearer ${key}"`,
  ]
  if (body !== undefined) lines.push('  -H "content-type: application/json"', `  -d '${JSON.stringify(body)}'`)
  return lines.join(' \\\n')
}
