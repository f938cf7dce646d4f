import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { edgeField, fieldAddress } from '../../../editor/document/mapping-edge.ts'
import { Flow } from '../../../server/model/flow.ts'
import { NODE_SPECS } from '../../../server/nodes/registry.ts'

const specs = new Map(NODE_SPECS.map((spec) => [spec.kind, spec]))
const flow = Flow.parse(JSON.parse(readFileSync(new URL('../../../flows/orders.json', import.meta.url), 'utf8')))

const address = (node: string, side: 'source' | 'target', path: string): string | undefined => {
  const field = edgeField(flow, specs, { node, side, ref: undefined, steps: path.split('.') })
  return field && fieldAddress(field)
}

it('follows the wires to the operation whose field it is', () => {
  expect(address('sale', 'target', 'lines.item')).toMatch(/^[\w-]+:[\w.-]+:input\.lines\.item$/)
  expect(address('receipt', 'source', 'ext_no')).toMatch(/^[\w-]+:[\w.-]+:output\.ext_no$/)
  expect(address('receipt', 'target', 'number')).toMatch(/\.number$/)
})

it('tells what came from what a call or a set node added below a key', () => {
  expect(address('sale', 'source', 'issueDate')).toMatch(/^\w+\.issueDate$/)
  expect(address('sale', 'source', 'found.items.no')).toMatch(/:sales\.byExternalNumber:output\.items\.no$/)
  expect(address('confirm', 'source', 'no')).toBeUndefined()
})

it('takes what the mapping names, and knows nothing of inline schemas and of nodes without wires', () => {
  const ref = { from: 'canonical' as const, operation: 'customers.create', side: 'input' as const }
  const field = { node: 'sale', side: 'target' as const, steps: ['name'] }
  expect(edgeField(flow, specs, { ...field, ref })).toEqual({ ref, steps: ['name'] })
  expect(edgeField(flow, specs, { ...field, ref: { from: 'inline', schema: {} } })).toBeUndefined()
  expect(edgeField(flow, specs, { ...field, side: 'source', node: 'nowhere', ref: undefined })).toBeUndefined()
})

it('writes addresses as the lineage names them, without positions', () => {
  const ref = { from: 'operation' as const, connection: 'crm', operation: 'contacts.create', side: 'input' as const }
  expect(fieldAddress({ ref, steps: ['mails', 0, 'value'] })).toBe('crm:contacts.create:input.mails.value')
  expect(fieldAddress({ ref: { from: 'canonical', operation: 'customers.create', side: 'input' }, steps: ['name'] })).toMatch(/^customer.*\.name$/)
})
