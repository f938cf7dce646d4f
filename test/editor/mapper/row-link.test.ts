import { expect, it } from 'vitest'
import { flowPlace } from '../../../editor/flow-screen-place.ts'

it.each([
  ['/flows/orders/nodes/sale/mapping', 'row=r%201', 'r 1'],
  ['/flows/orders/nodes/sale/mapping', '', undefined],
  ['/flows/orders/nodes/sale/mapping/r2', '', 'r2'],
])('%s?%s names the row %s', (path, search, row) => {
  expect(flowPlace(path, search)).toMatchObject({ node: 'sale', mapping: true, row })
})

it('names no mapping elsewhere', () => {
  expect(flowPlace('/flows/orders/nodes/sale')).toMatchObject({ node: 'sale', mapping: false, row: undefined })
})
