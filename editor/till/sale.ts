import {
  divideUnits,
  multiplyDecimals,
  percentOfDecimal,
  roundDecimal,
  subtractDecimals,
  sumDecimals,
  textOfUnits,
  unitsOf,
} from '../../server/model/decimal.ts'
import type { DiscountAnswer } from '../../server/model/discount.ts'
import type { OrderCreate } from '../../server/model/order.ts'
import type { Product } from './products.ts'

export const CURRENCY = 'EUR'

export interface CartLine {
  product: Product
  quantity: number
}

type OrderLine = OrderCreate['lines'][number]
export type Discount = DiscountAnswer['given'][number]

export interface Sale {
  lines: OrderLine[]
  totals: OrderCreate['totals']
}

const inCents = (amount: string): string => roundDecimal(amount, CURRENCY)

/** The tax that a price with tax holds: gross × rate / (100 + rate), to the cent. */
export function taxWithin(gross: string, rate: string): string {
  const [amount, percent] = [unitsOf(gross), unitsOf(rate)]
  return inCents(textOfUnits(divideUnits(amount * percent, 100_000_000n + percent, 'half-away'), 2))
}

function lineOf(
  id: number,
  line: { kind: 'product' | 'discount'; sku?: string; description: string; quantity: number; unitPrice: string; rate: string },
): OrderLine {
  const gross = inCents(multiplyDecimals(line.unitPrice, String(line.quantity)))
  const amount = taxWithin(gross, line.rate)
  return {
    id: String(id),
    kind: line.kind,
    sku: line.sku ?? null,
    description: line.description,
    quantity: String(line.quantity),
    unitPrice: line.unitPrice,
    net: subtractDecimals(gross, amount),
    tax: { category: 'S', rate: line.rate, amount },
    gross,
  }
}

/** Lines and totals of what is in the cart. Each discount is taken off what the ones before have left, for each tax rate by itself. */
export function makeSale(cart: readonly CartLine[], discounts: readonly Discount[]): Sale {
  const products = cart.map(({ product, quantity }, index) =>
    lineOf(index + 1, { kind: 'product', sku: product.sku, description: product.name, quantity, unitPrice: product.price, rate: product.taxRate }),
  )
  const lines = [...products]
  const left = new Map<string, string>()
  for (const { tax, gross } of products) left.set(tax.rate, sumDecimals([left.get(tax.rate) ?? '0.00', gross]))
  for (const { name, percent } of discounts)
    for (const [rate, amount] of left) {
      const off = inCents(percentOfDecimal(amount, percent))
      if (unitsOf(off) === 0n) continue
      left.set(rate, subtractDecimals(amount, off))
      const description = left.size > 1 ? `${name} ${percent} %, tax ${rate} %` : `${name} ${percent} %`
      lines.push(lineOf(lines.length + 1, { kind: 'discount', description, quantity: -1, unitPrice: off, rate }))
    }
  return { lines, totals: totalsOf(lines) }
}

function totalsOf(lines: readonly OrderLine[]): Sale['totals'] {
  const total = (part: (line: OrderLine) => string): string => inCents(sumDecimals(lines.map(part)))
  const gross = total((line) => line.gross)
  return { net: total((line) => line.net), tax: total(({ tax }) => tax.amount), gross, rounding: '0', payable: gross }
}

/** The order as it is handed over. A sale without a customer says why it has none. */
export function makeOrder(sale: Sale, facts: { number: string; date: string; ref: string | undefined; reason: OrderCreate['anonymousReason'] }): OrderCreate {
  const { number, date, ref, reason } = facts
  return {
    kind: 'order',
    channelId: 'demo-till',
    issueDate: date,
    currency: CURRENCY,
    priceMode: 'gross',
    ...(ref === undefined ? { anonymousReason: reason } : { crmReference: ref }),
    externalNumber: number,
    ...sale,
  }
}

/** An amount as people read it, in their language. */
export const showMoney = (amount: string, language: string): string =>
  // The formatter takes decimal texts as they are, without a detour over a floating-point number.
  new Intl.NumberFormat(language, { style: 'currency', currency: CURRENCY }).format(amount as unknown as number)
