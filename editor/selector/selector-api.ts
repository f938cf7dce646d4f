import type { Customer, CustomerChange, CustomerCreate, CustomerDraft, CustomerPage, CustomerPatch, CustomerReaction } from '../../server/model/customer.ts'
import type { SelectorDescription } from '../../server/model/selector.ts'
import type { CallerApi } from './caller-api.ts'
import type { SearchBody } from './search-query.ts'

export interface Found {
  page: CustomerPage
  /** Proves that somebody has searched. */
  searchToken: string | undefined
}

/** A customer that was created or changed. */
export interface Written {
  customer: Customer
  /** Paths of the fields that were sent and that the CRM has no place for. */
  notKept: string[]
}

export interface CrmState {
  crm: 'online' | 'offline' | 'disabled'
  retryAt: string | null
}

/** Everything that a selector asks of the server. Each call throws `SelectorProblem`. */
export interface SelectorApi {
  /** Undefined: as it was under this ETag. */
  describe(language: string, etag?: string): Promise<{ description: SelectorDescription; etag: string | undefined } | undefined>
  search(body: SearchBody, signal: AbortSignal): Promise<Found>
  get(ref: string, signal?: AbortSignal): Promise<Customer>
  create(customer: Partial<CustomerCreate>, headers: Readonly<Record<string, string>>): Promise<Written>
  update(ref: string, patch: CustomerPatch, headers: Readonly<Record<string, string>>): Promise<Written>
  remove(ref: string, headers: Readonly<Record<string, string>>): Promise<void>
  defaults(signal?: AbortSignal): Promise<CustomerDraft>
  changed(change: CustomerChange, signal: AbortSignal): Promise<CustomerReaction>
  suggest(property: string, text: string, signal: AbortSignal): Promise<string[]>
  status(): Promise<CrmState>
}

const addressOf = (ref: string): string => `/customers/${encodeURIComponent(ref)}`

/** Paths in a header: percent-encoded, between commas. */
function pathsOf(header: string): string[] {
  const paths = header.split(',').map((path) => path.trim())
  try {
    return paths.filter(Boolean).map(decodeURIComponent)
  } catch {
    return paths.filter(Boolean)
  }
}

async function written(answer: Promise<Response>): Promise<Written> {
  const response = await answer
  return { customer: (await response.json()) as Customer, notKept: pathsOf(response.headers.get('x-patchbay-not-kept') ?? '') }
}

export function selectorApi({ call }: CallerApi): SelectorApi {
  const read = async <T>(answer: Promise<Response>): Promise<T> => (await answer).json() as Promise<T>
  return {
    async describe(language, etag) {
      const response = await call(`/selector${language && `?language=${encodeURIComponent(language)}`}`, etag ? { headers: { 'if-none-match': etag } } : {})
      if (response.status === 304) return undefined
      return { description: (await response.json()) as SelectorDescription, etag: response.headers.get('etag') ?? undefined }
    },
    async search(body, signal) {
      const response = await call('/customers/search', { method: 'POST', body, signal })
      return { page: (await response.json()) as CustomerPage, searchToken: response.headers.get('search-token') ?? undefined }
    },
    get: (ref, signal) => read(call(addressOf(ref), { signal })),
    create: (body, headers) => written(call('/customers', { method: 'POST', body, headers })),
    update: (ref, body, headers) => written(call(addressOf(ref), { method: 'PATCH', body, headers })),
    remove: async (ref, headers) => void (await call(addressOf(ref), { method: 'DELETE', headers })),
    defaults: (signal) => read(call('/customers/defaults', { signal })),
    changed: (body, signal) => read(call('/customers/on-change', { method: 'POST', body, signal })),
    suggest: async (property, text, signal) =>
      (await read<{ values: string[] }>(call('/selector/suggestions', { method: 'POST', body: { property, text }, signal }))).values,
    status: () => read(call('/status')),
  }
}
