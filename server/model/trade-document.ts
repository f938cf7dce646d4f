import { z } from 'zod'
import { DocumentKindName } from './business-document.ts'
import { documentField, personal } from './field-meta.ts'
import { DocumentLink, DocumentSource, Totals, documentHeader } from './order.ts'
import { BusinessDate, VersionToken } from './party.ts'
import { Ref } from './reference.ts'

const kindOf = <const K extends DocumentKindName>(kind: K) => documentField(z.literal(kind)).default(kind as never)

/** What left the warehouse. */
export const ShipmentCreate = z
  .strictObject({
    kind: kindOf('shipment'),
    ...documentHeader,
    carrier: documentField(z.string().max(64).nullish()),
    tracking: personal(z.string().max(128).nullish(), 'quasi'),
  })
  .meta({ title: 'New shipment', 'x-entity': 'shipment' })
export type ShipmentCreate = z.infer<typeof ShipmentCreate>

/** A sales invoice, or a receipt of a till that stands for one. */
export const InvoiceCreate = z
  .strictObject({
    kind: kindOf('invoice'),
    ...documentHeader,
    type: documentField(z.enum(['sales', 'proforma', 'advance', 'pos_receipt'])).default('sales'),
    taxDate: documentField(BusinessDate.nullish()),
    dueDate: documentField(BusinessDate.nullish()),
  })
  .meta({ title: 'New invoice', 'x-entity': 'invoice' })
export type InvoiceCreate = z.infer<typeof InvoiceCreate>

/** Takes back an invoice, whole or in part. */
export const CreditNoteCreate = z
  .strictObject({
    kind: kindOf('creditNote'),
    ...documentHeader,
    sources: z.array(DocumentSource).min(1).max(100).describe('The invoices it corrects.'),
    reason: personal(z.string().max(400).nullish(), 'text'),
  })
  .meta({ title: 'New credit note', 'x-entity': 'credit-note' })
export type CreditNoteCreate = z.infer<typeof CreditNoteCreate>

/** What the caller gets back for a shipment, invoice or credit note that a target system took. */
export const DocumentReceipt = z
  .strictObject({
    ref: Ref,
    number: documentField(z.string().max(64).nullish()),
    externalNumber: documentField(z.string().max(64)),
    status: documentField(z.string().max(32)),
    totals: Totals.partial().optional(),
    links: z.array(DocumentLink).default([]),
    versionToken: VersionToken.optional(),
  })
  .meta({ title: 'Document receipt', 'x-entity': 'receipt' })
export type DocumentReceipt = z.infer<typeof DocumentReceipt>

/** Puts the customer into an anonymous document. `document` is filled in by Patchbay: what the target knows it by. */
export const DocumentAssignment = z
  .strictObject({
    crmReference: Ref,
    document: z
      .strictObject({
        kind: documentField(DocumentKindName),
        externalNumber: documentField(z.string()),
        ref: Ref.nullish(),
        number: documentField(z.string().nullish()),
        channelId: documentField(z.string()),
      })
      .optional(),
  })
  .meta({ title: 'Customer of a document', 'x-entity': 'document-assignment' })
export type DocumentAssignment = z.infer<typeof DocumentAssignment>

/** What the target did with it; `pending`: it will be told, or does it later. */
export const AssignmentReceipt = z
  .strictObject({ forwarded: documentField(z.enum(['updated', 'unsupported', 'pending'])), ref: Ref.nullish() })
  .meta({ title: 'Answer to an assignment', 'x-entity': 'document-assignment' })
export type AssignmentReceipt = z.infer<typeof AssignmentReceipt>
