import { expect, onTestFinished, test } from 'vitest'
import { compileCode } from '../../server/expression/compile/compile-code.ts'
import { createExpressions, type ExpressionOptions } from '../../server/expression/expressions.ts'
import type { Expressions } from '../../server/expression/expression.ts'
import { Mapping } from '../../server/model/mapping.ts'
import { Problem } from '../../server/model/problem.ts'

function open(options: ExpressionOptions = {}): Expressions {
  const expressions = createExpressions(options)
  onTestFinished(() => expressions.close())
  return expressions
}

const mappingOf = (texts: Record<string, string>): Mapping =>
  Mapping.parse({ rows: Object.entries(texts).map(([target, text]) => ({ id: target, target, from: { kind: 'expression', text } })) })

const TEXTS = { upper: '$uppercase(a)', spread: '$count($spread(v))', single: 'list.n', made: '{ "a": a, "all": [list.n] }', later: '$lowercase(a) & a' }

async function evaluateAll(expressions: Expressions, input: unknown, bindings: Record<string, unknown>): Promise<unknown> {
  const out: Record<string, unknown> = {}
  for (const [target, text] of Object.entries(TEXTS)) {
    const value = await expressions.compile(text).evaluate(input, { ...bindings, root: input })
    if (value !== undefined) out[target] = value
  }
  return out
}

const outcomeOf = (settled: PromiseSettledResult<unknown>): unknown => (settled.status === 'fulfilled' ? settled.value : 'failed')

test.each([
  ['now and then', 5],
  ['mostly, until the code is given up', 1],
])('rows of a level give and count what they give and count one by one, where code gives up %s', async (_, every) => {
  const [whole, single] = [open(), open()]
  const mapping = whole.compileMapping(mappingOf(TEXTS))
  for (let round = 0; round < 120; round++) {
    const v = round % every === 0 ? [{ x: round }, { y: 1 }] : { x: round, y: 2, z: 3 }
    const input = { a: `A${round}`, v, list: Array.from({ length: round % 4 }, (_value, n) => ({ n })) }
    const bindings = round % 11 === 0 ? { lowercase: 'hidden' } : {}
    const [made, expected] = await Promise.allSettled([Promise.resolve().then(() => mapping.run(input, bindings)), evaluateAll(single, input, bindings)])
    expect(outcomeOf(made)).toEqual(outcomeOf(expected))
  }
  expect(whole.stats()).toEqual(single.stats())
  expect(mapping.rows.map(({ mode }) => mode)).toEqual(Object.values(TEXTS).map((text) => single.compile(text).mode))
  expect(mapping.rows.some(({ mode }) => mode === 'library')).toBe(every === 1)
})

test('a row that reaches the limit is not run a second time, and the rows after it are run', () => {
  let calls = 0
  const expressions = open({
    makeCode: (ast, runtime) => {
      if (ast.type !== 'string') return compileCode(ast, runtime)
      const code = (): never => {
        calls += 1
        throw new Problem('expression.limit', 'Too much work.')
      }
      return { code, source: '' }
    },
  })
  const mapping = expressions.compileMapping(mappingOf({ one: 'a & "1"', two: '"limit"', three: 'a & "3"' }))
  expect(() => mapping.run({ a: '1' })).toThrow(expect.objectContaining({ code: 'expression.limit' }))
  expect(calls).toBe(1)
  expect(mapping.fills().rows.map(({ filled, failed }) => [filled, failed])).toEqual([
    [1, 0],
    [0, 1],
    [1, 0],
  ])
  expect(expressions.stats()).toMatchObject({ compiled: 2, deopt: 0, library: 0 })
})
