import { z } from 'zod'
import {
  Customer,
  CustomerChange,
  CustomerCreate,
  CustomerDraft,
  CustomerPage,
  CustomerPatch,
  CustomerReaction,
  CustomerRead,
  CustomerSearch,
} from './customer.ts'
import { documentField } from './field-meta.ts'
import type { JsonSchema } from './json-schema.ts'
import { OrderCreate, OrderReceipt } from './order.ts'
import { Ref } from './reference.ts'
import { AssignmentReceipt, CreditNoteCreate, DocumentAssignment, DocumentReceipt, InvoiceCreate, ShipmentCreate } from './trade-document.ts'

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
  /** What it must answer where the input names `fields`; left out: `output` in any case. */
  outputOfFields?: z.ZodType
  /** Status of a good answer. */
  status: number
  /** Changes nothing, whatever its method: needs no idempotency key and is never queued. Left out: it writes. */
  reads?: true
  /** Fields of the input that come as query parameters; lists with commas. */
  query?: readonly string[]
  /** Field of the input that the order of accepted documents is kept by. Without it, or without a value in it, a document has no order to keep. */
  lane?: string
  /** Fields of the input by whose values a document can be found later. Only their keyed hashes are kept. */
  keys: readonly string[]
}

const CustomerRef = z.strictObject({ ref: Ref }).meta({ title: 'Customer reference', 'x-entity': 'customer' })

/** The contract with callers, the one truth for routes, validation, OpenAPI and the mapper's trees. */
export const CANONICAL_OPERATIONS = {
  'customers.search': {
    title: 'Search customers',
    method: 'post',
    path: '/customers/search',
    input: CustomerSearch,
    output: CustomerPage,
    status: 200,
    reads: true,
    keys: [],
  },
  'customers.get': {
    title: 'Read a customer',
    method: 'get',
    path: '/customers/{ref}',
    input: CustomerRead,
    query: ['fields'],
    output: Customer,
    outputOfFields: Customer.partial().required({ ref: true }),
    status: 200,
    reads: true,
    lane: 'ref',
    keys: ['ref'],
  },
  'customers.create': { title: 'Create a customer', method: 'post', path: '/customers', input: CustomerCreate, output: Customer, status: 201, keys: [] },
  'customers.update': {
    title: 'Change a customer',
    method: 'patch',
    path: '/customers/{ref}',
    input: z.strictObject({ ref: Ref, patch: CustomerPatch }).meta({ title: 'Reference and change of a customer', 'x-entity': 'customer' }),
    output: Customer,
    status: 200,
    lane: 'ref',
    keys: ['ref'],
  },
  'customers.delete': {
    title: 'Delete a customer',
    method: 'delete',
    path: '/customers/{ref}',
    input: CustomerRef,
    output: null,
    status: 204,
    lane: 'ref',
    keys: ['ref'],
  },
  'customers.defaults': {
    title: 'Defaults for a new customer',
    method: 'get',
    path: '/customers/defaults',
    input: z.strictObject({}).meta({ title: 'Nothing' }),
    output: CustomerDraft,
    status: 200,
    reads: true,
    keys: [],
  },
  'customers.onChange': {
    title: 'A field was changed in a form',
    method: 'post',
    path: '/customers/on-change',
    input: CustomerChange,
    output: CustomerReaction,
    status: 200,
    reads: true,
    keys: [],
  },
  'orders.create': {
    title: 'Hand over an order',
    method: 'post',
    path: '/orders',
    input: OrderCreate,
    output: OrderReceipt,
    status: 201,
    lane: 'crmReference',
    keys: ['externalNumber', 'crmReference', 'paymentReference'],
  },
  'shipments.create': {
    title: 'Hand over a shipment',
    method: 'post',
    path: '/shipments',
    input: ShipmentCreate,
    output: DocumentReceipt,
    status: 201,
    lane: 'crmReference',
    keys: ['externalNumber', 'crmReference', 'paymentReference'],
  },
  'invoices.create': {
    title: 'Hand over an invoice',
    method: 'post',
    path: '/invoices',
    input: InvoiceCreate,
    output: DocumentReceipt,
    status: 201,
    lane: 'crmReference',
    keys: ['externalNumber', 'crmReference', 'paymentReference'],
  },
  'creditNotes.create': {
    title: 'Hand over a credit note',
    method: 'post',
    path: '/credit-notes',
    input: CreditNoteCreate,
    output: DocumentReceipt,
    status: 201,
    lane: 'crmReference',
    keys: ['externalNumber', 'crmReference', 'paymentReference'],
  },
  'documents.assign': {
    title: 'Put the customer into an anonymous document',
    method: 'patch',
    path: '/documents/{id}',
    input: z.strictObject({ id: documentField(z.string().min(1).max(64)), assignment: DocumentAssignment }).meta({ title: 'Document and its customer' }),
    output: AssignmentReceipt,
    status: 200,
    keys: ['id'],
  },
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
