/** Something that the demo shop sells. Prices hold the tax. */
export interface Product {
  sku: string
  name: string
  /** Decimal text, EUR. */
  price: string
  /** Per cent. */
  taxRate: string
}

export const PRODUCTS: readonly Product[] = [
  { sku: 'ESP-1KG', name: 'Espresso beans 1 kg', price: '22.40', taxRate: '12' },
  { sku: 'FIL-250', name: 'Filter coffee 250 g', price: '8.90', taxRate: '12' },
  { sku: 'TEA-250', name: 'Green tea 250 g', price: '12.10', taxRate: '12' },
  { sku: 'CUP-12', name: 'Paper cups (12)', price: '3.90', taxRate: '21' },
  { sku: 'POT-1L', name: 'Coffee pot 1 l', price: '34.00', taxRate: '21' },
  { sku: 'GRI-H', name: 'Hand grinder', price: '59.90', taxRate: '21' },
  { sku: 'MUG-BL', name: 'Mug, blue', price: '9.50', taxRate: '21' },
  { sku: 'FLT-100', name: 'Paper filters (100)', price: '4.20', taxRate: '21' },
]
