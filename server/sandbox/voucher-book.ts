import type { LedgerBook } from './ledger-book.ts'
import { ledgerError, ledgerFieldError, ledgerSchemaError } from './ledger-error.ts'
import { LedgerKeys } from './ledger-keys.ts'
import { findSumMistake, type LedgerSale } from './ledger-sale.ts'
import { type LedgerVoucher, NewLedgerVoucher } from './ledger-voucher.ts'
import type { SandboxAnswer } from './sandbox-server.ts'

const SERIES = { delivery: 'DN', invoice: 'IN', credit_note: 'CN' } as const
const FIRST_STATE = { delivery: 'shipped', invoice: 'issued', credit_note: 'issued' } as const

/** What each type is made from. */
const FROM: Record<NewLedgerVoucher['type'], readonly string[]> = { delivery: ['sale'], invoice: ['sale', 'delivery'], credit_note: ['invoice'] }

type Source = LedgerSale | LedgerVoucher

/** Delivery notes, invoices and credit notes of the sandbox ledger. An invoice bills the sales that it is made from. */
export class VoucherBook {
  private readonly book: LedgerBook
  private readonly vouchers = new Map<string, LedgerVoucher>()
  private readonly keys = new LedgerKeys()

  constructor(book: LedgerBook) {
    this.book = book
  }

  reset(): void {
    this.vouchers.clear()
    this.keys.reset()
  }

  create(body: unknown, key: string | undefined): SandboxAnswer {
    const request = this.keys.find(key, body)
    if (request.is === 'refused') return request.answer
    if (request.is === 'repeated') return { status: 200, body: { voucher: this.vouchers.get(request.no) }, headers: { 'idempotent-replay': 'true' } }
    const parsed = NewLedgerVoucher.safeParse(body)
    if (!parsed.success) return ledgerSchemaError(parsed.error)
    const { data } = parsed
    const sources = data.of.map(({ type, ext_no }) => (FROM[data.type].includes(type) ? this.find(type, ext_no) : undefined))
    const refused = this.refuse(data, sources)
    if (refused) return refused
    if (data.type === 'invoice') for (const source of sources) if (source && !('type' in source)) this.book.moveSale(source.no, 'bill')
    const no = `${SERIES[data.type]}-${data.date.slice(0, 4)}-${String(this.count(data.type) + 1).padStart(4, '0')}`
    const voucher: LedgerVoucher = { no, state: FIRST_STATE[data.type], ...data }
    this.vouchers.set(no, voucher)
    request.keep(no)
    return { status: 201, body: { voucher }, effect: { kind: `${data.type}.created`, key: data.ext_no, of: data.account_ref } }
  }

  read(no: string): SandboxAnswer {
    const voucher = this.vouchers.get(no)
    return voucher ? { status: 200, body: { voucher } } : ledgerError(404, 'E-NO-VOUCHER', 'No such document.')
  }

  list(type: string | null, externalNumber: string | null): SandboxAnswer {
    const fits = (voucher: LedgerVoucher): boolean => (type === null || voucher.type === type) && (externalNumber === null || voucher.ext_no === externalNumber)
    return { status: 200, body: { vouchers: [...this.vouchers.values()].filter(fits).slice(-100) } }
  }

  private count(type: string): number {
    return [...this.vouchers.values()].filter((voucher) => voucher.type === type).length
  }

  private find(type: string, externalNumber: string): Source | undefined {
    if (type === 'sale') return this.book.saleOf(externalNumber)
    return [...this.vouchers.values()].find((voucher) => voucher.type === type && voucher.ext_no === externalNumber)
  }

  private refuse(voucher: NewLedgerVoucher, sources: readonly (Source | undefined)[]): SandboxAnswer | undefined {
    if (!this.book.hasAccount(voucher.account_ref)) return ledgerFieldError(422, 'E-ACCOUNT', { text: 'There is no such account.', at: 'account_ref' })
    if (this.find(voucher.type, voucher.ext_no))
      return ledgerFieldError(409, 'E-DUP-EXT', { text: 'There is a document with this number already.', at: 'ext_no' })
    const mistake = findSumMistake(voucher)
    if (mistake) return ledgerFieldError(422, 'E-TOTALS', mistake)
    if (voucher.type === 'credit_note' && sources.length === 0)
      return ledgerFieldError(422, 'E-SOURCE', { text: 'A credit note needs its invoices.', at: 'of' })
    return refuseSources(voucher, sources)
  }
}

function refuseSources(voucher: NewLedgerVoucher, sources: readonly (Source | undefined)[]): SandboxAnswer | undefined {
  for (const [index, source] of sources.entries()) {
    const at = `of[${index}]`
    if (!source) return ledgerFieldError(422, 'E-SOURCE', { text: 'There is no such document to make it from.', at })
    if (source.account_ref !== voucher.account_ref && source.account_ref !== 'WALK-IN')
      return ledgerFieldError(422, 'E-ACCOUNT-MIX', { text: 'The document belongs to another account.', at })
    if (voucher.type === 'invoice' && (source.state === 'open' || source.state === 'void'))
      return ledgerFieldError(409, 'E-STATE', { text: 'The state of the document does not allow this.', at })
  }
  const most = sources.reduce((sum, source) => sum + (source?.gross_minor ?? 0), 0)
  if (voucher.type !== 'credit_note' || voucher.gross_minor <= most) return undefined
  return ledgerFieldError(422, 'E-TOO-MUCH', { text: 'Is more than was invoiced.', at: 'gross_minor' })
}
