import type { CartLine, Discount } from './sale.ts'
import type { Product } from './products.ts'

export interface ChosenCustomer {
  ref: string
  /** How people know the customer: in the memory of the page until the sale is over. */
  identifier: string
}

/** What happens at the till now. */
export interface TillState {
  cart: CartLine[]
  customer: ChosenCustomer | undefined
  discounts: { given: Discount[]; undecided: string[] }
  /** The selector stands in front of the products. */
  choosing: boolean
  crm: 'online' | 'offline'
  /** Number of the receipt. */
  number: string
}

export const emptySale = (number: string): Omit<TillState, 'crm'> => ({
  cart: [],
  customer: undefined,
  discounts: { given: [], undecided: [] },
  choosing: false,
  number,
})

/** Puts one more of a product into the cart, or takes one out. */
export function addToCart(cart: readonly CartLine[], product: Product, more: 1 | -1): CartLine[] {
  if (!cart.some((line) => line.product.sku === product.sku)) return more > 0 ? [...cart, { product, quantity: 1 }] : [...cart]
  return cart.flatMap((line) => {
    const quantity = line.quantity + (line.product.sku === product.sku ? more : 0)
    return quantity > 0 ? [{ ...line, quantity }] : []
  })
}
