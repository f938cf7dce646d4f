import jsonata from 'jsonata'
import { expect, it } from 'vitest'
import { fieldsOf, walkFields } from '../../../../editor/document/mapping-fields.ts'
import { sourcePaths } from '../../../../editor/document/source-paths.ts'
import { completionsOf } from '../../../../editor/ui/code/jsonata-completion.ts'
import { FUNCTION_GROUPS } from '../../../../editor/ui/code/jsonata-functions.ts'
import { EXTRA_FUNCTIONS } from '../../../../server/expression/functions.ts'

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
  const fields = walkFields(
    fieldsOf({ properties: { head: { properties: { 'due date': { type: 'string' } } }, lines: { items: { properties: { sku: { type: 'string' } } } } } }),
  )
  const labels = completionsOf(sourcePaths(fields, ['lines'])).map(({ label }) => label)
  expect(labels).toEqual(expect.arrayContaining(['sku', '$root.head.`due date`', '$trim', '$meta']))
  expect(labels).not.toContain('lines.sku')
})
