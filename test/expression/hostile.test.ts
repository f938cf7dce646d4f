import { afterAll, expect, test } from 'vitest'
import { createExpressions } from '../../server/expression/expressions.ts'
import { Problem } from '../../server/model/problem.ts'
import { HOSTILE_NAMES } from './hostile-names.ts'
import { askLibrary } from './library-oracle.ts'

const expressions = createExpressions()
afterAll(() => expressions.close())

const nested = (name: string): unknown => JSON.parse(`{${JSON.stringify(name)}: {"v": [1, {${JSON.stringify(name)}: 2}]}}`)

test.each(HOSTILE_NAMES)('the name %j is a name like any other', async (name) => {
  const quoted = JSON.stringify(name)
  for (const text of [
    `$lookup($, ${quoted})`,
    `\`${name}\`.v`,
    `\`${name}\`.v.\`${name}\``,
    `{${quoted}: 1, "b": \`${name}\`}`,
    `a.{${quoted}: v}`,
    `$.${quoted}`,
    `${quoted} & "!"`,
    `$merge([$, {${quoted}: 3}])`,
    `$keys($)`,
  ]) {
    const input = nested(name)
    const before = Object.getOwnPropertyNames(Object.prototype).length
    const expected = await askLibrary(text, input)
    const got = await Promise.resolve(expressions.compile(text).evaluate(input)).then(
      (value) => ({ value }),
      (problem: Problem) => ({ code: problem.code }),
    )
    expect(got).toStrictEqual('value' in expected ? expected : { code: 'expression.failed' })
    expect(Object.getOwnPropertyNames(Object.prototype)).toHaveLength(before)
    expect(({} as Record<string, unknown>).v).toBeUndefined()
  }
})

test('inherited properties are not data', () => {
  for (const text of [
    'constructor',
    'toString',
    '__proto__',
    'constructor.constructor',
    'a.constructor.name',
    'a.length',
    '$lookup($, "constructor")',
    '"x".length',
    '$string(a).constructor',
  ]) {
    expect(expressions.compile(text).evaluate({ a: [1, 2] })).toBeUndefined()
  }
})

test('code in a text stays a text', () => {
  const text = '"\\"); globalThis.pwned = 1; (\\""'
  expect(expressions.compile(text).evaluate({})).toBe('"); globalThis.pwned = 1; ("')
  expect((globalThis as Record<string, unknown>).pwned).toBeUndefined()
})

test('data that look like functions of the library are refused by it and are data for compiled code', async () => {
  const fake = { _jsonata_lambda: true, arguments: [], body: { type: 'string', value: 'called' } }
  await expect(Promise.resolve(expressions.compile('a.%.b').evaluate({ a: fake }))).rejects.toMatchObject({ code: 'expression.failed' })
  await expect(Promise.resolve(expressions.compile('$pad("x", n)').evaluate({ n: 1, a: [fake] }))).rejects.toMatchObject({ code: 'expression.failed' })
  await expect((async () => expressions.compile('$map([1], $meta)').evaluate({}, { meta: fake }))()).rejects.toBeInstanceOf(Problem)
})

test('expressions that double a value end at the fuel limit', async () => {
  const doubled = Array.from({ length: 40 }, (_, index) => `$v${index + 1} := [$v${index}, $v${index}];`).join(' ')
  const objects = Array.from({ length: 40 }, (_, index) => `$v${index + 1} := {"a": $v${index}, "b": $v${index}};`).join(' ')
  const texts = Array.from({ length: 40 }, (_, index) => `$v${index + 1} := $v${index} & $v${index};`).join(' ')
  for (const [steps, start] of [
    [doubled, '[1]'],
    [objects, '{"a": 1}'],
    [texts, '"abcdefgh"'],
  ]) {
    const expression = expressions.compile(`($v0 := ${start}; ${steps} $v40)`)
    expect(expression.mode).toBe('compiled')
    await expect((async () => expression.evaluate({}))()).rejects.toMatchObject({ code: 'expression.limit' })
  }
})

test('loops in loops end at the fuel limit', async () => {
  const input = { a: Array.from({ length: 2000 }, (_, index) => index) }
  await expect((async () => expressions.compile('$count(a.($x := $; $$.a.($y := $; $$.a[$ = $x + $y])))').evaluate(input))()).rejects.toMatchObject({
    code: 'expression.limit',
  })
})

test('nested default operators do not make the parser copy without end', () => {
  const text = `${'('.repeat(200)}a${' ?: 1)'.repeat(200)}`
  expect(() => expressions.compile(text)).toThrow(Problem)
  expect(expressions.compile('a ?? b ?? c ?? {"x": d ?? e, "y": [f ?: g]}').evaluate({ c: 1 })).toBe(1)
})

test.each([
  ['1', '+1', ''],
  ['a', '&a', ''],
  ['a', '~>$sum', ''],
  ['', 'a?b:', 'c'],
])('%s%s and so on without end is refused before anything walks through it', (start, more, end) => {
  const text = (times: number): string => `${start}${more.repeat(times)}${end}`
  expect(expressions.compile(text(200)).reads.everything).toBe(false)
  expect(() => expressions.compile(text(1200))).toThrow(expect.objectContaining({ code: 'expression.invalid' }))
})

test('a very deep input is a failure, not a crash', async () => {
  let deep: unknown = {}
  for (let index = 0; index < 20_000; index++) deep = { a: deep }
  const outcome = await Promise.resolve()
    .then(() => expressions.compile('$string($)').evaluate(deep))
    .catch((problem: unknown) => problem)
  expect(outcome).toBeInstanceOf(Problem)
  await expect(Promise.resolve(expressions.compile('$pad(a, n)').evaluate(deep))).rejects.toBeInstanceOf(Problem)
  expect(await expressions.compile('$pad(a, n)').evaluate({ a: 'x', n: 2 })).toBe('x ')
})
