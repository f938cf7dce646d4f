import { z } from 'zod'
import { ledgerError, ledgerFieldError, ledgerSchemaError } from './ledger-error.ts'
import { LedgerKeys } from './ledger-keys.ts'
import { findSumMistake, NewLedgerSale, type LedgerSale } from './ledger-sale.ts'
import type { SandboxAnswer } from './sandbox-server.ts'

const LedgerAccount = z.strictObject({
  title: z.string().trim().min(1).max(120),
  vat: z.string().max(20).nullable().default(null),
  country: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .nullable()
    .default(null),
  terms_days: z.int().min(0).max(180).default(14),
})
interface LedgerAccount extends z.infer<typeof LedgerAccount> {
  ref: string
}

/** The account that sales without a known customer go to. */
const WALK_IN: LedgerAccount = { ref: 'WALK-IN', title: 'Walk-in customers', vat: null, country: null, terms_days: 0 }

const AccountOfSale = z.strictObject({ account_ref: z.string().min(1).max(64) })

const NEXT = {
  confirm: { from: ['open'], to: 'confirmed' },
  bill: { from: ['confirmed'], to: 'billed' },
  void: { from: ['open', 'confirmed'], to: 'void' },
} as const

/** Accounts and sales documents of the sandbox ledger. */
export class LedgerBook {
  private readonly accounts = new Map<string, LedgerAccount>()
  private readonly sales = new Map<string, LedgerSale>()
  private readonly keys = new LedgerKeys()

  constructor() {
    this.reset()
  }

  reset(): void {
    this.accounts.clear()
    this.sales.clear()
    this.keys.reset()
    this.accounts.set(WALK_IN.ref, WALK_IN)
  }

  readAccount(ref: string): SandboxAnswer {
    const account = this.accounts.get(ref)
    return account ? { status: 200, body: { account } } : ledgerError(404, 'E-NO-ACCOUNT', 'No such account.')
  }

  putAccount(ref: string, body: unknown): SandboxAnswer {
    const parsed = LedgerAccount.safeParse(body)
    if (!parsed.success) return ledgerSchemaError(parsed.error)
    if (ref === WALK_IN.ref) return ledgerError(403, 'E-FIXED', 'This account cannot be changed.')
    const status = this.accounts.has(ref) ? 200 : 201
    const account = { ref, ...parsed.data }
    this.accounts.set(ref, account)
    return { status, body: { account }, effect: { kind: 'account.put', key: ref } }
  }

  createSale(body: unknown, key: string | undefined): SandboxAnswer {
    const request = this.keys.find(key, body)
    if (request.is === 'refused') return request.answer
    if (request.is === 'repeated') return { status: 200, body: { sale: this.sales.get(request.no) }, headers: { 'idempotent-replay': 'true' } }
    const parsed = NewLedgerSale.safeParse(body)
    if (!parsed.success) return ledgerSchemaError(parsed.error)
    const refused = this.refuse(parsed.data)
    if (refused) return refused
    const no = `SL-${parsed.data.date.slice(0, 4)}-${String(this.sales.size + 1).padStart(4, '0')}`
    const sale: LedgerSale = { no, state: 'open', ...parsed.data }
    this.sales.set(no, sale)
    request.keep(no)
    return { status: 201, body: { sale }, effect: { kind: 'sale.created', key: sale.ext_no, of: sale.account_ref } }
  }

  listSales(externalNumber: string | null): SandboxAnswer {
    const sales = [...this.sales.values()].filter((sale) => externalNumber === null || sale.ext_no === externalNumber)
    return { status: 200, body: { sales: sales.slice(-100) } }
  }

  readSale(no: string): SandboxAnswer {
    const sale = this.sales.get(no)
    return sale ? { status: 200, body: { sale } } : noSale()
  }

  moveSale(no: string, step: keyof typeof NEXT): SandboxAnswer {
    const sale = this.sales.get(no)
    if (!sale) return noSale()
    const { from, to } = NEXT[step]
    if (sale.state === to) return { status: 200, body: { sale } }
    if (!from.some((state) => state === sale.state)) return ledgerError(409, 'E-STATE', 'The state of the document does not allow this.')
    const moved: LedgerSale = { ...sale, state: to }
    this.sales.set(no, moved)
    return { status: 200, body: { sale: moved }, effect: { kind: `sale.${to}`, key: sale.ext_no, of: sale.account_ref } }
  }

  /** Puts a sale that is not billed on another account. */
  assignSale(no: string, body: unknown): SandboxAnswer {
    const sale = this.sales.get(no)
    if (!sale) return noSale()
    const parsed = AccountOfSale.safeParse(body)
    if (!parsed.success) return ledgerSchemaError(parsed.error)
    const { account_ref } = parsed.data
    if (!this.hasAccount(account_ref)) return noAccount()
    if (sale.account_ref === account_ref) return { status: 200, body: { sale } }
    if (sale.state === 'billed' || sale.state === 'void') return ledgerError(409, 'E-STATE', 'The state of the document does not allow this.')
    const assigned: LedgerSale = { ...sale, account_ref }
    this.sales.set(no, assigned)
    return { status: 200, body: { sale: assigned }, effect: { kind: 'sale.assigned', key: sale.ext_no, of: account_ref } }
  }

  hasAccount(ref: string): boolean {
    return this.accounts.has(ref)
  }

  saleOf(externalNumber: string): LedgerSale | undefined {
    return [...this.sales.values()].find((sale) => sale.ext_no === externalNumber)
  }

  private refuse(sale: NewLedgerSale): SandboxAnswer | undefined {
    if (!this.hasAccount(sale.account_ref)) return noAccount()
    if (this.saleOf(sale.ext_no)) return ledgerFieldError(409, 'E-DUP-EXT', { text: 'There is a document with this number already.', at: 'ext_no' })
    const mistake = findSumMistake(sale)
    return mistake && ledgerFieldError(422, 'E-TOTALS', mistake)
  }
}

const noSale = (): SandboxAnswer => ledgerError(404, 'E-NO-SALE', 'No such document.')

const noAccount = (): SandboxAnswer => ledgerFieldError(422, 'E-ACCOUNT', { text: 'There is no such account.', at: 'account_ref' })
