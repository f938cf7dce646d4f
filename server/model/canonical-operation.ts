import { z } from 'zod'
import { Customer, CustomerCreate, CustomerPage, CustomerPatch, CustomerSearch } from './customer.ts'
import type { JsonSchema } from './json-schema.ts'
import { OrderCreate, OrderReceipt } from './order.ts'
import { Ref } from './reference.ts'

/** One operation that POS and ERP systems call. A binding says which published flow serves it for a client. */
export interface CanonicalOperation {
  title: string
  method: 'get' | 'post' | 'patch' | 'delete'
  /** Below `/api/v1`, in OpenAPI notation. */
  path: string
  /** What the flow gets as the body of its first message. */
  input: z.ZodType
  /** What the flow must answer; nothing for 204. */
  output: z.ZodType | null
  /** Status of a good answer. */
  status: number
}

const CustomerRef = z.strictObject({ ref: Ref }).meta({ title: 'Customer reference', 'x-entity': 'customer' })

/** The contract with callers, the one truth for routes, validation, OpenAPI and the mapper's trees. */
export const CANONICAL_OPERATIONS = {
  'customers.search': { title: 'Search customers', method: 'post', path: '/customers/search', input: CustomerSearch, output: CustomerPage, status: 200 },
  'customers.get': { title: 'Read a customer', method: 'get', path: '/customers/{ref}', input: CustomerRef, output: Customer, status: 200 },
  'customers.create': { title: 'Create a customer', method: 'post', path: '/customers', input: CustomerCreate, output: Customer, status: 201 },
  'customers.update': {
    title: 'Change a customer',
    method: 'patch',
    path: '/customers/{ref}',
    input: z.strictObject({ ref: Ref, patch: CustomerPatch }).meta({ title: 'Reference and change of a customer', 'x-entity': 'customer' }),
    output: Customer,
    status: 200,
  },
  'customers.delete': { title: 'Delete a customer', method: 'delete', path: '/customers/{ref}', input: CustomerRef, output: null, status: 204 },
  'orders.create': { title: 'Hand over an order', method: 'post', path: '/orders', input: OrderCreate, output: OrderReceipt, status: 201 },
} as const satisfies Record<string, CanonicalOperation>

export type CanonicalOperationId = keyof typeof CANONICAL_OPERATIONS
export const CanonicalOperationId = z.enum(Object.keys(CANONICAL_OPERATIONS) as [CanonicalOperationId, ...CanonicalOperationId[]])

type Side = 'input' | 'output'

// A flow sees its input after defaults were applied, and writes its output before they are.
const schemaOf = (schema: z.ZodType, side: Side): JsonSchema =>
  z.toJSONSchema(schema, { io: side === 'input' ? 'output' : 'input', unrepresentable: 'any' }) as JsonSchema

const SCHEMAS: ReadonlyMap<string, Readonly<Partial<Record<Side, JsonSchema>>>> = new Map(
  Object.entries<CanonicalOperation>(CANONICAL_OPERATIONS).map(([operation, { input, output }]) => [
    operation,
    { input: schemaOf(input, 'input'), ...(output && { output: schemaOf(output, 'output') }) },
  ]),
)

/** The JSON Schema of one side of a canonical operation, always the same object. `undefined` where there is no such operation, or no body. */
export const canonicalSchema = (operation: string, side: Side): JsonSchema | undefined => SCHEMAS.get(operation)?.[side]
