import { afterAll, expect, test } from 'vitest'
import { createExpressions } from '../../server/expression/expressions.ts'
import { EXTRA_FUNCTIONS } from '../../server/expression/functions.ts'

const expressions = createExpressions()
afterAll(() => expressions.close())

test.each(EXTRA_FUNCTIONS.map((extra) => [extra.example.text, extra.example.result]))('%s', (text, result) => {
  expect(expressions.compile(String(text)).mode).toBe('compiled')
  expect(expressions.compile(String(text)).evaluate({})).toEqual(result)
})

test.each([
  ['$ref("crm", "customer", 7)', 'crm:customer:7'],
  ['$ref("crm", "customer", id)', undefined],
  ['$ref(system, "customer", "7")', undefined],
  ['$refId(ref)', undefined],
  ['$refSystem(ref)', undefined],
  ['$refId("a:b:" & "c:d")', 'c:d'],
])('%s', (text, result) => {
  expect(expressions.compile(text).evaluate({})).toBe(result)
})

test('what is not a reference fails', async () => {
  await expect(Promise.resolve(expressions.compile('$refId("a")').evaluate({}))).rejects.toMatchObject({ code: 'expression.failed' })
})
