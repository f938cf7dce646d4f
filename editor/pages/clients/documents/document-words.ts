import type { AnonymousReason, DocumentKindName } from '../../../../server/model/business-document.ts'

export const KIND_WORDS: Readonly<Record<DocumentKindName, string>> = { order: 'order', shipment: 'shipment', invoice: 'invoice', creditNote: 'credit note' }

/** Why a document has no customer, in words. */
export const REASON_WORDS: Readonly<Record<AnonymousReason, string>> = { crm_offline: 'CRM was down', walk_in: 'walk-in', opted_out: 'did not want to' }
