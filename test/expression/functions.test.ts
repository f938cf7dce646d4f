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
  ['$decimalSum(lines.net)', undefined],
  ['$decimalSum("1.5")', '1.5'],
  ['$decimalSum([])', '0'],
  ['$decimalSubtract("1", missing)', undefined],
  ['$decimalMultiply("0.000001", "0.5")', '0.000001'],
  ['$decimalRound("2.5", 0)', '3'],
  ['$decimalRound("2.5", 0, "half-even")', '2'],
  ['$decimalRound("-1.2345", "BHD")', '-1.235'],
  ['$decimalCompare("-0", "0.000")', 0],
])('%s', (text, result) => {
  expect(expressions.compile(text).evaluate({})).toBe(result)
})

test('what is not a reference fails', async () => {
  await expect(Promise.resolve(expressions.compile('$refId("a")').evaluate({}))).rejects.toMatchObject({ code: 'expression.failed' })
})

test.each(['$decimalSum([1.5])', '$decimalSum(["1,5"])', '$decimalRound("1", 7)', '$decimalRound("1", "")', '$decimalMultiply("999999999999999", "2")'])(
  '%s fails in the library, compiled and in the sandbox alike',
  async (text) => {
    for (const expression of [text, `$pad("x", n) & ${text}`]) {
      const evaluated = async () => expressions.compile(expression).evaluate({ n: 1 })
      await expect(evaluated()).rejects.toMatchObject({ code: 'expression.failed' })
    }
  },
)

test('decimals are exact in the sandbox, too', async () => {
  const text =
    '$pad("x", n) & $decimalRound($decimalMultiply($decimalSum(["0.1", "0.2"]), "1.5"), "CZK") & $string($decimalCompare($decimalSubtract("1", "2"), "0"))'
  expect(expressions.compile(text).mode).toBe('library')
  expect(await expressions.compile(text).evaluate({ n: 1 })).toBe('x0.45-1')
})
