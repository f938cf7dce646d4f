import { afterAll, expect, test } from 'vitest'
import { createExpressions } from '../../server/expression/expressions.ts'
import { Problem } from '../../server/model/problem.ts'

const expressions = createExpressions({ timeoutMs: 300, memoryMb: 48, processes: 2, now: () => 0 })
afterAll(() => expressions.close())

const codeOf = async (run: () => unknown): Promise<string> => {
  try {
    return `value ${JSON.stringify(await run())}`
  } catch (error) {
    return error instanceof Problem ? error.code : `not a Problem: ${String(error)}`
  }
}

const HARMFUL = {
  'endless recursion by tail calls': '($f := function($x){ $f($x + 1) }; $f(0))',
  'endless recursion': '($f := function($x){ $f($x + 1) + 1 }; $f(0))',
  'a huge text': '$length($pad("x", 500000000) & $pad("y", 500000000))',
  'a huge array at once': '$count($map([1..9999999], function($x){ [$x, $x] }))',
  'doubling arrays': '($f := function($x){ $f($append($x, $x)) }; $f([1, 2, 3]))',
  'a costly regular expression': `$contains("${'a'.repeat(40)}!", /^(a+)+$/)`,
  'an endless evaluated text': '$eval("($f := function($x){ $f($x) }; $f(1))")',
}

test.each(Object.entries(HARMFUL))('%s ends at the limit', { timeout: 20_000 }, async (_, text) => {
  const expression = expressions.compile(text)
  expect(expression.bounded).toBe(false)
  expect(expression.mode).toBe('library')
  expect(await codeOf(() => expression.evaluate({}))).toMatch(/^expression\.(limit|failed)$/)
})

test('other evaluations go on while one is stuck, and the pool recovers', { timeout: 20_000 }, async () => {
  const started = ['a', 'b'].map((a) => expressions.compile('$pad(a, n)').evaluate({ a, n: 1 }))
  expect(await Promise.all(started)).toEqual(['a', 'b'])
  const finished: string[] = []
  const stuck = codeOf(() => expressions.compile(HARMFUL['endless recursion by tail calls']).evaluate({})).then((code) => finished.push(code))
  const sandboxed = Promise.resolve(expressions.compile('$pad(a, n)').evaluate({ a: 'x', n: 3 })).then((value) => finished.push(String(value)))
  finished.push(String(expressions.compile('a & "!"').evaluate({ a: 'now' })))
  await Promise.all([stuck, sandboxed])
  expect(finished).toEqual(['now!', 'x  ', 'expression.limit'])
  expect(await expressions.compile('$pad(a, n)').evaluate({ a: 'y', n: 2 })).toBe('y ')
})

test('results, errors, variables, the clock and the extra functions are those of the library', async () => {
  const evaluate = (text: string, input?: unknown, bindings?: Record<string, unknown>): unknown => expressions.compile(text).evaluate(input, bindings)
  expect(await evaluate('$pad($meta.a, b)', { b: 4 }, { meta: { a: 'é' } })).toBe('é   ')
  expect(await evaluate('{"at": $now(), "ref": $ref($pad("s", n), "e", "1:2"), "id": $refId("a:b:c%3Ad")}', { n: 1 })).toStrictEqual({
    at: '1970-01-01T00:00:00.000Z',
    ref: 's:e:1%3A2',
    id: 'c:d',
  })
  expect(await evaluate('$base64decode($base64encode($pad("héllo", n)))', { n: 6 })).toBe('héllo ')
  expect(await evaluate('$pad("", n)[x]', { n: 1 })).toBeUndefined()
  expect(await evaluate('[1..n]', { n: 3 })).toStrictEqual([1, 2, 3])
  expect(await codeOf(() => evaluate('$pad(n, n)', { n: 1 }))).toBe('expression.failed')
})

test('nothing of the process is in reach from inside', async () => {
  const attempts = [
    '$eval("$string")',
    '$pad("x", n).constructor',
    '($f := $eval("function($x){$x}"); $f.environment.lookup("x"))',
    '$eval("$sum.implementation.constructor")',
  ]
  for (const text of attempts)
    expect(await codeOf(() => expressions.compile(text).evaluate({ n: 1 }))).toMatch(/^(value (undefined|""|\{\})|expression\.failed)$/)
})

test('closing ends what is under way', async () => {
  const own = createExpressions({ timeoutMs: 10_000 })
  const stuck = codeOf(() => own.compile(HARMFUL['endless recursion by tail calls']).evaluate({}))
  await own.close()
  expect(await stuck).toBe('expression.limit')
  expect(await codeOf(() => own.compile('$pad(a, n)').evaluate({}))).toBe('expression.limit')
})
