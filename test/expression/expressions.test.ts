import { afterAll, describe, expect, test } from 'vitest'
import { createExpressions } from '../../server/expression/expressions.ts'
import { Problem } from '../../server/model/problem.ts'

const NOW = Date.parse('2026-01-02T03:04:05Z')
const expressions = createExpressions({ now: () => NOW })
afterAll(() => expressions.close())

const evaluate = (text: string, input?: unknown, bindings?: Record<string, unknown>): unknown => expressions.compile(text).evaluate(input, bindings)

const problemOf = async (run: () => unknown): Promise<Problem> => {
  const outcome: unknown = await Promise.resolve()
    .then(run)
    .then(
      () => 'no problem',
      (error: unknown) => error,
    )
  if (outcome instanceof Problem) return outcome
  throw new Error('not a Problem', { cause: outcome })
}

test.each([
  ['a.b', { a: [{ b: 1 }] }, 1],
  ['a.b', { a: { b: [1] } }, [1]],
  ['a.b', { a: [{ b: [1] }] }, [1]],
  ['a.b', { a: [{ b: 1 }, {}, { b: [2, 3] }] }, [1, 2, 3]],
  ['a.b[]', { a: [{ b: 1 }] }, [1]],
  ['a.b[]', { a: [] }, undefined],
  ['missing[]', {}, undefined],
  ['a[0].b', { a: [{ b: 1 }, { b: 2 }] }, 1],
  ['a.b[0]', { a: [{ b: 1 }, { b: 2 }] }, [1, 2]],
  ['(a.b)[0]', { a: [{ b: 1 }, { b: 2 }] }, 1],
  ['a[-1].b', { a: [{ b: 1 }, { b: 2 }] }, 2],
  [
    'a[b > 1].c',
    {
      a: [
        { b: 1, c: 'x' },
        { b: 2, c: 'y' },
      ],
    },
    'y',
  ],
  ['a[kind = "m"].v & "!"', { a: [{ kind: 'm', v: 1 }] }, '1!'],
  ['$round(2.5) + $round(3.5)', {}, 6],
  ['$round(1.005, 2)', {}, 1],
  ['null & ""', {}, 'null'],
  ['x & y', { x: 'a' }, 'a'],
  ['a^(>n).n', { a: [{ n: 1 }, { n: 3 }, { n: 2 }] }, [3, 2, 1]],
  [
    'a{k: $sum(v)}',
    {
      a: [
        { k: 'x', v: 1 },
        { k: 'y', v: 2 },
        { k: 'x', v: 3 },
      ],
    },
    { x: 4, y: 2 },
  ],
  ['($t := $sum(a.n); {"total": $t, "n": $count(a)})', { a: [{ n: 1 }, { n: 2 }] }, { total: 3, n: 2 }],
  ['$map(a, function($v, $i){ $i & ":" & $v })', { a: ['x', 'y'] }, ['0:x', '1:y']],
  ['a ~> $filter(function($v){ $v > 1 }) ~> $sum()', { a: [1, 2, 3] }, 5],
  ['a ?? "none"', { a: '' }, ''],
  ['a ?: "none"', { a: '' }, 'none'],
  ['b in ["x", "y"]', { b: 'y' }, true],
  ['$', [1], [1]],
  ['$.a', [{ a: 1 }, { a: 2 }], [1, 2]],
  ['{"a": x, "b": y}', { x: 1 }, { a: 1 }],
  ['$now()', {}, '2026-01-02T03:04:05.000Z'],
  ['$millis()', {}, NOW],
])('%s is compiled and exact', (text, input, result) => {
  expect(expressions.compile(text).mode).toBe('compiled')
  expect(evaluate(text, input)).toEqual(result)
})

test('variables come from the bindings', () => {
  expect(evaluate('$meta.lang & $input.id & $missing', {}, { meta: { lang: 'en' }, input: { id: 7 } })).toBe('en7')
})

test('results are plain: no marks of sequences, ordinary objects', () => {
  const result = evaluate('{"list": a.b, "inner": a.{"c": b}}', { a: [{ b: 1 }, { b: 2 }] })
  expect(result).toStrictEqual({ list: [1, 2], inner: [{ c: 1 }, { c: 2 }] })
  expect(Object.keys((result as { list: object }).list)).toEqual(['0', '1'])
})

test('the library runs what is not compiled, with plain results, the same clock and the extra functions', async () => {
  const expression = expressions.compile('{"at": $now(), "parent": a.b.{"v": %.n}, "ref": $ref("s", "e", "x:y")}')
  expect(expression.mode).toBe('library')
  expect(expression.reason).toMatch(/%/)
  const result = expression.evaluate({ a: { n: 1, b: [{}, {}] } })
  expect(result).toBeInstanceOf(Promise)
  expect(await result).toStrictEqual({ at: '2026-01-02T03:04:05.000Z', parent: [{ v: 1 }, { v: 1 }], ref: 's:e:x%3Ay' })
})

test('the input is left as it was, even frozen', async () => {
  const freeze = (value: object): object =>
    Object.freeze(Object.fromEntries(Object.entries(value).map(([key, member]) => [key, typeof member === 'object' ? Object.freeze(member) : member])))
  const input = freeze({ a: [], b: [1] })
  expect(await evaluate('a{"k": $}', input)).toEqual({})
  expect(await evaluate('b[]', input)).toEqual([1])
  expect(input).toStrictEqual({ a: [], b: [1] })
})

describe('problems', () => {
  test('a syntax error names its position', async () => {
    const problem = await problemOf(() => expressions.compile('a.b +'))
    expect(problem.code).toBe('expression.invalid')
    expect(problem.at).toBe('5')
  })

  test('a failure names code and position, never a value', async () => {
    const problem = await problemOf(() => evaluate('1 + name', { name: 'Marta Kowalska' }))
    expect(problem.code).toBe('expression.failed')
    expect(problem.detail).toMatch(/right side .* not a number at position 3 \(T2002\)/)
    expect(problem.message).not.toMatch(/Marta/)
  })

  test('$error is a failure without its text', async () => {
    const problem = await problemOf(() => evaluate('$error("secret " & name)', { name: 'Marta' }))
    expect(problem.code).toBe('expression.failed')
    expect(problem.message).not.toMatch(/secret|Marta/)
  })

  test('a text that is too long is refused', async () => {
    const problem = await problemOf(() => createExpressions({ maxLength: 10 }).compile('a + b + c + d'))
    expect(problem.code).toBe('expression.invalid')
  })

  test('too deep nesting is refused instead of ending the server', async () => {
    const problem = await problemOf(() => expressions.compile(`${'('.repeat(4900)}1${')'.repeat(4900)}`).evaluate({}))
    expect(['expression.invalid', 'expression.failed']).toContain(problem.code)
  })
})

test('expressions are cached by text', () => {
  expect(expressions.compile('a + 1')).toBe(expressions.compile('a + 1'))
  expect(expressions.stats().cached).toBeGreaterThan(0)
})

test('after repeated deopts an expression stays with the library', async () => {
  const own = createExpressions()
  const expression = own.compile('a + 1')
  for (let index = 0; index < 30; index++) await problemOf(() => expression.evaluate({ a: 'x' }))
  expect(expression.mode).toBe('library')
  expect(expression.reason).toMatch(/too often/)
  expect(own.stats().deopt).toBeLessThan(30)
  expect(await expression.evaluate({ a: 1 })).toBe(2)
})

test('the counts tell how evaluations ran', async () => {
  const own = createExpressions()
  own.compile('a').evaluate({ a: 1 })
  await problemOf(() => own.compile('a + 1').evaluate({ a: 'x' }))
  await own.compile('a.%.b').evaluate({ a: {}, b: 2 })
  expect(own.stats()).toEqual({ compiled: 1, library: 2, deopt: 1, sandboxed: 0, shadow: 0, shadowDifference: 0, shadowDropped: 0, cached: 3 })
})

test('a binding with the name of a builtin is left to the library', async () => {
  expect((await problemOf(() => evaluate('$sum(a)', { a: [1, 2] }, { sum: 5 }))).code).toBe('expression.failed')
})
