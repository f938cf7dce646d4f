import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { PRODUCTS } from '../../../editor/till/products.ts'
import { makeOrder, makeSale, taxWithin, type CartLine } from '../../../editor/till/sale.ts'
import { addToCart } from '../../../editor/till/till-state.ts'
import { OrderCreate } from '../../../server/model/order.ts'

const cart: fc.Arbitrary<CartLine[]> = fc.uniqueArray(fc.record({ product: fc.constantFrom(...PRODUCTS), quantity: fc.integer({ min: 1, max: 99 }) }), {
  selector: ({ product }) => product.sku,
  minLength: 1,
})
const discounts = fc.array(
  fc.integer({ min: 0, max: 10_000 }).map((hundredths) => ({ id: 'd', name: 'Discount', because: 'x', percent: (hundredths / 100).toFixed(2) })),
  { maxLength: 3 },
)
const cents = (text: string): bigint => BigInt(text.replace('.', ''))
const sum = (values: readonly string[]): bigint => values.reduce((total, value) => total + cents(value), 0n)

test('S0-18: whatever is sold with whatever discounts, lines and totals add up to the cent, nothing is paid back, and the order is a valid one', () => {
  fc.assert(
    fc.property(cart, discounts, (lines, given) => {
      const sale = makeSale(lines, given)
      expect(cents(sale.totals.net)).toBe(sum(sale.lines.map(({ net }) => net)))
      expect(cents(sale.totals.tax)).toBe(sum(sale.lines.map(({ tax }) => tax.amount)))
      expect(cents(sale.totals.gross)).toBe(cents(sale.totals.net) + cents(sale.totals.tax))
      expect(cents(sale.totals.payable) >= 0n).toBe(true)
      for (const line of sale.lines) expect(cents(line.gross)).toBe(cents(line.net) + cents(line.tax.amount))
      const order = makeOrder(sale, { number: 'TILL-1', date: '2026-11-22', ref: undefined, reason: 'walk_in' })
      expect(OrderCreate.safeParse(order).error).toBeUndefined()
    }),
    { numRuns: 200 },
  )
})

test('the tax within a price, and a discount for each tax rate', () => {
  expect(taxWithin('121.00', '21')).toBe('21.00')
  expect(taxWithin('9.50', '21')).toBe('1.65')
  const [beans, , , cups] = PRODUCTS
  const lines = [
    { product: beans!, quantity: 1 },
    { product: cups!, quantity: 2 },
  ]
  const sale = makeSale(lines, [{ id: 'vip', name: 'VIP', because: '', percent: '10' }])
  expect(sale.lines.map(({ kind, description, gross, tax }) => [kind, description, gross, tax.rate])).toEqual([
    ['product', 'Espresso beans 1 kg', '22.40', '12'],
    ['product', 'Paper cups (12)', '7.80', '21'],
    ['discount', 'VIP 10 %, tax 12 %', '-2.24', '12'],
    ['discount', 'VIP 10 %, tax 21 %', '-0.78', '21'],
  ])
  expect(sale.totals.payable).toBe('27.18')
})

test('S0-26: an order without a customer says why; one with a customer carries nothing but the reference', () => {
  const sale = makeSale([{ product: PRODUCTS[0]!, quantity: 1 }], [])
  const facts = { number: 'TILL-1', date: '2026-11-22', reason: 'crm_offline' as const }
  expect(makeOrder(sale, { ...facts, ref: undefined })).toMatchObject({ anonymousReason: 'crm_offline' })
  const known = makeOrder(sale, { ...facts, ref: 'crm:customer:1' })
  expect(known).toMatchObject({ crmReference: 'crm:customer:1' })
  expect(known).not.toHaveProperty('anonymousReason')
})

test('a product goes into the cart and out again', () => {
  const [beans, coffee] = PRODUCTS
  const two = addToCart(addToCart(addToCart([], beans!, 1), coffee!, 1), beans!, 1)
  expect(two.map(({ product, quantity }) => [product.sku, quantity])).toEqual([
    [beans!.sku, 2],
    [coffee!.sku, 1],
  ])
  expect(addToCart(two, coffee!, -1).map(({ product }) => product.sku)).toEqual([beans!.sku])
  expect(addToCart([], beans!, -1)).toEqual([])
})
