import type { DocumentKindName } from '../../model/business-document.ts'
import type { CanonicalOperationId } from '../../model/canonical-operation.ts'
import type { OrderCreate } from '../../model/order.ts'

/** What the documents of every kind have. */
export type DocumentHeader = Omit<OrderCreate, 'kind'>

const KINDS: Readonly<Partial<Record<CanonicalOperationId, DocumentKindName>>> = {
  'orders.create': 'order',
  'shipments.create': 'shipment',
  'invoices.create': 'invoice',
  'creditNotes.create': 'creditNote',
}

/** The kind of document that an operation hands over; nothing for other operations. */
export const documentKindOf = (operation: CanonicalOperationId): DocumentKindName | undefined => KINDS[operation]
