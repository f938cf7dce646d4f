import { z } from 'zod'

const minor = z.int().min(-99_999_999_999).max(99_999_999_999)

const LedgerLine = z.strictObject({
  pos: z.int().min(1),
  item: z.string().max(40).nullable().default(null).describe('Article number.'),
  text: z.string().max(200).nullable().default(null),
  qty_milli: z.int().describe('Thousandths of a unit.'),
  unit_e4: z.int().describe('Price of one unit in ten-thousandths of the currency.'),
  tax_bp: z.int().min(0).max(10_000).describe('Tax rate in hundredths of a per cent.'),
  net_minor: minor,
  tax_minor: minor,
})

/** What every document of the sandbox ledger has. */
export const ledgerDocument = {
  account_ref: z.string().min(1).max(64),
  ext_no: z.string().min(1).max(64).describe('Number in the system that hands the document over; unique.'),
  date: z.iso.date(),
  currency: z.enum(['EUR', 'USD', 'GBP', 'CZK', 'PLN', 'CHF']),
  price_mode: z.enum(['net', 'gross']).default('net'),
  lines: z.array(LedgerLine).min(1).max(500),
  net_minor: minor,
  tax_minor: minor,
  gross_minor: minor,
  memo: z.string().max(500).nullable().default(null),
}

/** A sales document as the sandbox ledger takes it. Amounts are whole numbers of the smallest unit of the currency. */
export const NewLedgerSale = z.strictObject(ledgerDocument)
export type NewLedgerSale = z.infer<typeof NewLedgerSale>

/** `open` -> `confirmed` -> `billed`; `open` or `confirmed` -> `void`. */
export interface LedgerSale extends NewLedgerSale {
  no: string
  state: 'open' | 'confirmed' | 'billed' | 'void'
}

/** A sum or product that does not come out. */
export interface SumMistake {
  readonly at: string
  readonly text: string
}

/** Checks that lines and totals add up; a line may be off by one for rounding. */
export function findSumMistake(sale: NewLedgerSale): SumMistake | undefined {
  for (const [index, line] of sale.lines.entries()) {
    const amount = Math.round((line.qty_milli * line.unit_e4) / 100_000)
    const stated = sale.price_mode === 'gross' ? line.net_minor + line.tax_minor : line.net_minor
    if (Math.abs(amount - stated) > 1) return { at: `lines[${index}].net_minor`, text: 'Quantity times price is something else.' }
  }
  const net = sum(sale.lines.map((line) => line.net_minor))
  const tax = sum(sale.lines.map((line) => line.tax_minor))
  if (net !== sale.net_minor) return { at: 'net_minor', text: 'Is not the sum of the lines.' }
  if (tax !== sale.tax_minor) return { at: 'tax_minor', text: 'Is not the sum of the lines.' }
  if (net + tax !== sale.gross_minor) return { at: 'gross_minor', text: 'Is not net plus tax.' }
  return undefined
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
