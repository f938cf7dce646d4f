import jsonata from 'jsonata'
import { expect, it } from 'vitest'
import { fieldsOf, indexFields } from '../../../editor/document/mapping-fields.ts'
import { completionsOf } from '../../../editor/mapper/jsonata-completion.ts'
import { FUNCTION_GROUPS } from '../../../editor/mapper/jsonata-functions.ts'
import { EXTRA_FUNCTIONS } from '../../../server/expression/functions.ts'

const names = FUNCTION_GROUPS.flatMap(({ functions }) => functions.map(({ name }) => name))
const own = EXTRA_FUNCTIONS.map(({ name }) => `$${name}`)

it.each(names.filter((name) => !own.includes(name)))('%s is a function of JSONata', async (name) => {
  expect(await jsonata(`$type(${name})`).evaluate({})).toBe('function')
})

it('lists the functions that Patchbay adds, and none twice', () => {
  expect(names).toEqual(expect.arrayContaining(own))
  expect(new Set(names).size).toBe(names.length)
})

it('completes paths as the row writes them', () => {
  const fields = indexFields(
    fieldsOf({ properties: { head: { properties: { 'due date': { type: 'string' } } }, lines: { items: { properties: { sku: { type: 'string' } } } } } }),
  )
  const labels = completionsOf(fields, ['lines']).map(({ label }) => label)
  expect(labels).toEqual(expect.arrayContaining(['sku', '$root.head.`due date`', '$trim']))
  expect(labels).not.toContain('lines.sku')
})
