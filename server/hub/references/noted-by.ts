import type { Customer } from '../../model/customer.ts'
import type { AnsweredOperation } from '../operation-contract.ts'

/** What a canonical operation shows of one reference. */
export interface NotedReference {
  ref: string
  versionToken?: string
  /** What is known of the customer, for telling whether the reference is a personal value. */
  customer?: Partial<Customer>
  /** The customer was deleted. */
  gone?: true
}

/** Flows are not trusted, and a local party means nobody. */
const isReference = (value: unknown): value is string => isText(value) && !value.startsWith('local:')
const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''

/** The reference that an operation has shown to be in use, or gone. Nothing for searches, and for documents of the anonymous customer. */
export function notedBy({ operation, body, answer }: Pick<AnsweredOperation, 'operation' | 'body' | 'answer'>): NotedReference | undefined {
  switch (operation) {
    case 'customers.get':
    case 'customers.create':
    case 'customers.update':
      return ofCustomer(answer)
    case 'customers.delete':
      return ofText((body as { ref?: unknown }).ref, true)
    case 'orders.create':
    case 'shipments.create':
    case 'invoices.create':
    case 'creditNotes.create':
      return ofText((body as { crmReference?: unknown }).crmReference)
    case 'documents.assign':
      return ofText((body as { assignment?: { crmReference?: unknown } }).assignment?.crmReference)
    default:
      return undefined
  }
}

function ofCustomer(answer: unknown): NotedReference | undefined {
  const customer = (answer ?? {}) as Partial<Customer>
  const { ref, versionToken } = customer
  return isReference(ref) ? { ref, customer, ...(isText(versionToken) && { versionToken }) } : undefined
}

const ofText = (ref: unknown, gone = false): NotedReference | undefined => (isReference(ref) ? { ref, ...(gone && { gone: true as const }) } : undefined)
