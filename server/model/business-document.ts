import { z } from 'zod'
import { endpoint, type Endpoint } from './endpoint-kind.ts'
import { documentField } from './field-meta.ts'
import { Id } from './id.ts'
import { Instant } from './party.ts'
import { Ref } from './reference.ts'

export const DocumentKindName = z.enum(['order', 'shipment', 'invoice', 'creditNote'])
export type DocumentKindName = z.infer<typeof DocumentKindName>

export const AnonymousReason = z.enum(['crm_offline', 'walk_in', 'opted_out'])
export type AnonymousReason = z.infer<typeof AnonymousReason>

/** Header of a document that a POS or ERP handed over: references, numbers and states, nothing about a person. The id is that of its run. */
export const BusinessDocument = z.strictObject({
  id: documentField(z.string()),
  client: Id,
  kind: documentField(DocumentKindName),
  channelId: documentField(z.string()),
  externalNumber: documentField(z.string()),
  /** The customer in the CRM; nothing for the anonymous customer. */
  crmReference: Ref.nullable(),
  anonymousReason: documentField(AnonymousReason.nullable()),
  /** Local party: the anonymous customer of the client. */
  customerRef: Ref,
  /** Where it is in the target system; nothing before it was delivered. */
  ref: Ref.nullable(),
  number: documentField(z.string().nullable()),
  /** Status that the target gave; nothing before it was delivered. */
  status: documentField(z.string().nullable()),
  /** Documents it was made from or corrects: their ids here. */
  from: z.array(documentField(z.string())),
  /** Set when a customer was put into an anonymous document afterwards; `forwarded`: what the target did with it. */
  assigned: z.strictObject({ at: Instant, by: documentField(z.string()), forwarded: documentField(z.enum(['updated', 'unsupported', 'pending'])) }).nullable(),
  issueDate: documentField(z.iso.date()),
  createdAt: Instant,
  updatedAt: Instant,
})
export type BusinessDocument = z.infer<typeof BusinessDocument>

export const DocumentFilter = z.strictObject({
  crmReference: Ref.optional(),
  externalNumber: z.string().max(64).optional(),
  kind: DocumentKindName.optional(),
  anonymous: z.enum(['true', 'false']).optional(),
  before: z.string().max(64).optional().describe('Id: only older ones.'),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})
export type DocumentFilter = z.infer<typeof DocumentFilter>

/** A document in a list. `identifier` is asked from the CRM and kept nowhere; only where it was wanted and the configuration shows it. */
export const DocumentView = BusinessDocument.extend({ identifier: z.string().nullable().optional() })
export type DocumentView = z.infer<typeof DocumentView>

/** Documents by month, channel and kind. A cell with fewer customers than the least number holds no counts for viewers and operators. */
export const DocumentSummary = z.strictObject({
  leastCustomers: z.int(),
  cells: z.array(
    z.strictObject({
      month: z.string(),
      channelId: z.string(),
      kind: DocumentKindName,
      documents: z.int().nullable(),
      anonymous: z.int().nullable(),
      offline: z.int().nullable(),
      customers: z.int().nullable(),
    }),
  ),
})
export type DocumentSummary = z.infer<typeof DocumentSummary>

export const DOCUMENT_ENDPOINTS = {
  'documents.list': endpoint({
    method: 'get',
    path: '/api/clients/{id}/documents',
    title: 'List documents, newest first',
    role: 'operator',
    query: DocumentFilter,
    response: z.array(BusinessDocument),
  }),
  'documents.assign': endpoint({
    method: 'patch',
    path: '/api/clients/{id}/documents/{document}',
    title: 'Put the customer into an anonymous document, and tell the target where it allows that',
    role: 'operator',
    body: z.strictObject({ crmReference: Ref }),
    response: BusinessDocument,
  }),
  'documents.summary': endpoint({
    method: 'get',
    path: '/api/clients/{id}/document-summary',
    title: 'Documents by month, channel and kind, with how many were anonymous',
    role: 'viewer',
    response: DocumentSummary,
  }),
} as const satisfies Record<string, Endpoint>
