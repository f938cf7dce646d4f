import { z } from 'zod'
import { AnonymousReason, DocumentKindName } from './business-document.ts'
import { documentField, personal } from './field-meta.ts'
import { Currency, Decimal } from './money.ts'
import { BusinessDate, Ext, VersionToken } from './party.ts'
import { Ref } from './reference.ts'

export const LineTax = z.strictObject({
  /** UNCL5305. */
  category: documentField(z.enum(['S', 'Z', 'E', 'AE', 'K', 'G', 'O', 'L', 'M'])),
  rate: documentField(Decimal),
  code: documentField(z.string().max(64).nullish()),
  amount: documentField(Decimal),
})

export const DocumentLine = z.strictObject({
  id: documentField(z.string().min(1).max(64)),
  kind: documentField(z.enum(['product', 'charge', 'discount', 'text', 'rounding'])).default('product'),
  sku: documentField(z.string().max(64).nullish()),
  description: personal(z.string().max(1000).nullish(), 'text'),
  quantity: documentField(Decimal),
  unit: documentField(z.string().max(16).nullish()),
  unitPrice: documentField(Decimal),
  net: documentField(Decimal),
  tax: LineTax,
  gross: documentField(Decimal),
  ext: Ext.optional(),
})

export const Totals = z.strictObject({
  net: documentField(Decimal),
  tax: documentField(Decimal),
  gross: documentField(Decimal),
  rounding: documentField(Decimal).default('0'),
  payable: documentField(Decimal),
})

/** A document that this one was made from or corrects, by the number that the POS gave it. */
export const DocumentSource = z.strictObject({
  rel: documentField(z.enum(['from', 'corrects'])),
  kind: documentField(DocumentKindName),
  externalNumber: documentField(z.string().min(1).max(64)),
})
export type DocumentSource = z.infer<typeof DocumentSource>

/** The header of every kind of document. */
export const documentHeader = {
  channelId: documentField(z.string().min(1).max(64)),
  accountingUnitId: documentField(z.string().max(64).nullish()),
  issueDate: documentField(BusinessDate),
  requestedDate: documentField(BusinessDate.nullish()),
  currency: documentField(Currency),
  priceMode: documentField(z.enum(['net', 'gross'])),
  crmReference: Ref.nullish().describe('The customer in the CRM; without it the document belongs to the anonymous customer.'),
  anonymousReason: documentField(AnonymousReason.nullish()),
  customerRef: Ref.nullish().describe('Local party: filled in with the anonymous customer of the client. Its name and address mean nobody.'),
  sources: z.array(DocumentSource).max(100).optional().describe('Without a crmReference of its own a document takes that of its sources.'),
  externalNumber: documentField(z.string().min(1).max(64)).describe('The receipt number of the POS; unique per client.'),
  paymentTerm: documentField(z.string().max(64).nullish()),
  paymentReference: documentField(z.string().max(64).nullish()),
  lines: z.array(DocumentLine).min(1).max(1000),
  totals: Totals,
  notes: personal(z.string().max(4000).nullish(), 'text'),
}

/** An order as a POS sends it. */
export const OrderCreate = z
  .strictObject({ kind: documentField(z.literal('order')).default('order'), ...documentHeader })
  .meta({ title: 'New order', 'x-entity': 'order' })
export type OrderCreate = z.infer<typeof OrderCreate>

export const DocumentLink = z.strictObject({ rel: documentField(z.enum(['from', 'to', 'corrects', 'pays'])), ref: Ref })

/** What the caller gets back for an order that a target system took. */
export const OrderReceipt = z
  .strictObject({
    ref: Ref,
    number: documentField(z.string().max(64).nullish()),
    externalNumber: documentField(z.string().max(64)),
    status: documentField(z.enum(['draft', 'placed', 'confirmed', 'partially_shipped', 'shipped', 'invoiced', 'cancelled'])),
    totals: Totals.partial().optional(),
    links: z.array(DocumentLink).default([]),
    versionToken: VersionToken.optional(),
  })
  .meta({ title: 'Order receipt', 'x-entity': 'receipt' })
export type OrderReceipt = z.infer<typeof OrderReceipt>
