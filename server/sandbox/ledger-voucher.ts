import { z } from 'zod'
import { ledgerDocument } from './ledger-sale.ts'

const text = (most: number) => z.string().max(most).nullable().default(null)

/** A delivery note, invoice or credit note as the sandbox ledger takes it. */
export const NewLedgerVoucher = z.strictObject({
  type: z.enum(['delivery', 'invoice', 'credit_note']),
  ...ledgerDocument,
  /** What it is made from, by the numbers in the system that handed those over. A credit note names its invoices. */
  of: z
    .array(z.strictObject({ type: z.enum(['sale', 'delivery', 'invoice']), ext_no: z.string().min(1).max(64) }))
    .max(100)
    .default([]),
  due: z.iso.date().nullable().default(null),
  carrier: text(64),
  tracking: text(128),
})
export type NewLedgerVoucher = z.infer<typeof NewLedgerVoucher>

export interface LedgerVoucher extends NewLedgerVoucher {
  no: string
  state: 'shipped' | 'issued'
}
