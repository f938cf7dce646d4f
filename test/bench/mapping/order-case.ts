import { Mapping } from '../../../server/model/mapping.ts'
import { asReceived, createRandom, each, expression, INPUTS, type MappingCase, path, reshape, rowsOf, table } from './mapping-case.ts'

interface Line {
  sku: string
  text?: string
  quantity: number
  unitPrice: number
  discountPercent?: number
  vat: string
}

interface Order {
  number: string
  date: string
  currency: string
  reference?: string
  customer: { id: string; name: string; address?: { city: string; country: string } }
  lines?: Line[]
}

const VAT: Record<string, string> = { standard: 'S21', reduced: 'R12', zero: 'Z0' }
const DISCOUNTS = [0, 10, 20, 50]

function order(index: number, random: () => number): Order {
  const fixed = index === 0
  const lines = Array.from({ length: fixed ? 20 : Math.floor(random() * 31) }, (_, line): Line => {
    const whole = {
      sku: `SKU-${index}-${line}`,
      text: `Article ${line}`,
      quantity: 1 + Math.floor(random() * 9),
      unitPrice: Math.floor(random() * 5000) / 10,
      discountPercent: DISCOUNTS[Math.floor(random() * DISCOUNTS.length)]!,
      vat: Object.keys(VAT)[Math.floor(random() * 3)]!,
    }
    return fixed ? whole : reshape(whole, random, ['text', 'discountPercent'])
  })
  const whole: Order = {
    number: `O-${index}`,
    date: '2026-11-22',
    currency: 'CZK',
    reference: `PO ${index}`,
    customer: { id: `C-${index}`, name: 'Orchard & Vale Ltd', address: { city: 'Brno', country: 'CZ' } },
    lines,
  }
  if (fixed) return whole
  return { ...reshape(whole, random, ['reference', 'lines']), customer: reshape(whole.customer, random, ['address']) }
}

function inputs(): Order[] {
  const random = createRandom(2)
  return Array.from({ length: INPUTS }, (_, index) => order(index, random))
}

const cents = (amount: number): number => Math.round(amount * 100) / 100

function byHand(source: Order): unknown {
  let total = 0
  const rows = (source.lines ?? []).map((line, index) => {
    const gross = line.quantity * line.unitPrice
    const net = cents(gross * (1 - (line.discountPercent ?? 0) / 100))
    total += net
    const row: Record<string, unknown> = { position: index + 1, article: line.sku, quantity: line.quantity, price: line.unitPrice, net, tax: VAT[line.vat] }
    if (line.text !== undefined) row.description = line.text
    return row
  })
  const { customer } = source
  const invoice: Record<string, unknown> = { document: source.number, issued: source.date, currency: source.currency, rows }
  if (rows.length > 0) invoice.total = cents(total)
  if (source.reference !== undefined) invoice.reference = source.reference
  const buyer: Record<string, unknown> = { code: customer.id, name: customer.name }
  if (customer.address !== undefined) buyer.place = `${customer.address.city} (${customer.address.country})`
  invoice.buyer = buyer
  return invoice
}

const NET = '$round(quantity * unitPrice * (1 - (discountPercent ? discountPercent : 0) / 100), 2)'
const PLACE = "customer.address ? customer.address.city & ' (' & customer.address.country & ')'"

const mapping = Mapping.parse({
  rows: [
    ...rowsOf([
      ['document', path('number')],
      ['issued', path('date')],
      ['currency', path('currency')],
      ['reference', path('reference')],
      ['buyer.code', path('customer.id')],
      ['buyer.name', path('customer.name')],
      ['buyer.place', expression(PLACE)],
      ['total', expression(`$round($sum(lines.${NET}), 2)`)],
    ]),
    each(
      'rows',
      'lines',
      rowsOf([
        ['position', expression('$index + 1')],
        ['article', path('sku')],
        ['description', path('text')],
        ['quantity', path('quantity')],
        ['price', path('unitPrice')],
        ['net', expression(NET)],
        ['tax', table('vat', VAT)],
      ]),
    ),
  ],
})

const library = `{
  "document": number, "issued": date, "currency": currency, "reference": reference,
  "buyer": { "code": customer.id, "name": customer.name, "place": ${PLACE} },
  "total": $round($sum(lines.${NET}), 2),
  "rows": [lines#$index.{
    "position": $index + 1, "article": sku, "description": text, "quantity": quantity, "price": unitPrice, "net": ${NET}, "tax": $lookup(${JSON.stringify(VAT)}, vat)
  }]
}`

/** An order to an invoice: a loop, amounts for each line, a total. */
export const ORDER_CASE: MappingCase = { name: '20-line order to invoice', inputs: asReceived(inputs()), byHand, mapping, library }
