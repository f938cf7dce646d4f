import { describe, expect, it } from 'vitest'
import { callExample, EXAMPLE_BODIES } from '../../../editor/pages/clients/call-example.ts'
import { CANONICAL_OPERATIONS, type CanonicalOperationId } from '../../../server/model/canonical-operation.ts'
import { CustomerPatch } from '../../../server/model/customer.ts'

describe('the command that calls an operation', () => {
  it.each(Object.entries(EXAMPLE_BODIES))('%s has a body that the operation takes', (id, body) => {
    const schema = id === 'customers.update' ? CustomerPatch : CANONICAL_OPERATIONS[id as CanonicalOperationId].input
    expect(schema.safeParse(body).error).toBeUndefined()
  })

  it('names method, address and key', () => {
    const command = callExample('customers.search', { origin: 'http://localhost:1', key: 'pb_1' })
    expect(command).toContain('-X POST "http://localhost:1/api/v1/customers/search"')
    expect(command).toContain('authorization: Bearer pb_1')
  })
})
