import { describe, expect, it } from 'vitest'
import { groupLinks, hopAddress, lineageAddress, matchFields, placeWords } from '../../../editor/pages/lineage/lineage-groups.ts'
import type { LineageField, LineageIndex, LineageLink } from '../../../server/model/lineage.ts'

const field = (place: string, path: string): LineageField => ({
  address: path === '' ? place : `${place}.${path}`,
  kind: place.includes(':') ? 'external' : 'canonical',
  place,
  path,
})
const link = (to: LineageField, change: Partial<LineageLink> = {}): LineageLink => ({
  from: field('customer', 'name'),
  to,
  flow: 'a',
  flowName: 'A',
  version: 1,
  how: 'copied',
  exact: true,
  via: [],
  ...change,
})

describe('links in groups', () => {
  it('stand by place and flow, copies before what is computed and decided', () => {
    const groups = groupLinks(
      [
        link(field('erp:put:input', ''), { how: 'decides' }),
        link(field('crm:put:input', 'z'), { how: 'computed' }),
        link(field('crm:put:input', 'b')),
        link(field('crm:put:input', 'a'), { flow: 'b', flowName: 'B' }),
      ],
      'to',
    )
    expect(groups.map(({ place, count }) => [place, count])).toEqual([
      ['crm:put:input', 3],
      ['erp:put:input', 1],
    ])
    expect(groups[0]?.flows.map(({ name, links }) => [name, links.map(({ to }) => to.path)])).toEqual([
      ['A', ['b', 'z']],
      ['B', ['a']],
    ])
  })
})

it.each([
  ['customer', 'customer', 'Patchbay'],
  ['crm:contacts.create:input', 'contacts.create', 'crm, input'],
  ['hook:demo/shop/orders:input', '/hooks/shop/orders', 'webhook request'],
  ['flow:find-customer:output', 'find-customer', 'flow, answered'],
  ['headers:orders.create:output', 'orders.create', 'headers of the answer'],
])('%s is called %s, %s', (place, name, what) => {
  expect(placeWords(field(place, ''))).toEqual({ name, what })
})

it('steps and fields have addresses', () => {
  expect(hopAddress('orders', { node: 'sale', name: 'To a sale', row: 'r 1' })).toBe('/flows/orders/nodes/sale/mapping?row=r%201')
  expect(hopAddress('orders', { node: 'book', name: 'Book' })).toBe('/flows/orders/nodes/book')
  expect(lineageAddress('crm:put:input.`a b`')).toBe('/lineage?field=crm%3Aput%3Ainput.%60a%20b%60')
})

it('fields are found by parts of their addresses, the model before other systems', () => {
  const index: LineageIndex = ['crm:put:input.customer_mail', 'customer.emails.value', 'order.customer'].map((address) => {
    const at = address.lastIndexOf(':') < 0 ? address.indexOf('.') : address.indexOf('.', address.lastIndexOf(':'))
    return { field: field(address.slice(0, at), address.slice(at + 1)), reaches: 1, comesFrom: 0 }
  })
  const found = (text: string): string[] => matchFields(index, text).map((entry) => entry.field.address)
  expect(found('customer')).toEqual(['customer.emails.value', 'order.customer', 'crm:put:input.customer_mail'])
  expect(found('MAIL crm')).toEqual(['crm:put:input.customer_mail'])
  expect(found('nothing')).toEqual([])
})
