import { LedgerBook } from './ledger-book.ts'
import { ledgerError } from './ledger-error.ts'
import { startSandbox, type SandboxAnswer, type SandboxOptions, type SandboxRequest, type SandboxServer, type SandboxSystem } from './sandbox-server.ts'

export interface SandboxLedgerOptions extends SandboxOptions {
  /** Default `sandbox-ledger-key`. */
  apiKey?: string
}

/**
 * A small accounting system to try Patchbay out: header `x-ledger-key`, accounts by external reference, sales documents in whole minor units
 * that must add up, own numbering, idempotency keys and states. Data lives in memory.
 */
export function startSandboxLedger(options: SandboxLedgerOptions): Promise<SandboxServer> {
  const { apiKey = 'sandbox-ledger-key' } = options
  const book = new LedgerBook()
  const system: SandboxSystem = {
    name: 'Patchbay sandbox ledger',
    error: ledgerError,
    reset: () => book.reset(),
    answer: (request) => (request.headers['x-ledger-key'] === apiKey ? route(request, book) : ledgerError(401, 'E-KEY-UNKNOWN', 'The key is not known.')),
  }
  return startSandbox(system, options)
}

function route(request: SandboxRequest, book: LedgerBook): SandboxAnswer {
  const { method, path, body } = request
  if (path === '/api/status' && method === 'GET') return { status: 200, body: { status: 'up', product: 'Patchbay sandbox ledger' } }
  const account = /^\/api\/accounts\/([^/]+)$/.exec(path)?.[1]
  if (account !== undefined && method === 'GET') return book.readAccount(decodeURIComponent(account))
  if (account !== undefined && method === 'PUT') return book.putAccount(decodeURIComponent(account), body)
  return routeSales(request, book) ?? ledgerError(404, 'E-PATH', 'There is nothing here.')
}

function routeSales({ method, path, query, body, headers }: SandboxRequest, book: LedgerBook): SandboxAnswer | undefined {
  const key = headers['idempotency-key']
  if (path === '/api/sales') {
    if (method === 'POST') return book.createSale(body, typeof key === 'string' ? key : undefined)
    return method === 'GET' ? book.listSales(query.get('ext_no')) : undefined
  }
  const [, no, step] = /^\/api\/sales\/([^/]+)(?:\/(confirm|bill|void))?$/.exec(path) ?? []
  if (no === undefined) return undefined
  if (method === 'POST' && (step === 'confirm' || step === 'bill' || step === 'void')) return book.moveSale(decodeURIComponent(no), step)
  return method === 'GET' && step === undefined ? book.readSale(decodeURIComponent(no)) : undefined
}
