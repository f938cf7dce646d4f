import { LedgerBook } from './ledger-book.ts'
import { ledgerError } from './ledger-error.ts'
import { startSandbox, type SandboxAnswer, type SandboxOptions, type SandboxRequest, type SandboxServer, type SandboxSystem } from './sandbox-server.ts'
import { VoucherBook } from './voucher-book.ts'

export interface SandboxLedgerOptions extends SandboxOptions {
  /** Default `sandbox-ledger-key`. */
  apiKey?: string
}

/**
 * A small accounting system to try Patchbay out: header `x-ledger-key`, accounts by external reference, sales documents and the
 * delivery notes, invoices and credit notes made from them, in whole minor units that must add up, own numbering, idempotency keys and states. Data lives in memory.
 */
export function startSandboxLedger(options: SandboxLedgerOptions): Promise<SandboxServer> {
  const { apiKey = 'sandbox-ledger-key' } = options
  const book = new LedgerBook()
  const vouchers = new VoucherBook(book)
  const reset = (): void => {
    book.reset()
    vouchers.reset()
  }
  const system: SandboxSystem = {
    name: 'Patchbay sandbox ledger',
    error: ledgerError,
    reset,
    answer: (request) =>
      request.headers['x-ledger-key'] === apiKey ? route(request, { book, vouchers }) : ledgerError(401, 'E-KEY-UNKNOWN', 'The key is not known.'),
  }
  return startSandbox(system, options)
}

interface Books {
  book: LedgerBook
  vouchers: VoucherBook
}

function route(request: SandboxRequest, { book, vouchers }: Books): SandboxAnswer {
  const { method, path, body } = request
  if (path === '/api/status' && method === 'GET') return { status: 200, body: { status: 'up', product: 'Patchbay sandbox ledger' } }
  const account = /^\/api\/accounts\/([^/]+)$/.exec(path)?.[1]
  if (account !== undefined && method === 'GET') return book.readAccount(decodeURIComponent(account))
  if (account !== undefined && method === 'PUT') return book.putAccount(decodeURIComponent(account), body)
  return routeSales(request, book) ?? routeVouchers(request, vouchers) ?? ledgerError(404, 'E-PATH', 'There is nothing here.')
}

function routeSales({ method, path, query, body, headers }: SandboxRequest, book: LedgerBook): SandboxAnswer | undefined {
  if (path === '/api/sales') {
    if (method === 'POST') return book.createSale(body, keyOf(headers))
    return method === 'GET' ? book.listSales(query.get('ext_no')) : undefined
  }
  const [, no, step] = /^\/api\/sales\/([^/]+)(?:\/(confirm|bill|void|account))?$/.exec(path) ?? []
  if (no === undefined) return undefined
  if (method === 'POST' && (step === 'confirm' || step === 'bill' || step === 'void')) return book.moveSale(decodeURIComponent(no), step)
  if (method === 'PUT' && step === 'account') return book.assignSale(decodeURIComponent(no), body)
  return method === 'GET' && step === undefined ? book.readSale(decodeURIComponent(no)) : undefined
}

function routeVouchers({ method, path, query, body, headers }: SandboxRequest, vouchers: VoucherBook): SandboxAnswer | undefined {
  if (path === '/api/vouchers') {
    if (method === 'POST') return vouchers.create(body, keyOf(headers))
    return method === 'GET' ? vouchers.list(query.get('type'), query.get('ext_no')) : undefined
  }
  const no = /^\/api\/vouchers\/([^/]+)$/.exec(path)?.[1]
  return no !== undefined && method === 'GET' ? vouchers.read(decodeURIComponent(no)) : undefined
}

function keyOf(headers: SandboxRequest['headers']): string | undefined {
  const key = headers['idempotency-key']
  return typeof key === 'string' ? key : undefined
}
