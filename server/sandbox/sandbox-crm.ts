import { ContactBook } from './crm-contact-book.ts'
import { crmError } from './crm-error.ts'
import { CRM_REGIONS } from './crm-regions.ts'
import { NEW_CONTACT } from './crm-seed.ts'
import { createTokens } from './crm-token.ts'
import { startSandbox, type SandboxAnswer, type SandboxOptions, type SandboxRequest, type SandboxServer, type SandboxSystem } from './sandbox-server.ts'

export interface SandboxCrmOptions extends SandboxOptions {
  /** Default `sandbox-client`. */
  clientId?: string
  /** Default `sandbox-secret`. */
  clientSecret?: string
  /** Seconds that a token lives. Default 3600. */
  tokenLifetime?: number
}

/**
 * A small CRM to try Patchbay out: OAuth 2 client credentials at `/oauth/token`, contacts at `/v2/contacts` with filters, cursor paging,
 * revision numbers, duplicate check and soft delete. Data is made up and lives in memory.
 */
export function startSandboxCrm(options: SandboxCrmOptions): Promise<SandboxServer> {
  const { clientId = 'sandbox-client', clientSecret = 'sandbox-secret', tokenLifetime = 3600, now = Date.now } = options
  const tokens = createTokens({ clientId, clientSecret, lifetime: tokenLifetime, now })
  const book = new ContactBook(now)
  const system: SandboxSystem = {
    name: 'Patchbay sandbox CRM',
    error: crmError,
    reset: () => book.reset(),
    answer: (request) => {
      if (request.path === '/oauth/token') return tokens.issue(request)
      if (!tokens.accepts(request.headers.authorization)) {
        return { ...crmError(401, 'unauthorized', 'A valid token is needed.'), headers: { 'www-authenticate': 'Bearer' } }
      }
      return route(request, book)
    },
  }
  return startSandbox(system, options)
}

function route(request: SandboxRequest, book: ContactBook): SandboxAnswer {
  const { method, path } = request
  if (path === '/v2/ping' && method === 'GET') return { status: 200, body: { ok: true, product: 'Patchbay sandbox CRM' } }
  if (path === '/v2/contacts' && method === 'GET') return book.search(request.query)
  if (path === '/v2/contacts' && method === 'POST') return book.create(request.body)
  if (path === '/v2/contacts/new' && method === 'GET') return { status: 200, body: { data: NEW_CONTACT } }
  const country = /^\/v2\/countries\/([a-z]{2})\/regions$/.exec(path)?.[1]
  if (country !== undefined && method === 'GET') return { status: 200, body: { data: CRM_REGIONS[country] ?? [] } }
  const id = /^\/v2\/contacts\/([^/]+)$/.exec(path)?.[1]
  if (id === undefined) return crmError(404, 'no_such_path', 'There is nothing here.')
  const contact = decodeURIComponent(id)
  if (method === 'GET') return book.read(contact, request.query.get('fields'))
  if (method === 'PATCH') return book.change(contact, request.body)
  if (method === 'DELETE') return book.remove(contact)
  return crmError(405, 'no_such_method', 'This cannot be done here.')
}
