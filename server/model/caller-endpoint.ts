import { z } from 'zod'
import { DocumentFilter, DocumentView } from './business-document.ts'
import { PropertyKey } from './crm-configuration.ts'
import { DiscountAnswer, DiscountQuery } from './discount.ts'
import { SelectorDescription } from './selector.ts'

/** What POS and ERP systems call besides the canonical operations: Patchbay itself answers, no flow is bound. */
export interface CallerEndpoint {
  title: string
  method: 'get' | 'post'
  /** Below `/api/v1`, in OpenAPI notation. */
  path: string
  query?: z.ZodObject
  body?: z.ZodType
  response: z.ZodType
  status: number
  /** The answer has an entity tag: a plain hash, so never of what was asked from the CRM. */
  tagged?: true
}

export const CALLER_ENDPOINTS = {
  'selector.read': {
    title: 'Describe the customer selector',
    method: 'get',
    path: '/selector',
    query: z.strictObject({ language: z.string().max(35).optional().describe('BCP 47; left out: the first of Accept-Language that there is.') }),
    response: SelectorDescription,
    status: 200,
    tagged: true,
  },
  'selector.suggest': {
    title: 'Propose values of a property while somebody types',
    method: 'post',
    path: '/selector/suggestions',
    body: z.strictObject({ property: PropertyKey, text: z.string().min(1).max(255) }),
    response: z.strictObject({ values: z.array(z.string()) }),
    status: 200,
  },
  'discounts.find': {
    title: 'Which discounts a customer gets, and why',
    method: 'post',
    path: '/discounts',
    body: DiscountQuery,
    response: DiscountAnswer,
    status: 200,
  },
  'documents.list': {
    title: 'List documents, newest first',
    method: 'get',
    path: '/documents',
    query: DocumentFilter.extend({
      identifiers: z.enum(['true', 'false']).default('false').describe('Ask the CRM for the texts by which people know the customers.'),
    }),
    response: z.strictObject({ items: z.array(DocumentView) }),
    status: 200,
  },
  'documents.get': { title: 'Read a document', method: 'get', path: '/documents/{id}', response: DocumentView, status: 200 },
  'status.read': {
    title: 'Whether the CRM is there',
    method: 'get',
    path: '/status',
    response: z.strictObject({
      crm: z.enum(['online', 'offline', 'disabled']),
      /** When an offline CRM is tried again. */
      retryAt: z.iso.datetime().nullable(),
      implementation: z.string().nullable(),
    }),
    status: 200,
  },
  'tokens.create': {
    title: 'Make a short-lived token for a page, in place of the API key',
    method: 'post',
    path: '/tokens',
    body: z.strictObject({ minutes: z.int().min(1).max(720).default(480) }),
    response: z.strictObject({ token: z.string(), expiresAt: z.iso.datetime() }),
    status: 201,
  },
} as const satisfies Record<string, CallerEndpoint>
export type CallerEndpointId = keyof typeof CALLER_ENDPOINTS
