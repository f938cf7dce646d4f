import { afterEach, expect, test } from 'vitest'
import { compileCode } from '../../server/expression/compile/compile-code.ts'
import { differingPaths } from '../../server/expression/differing-paths.ts'
import type { Bindings, Expressions } from '../../server/expression/expression.ts'
import { createExpressions, type ExpressionOptions } from '../../server/expression/expressions.ts'
import type { ShadowDifference } from '../../server/expression/shadow.ts'
import { RandomExpressions } from './random-expressions.ts'

let expressions: Expressions
afterEach(() => expressions.close())

const reports: ShadowDifference[] = []

/** Every compiled evaluation is repeated, unless `random` says otherwise. */
function open(options: ExpressionOptions & { share?: number; random?: () => number } = {}): Expressions {
  const { share = 1, random = () => 0, ...rest } = options
  reports.length = 0
  expressions = createExpressions({ ...rest, shadow: { share, random, report: (difference) => reports.push(difference) } })
  return expressions
}

/** A compiler whose code doubles every number. */
const broken: typeof compileCode = (ast, runtime) => {
  const made = compileCode(ast, runtime)
  if (!made.code) return made
  const { code } = made
  return { ...made, code: (input: unknown, bindings: Bindings) => doubled(code(input, bindings)) }
}

function doubled(value: unknown): unknown {
  if (typeof value === 'number') return value * 2
  if (Array.isArray(value)) return value.map(doubled)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, doubled(member)]))
}

const INPUT = {
  person: 'Alva',
  lines: [
    { qty: 1, name: 'x' },
    { qty: 0, name: 'y' },
    { qty: 3, name: 'z' },
  ],
}
const BUILT = '{"sum": $sum(lines.qty), "lines": lines.{"qty": qty, "name": name}, "who": person}'

async function settled(shadow: number, dropped = 0): Promise<void> {
  await expect.poll(() => [expressions.stats().shadow, expressions.stats().shadowDropped]).toEqual([shadow, dropped])
}

test('compiled code that is wrong is found, counted and named, without values', async () => {
  const { evaluate } = bound(open({ makeCode: broken }).compile(BUILT))
  expect(evaluate(INPUT)).toMatchObject({ sum: 8 })
  await settled(1)
  expect(expressions.stats()).toMatchObject({ compiled: 1, shadow: 1, shadowDifference: 1 })
  expect(reports).toEqual([{ expression: BUILT, paths: ['sum', 'lines[0].qty', 'lines[2].qty'] }])
  evaluate(INPUT)
  await settled(2)
  expect(expressions.stats().shadowDifference).toBe(2)
  expect(reports).toHaveLength(1)
})

test('compiled code that is right is silent, whatever happens to input and value afterwards', async () => {
  const expression = open().compile('{"list": lines[qty > 0], "v": $v, "missing": nothing}')
  const input = structuredClone(INPUT)
  const value = expression.evaluate(input, { v: [1, 2] }) as { list: unknown[] }
  value.list.length = 0
  input.lines.pop()
  await settled(1)
  expect(expressions.stats()).toMatchObject({ shadow: 1, shadowDifference: 0, library: 0 })
  expect(reports).toEqual([])
})

test('random expressions are silent', async () => {
  open()
  const random = new RandomExpressions(7)
  for (let round = 0; round < 5; round++) {
    for (let index = 0; index < 80; index++) {
      const text = random.expression()
      await attempt(() => expressions.compile(text).evaluate(random.document(), { v: 1, table: {} }))
    }
    await expect.poll(() => idle(expressions)).toBe(true)
  }
  expect(expressions.stats().shadow).toBeGreaterThan(150)
  expect(reports).toEqual([])
})

test('a value where the library fails is a difference', async () => {
  open({ makeCode: (ast, runtime) => ({ builtins: [], source: '', ...compileCode(ast, runtime), code: () => 'wrong' }) as never })
  expect(expressions.compile('person + 1').evaluate(INPUT)).toBe('wrong')
  await settled(1)
  expect(reports).toEqual([{ expression: 'person + 1', paths: [''] }])
})

test('the answer is there before the library begins, and waiting ones are bounded', async () => {
  const { evaluate } = bound(open().compile('lines.qty'))
  for (let index = 0; index < 130; index++) evaluate(INPUT)
  expect(expressions.stats()).toMatchObject({ compiled: 130, shadow: 0, shadowDropped: 30 })
  await settled(100, 30)
})

test('only the share is repeated, and nothing where it is none', async () => {
  let turn = 0
  open({ share: 0.25, random: () => (turn++ % 8) / 8 })
  const { evaluate } = bound(expressions.compile('person'))
  for (let index = 0; index < 40; index++) evaluate(INPUT)
  await settled(10)
  await expressions.close()
  open({ share: 0, random: () => expect.unreachable() })
  expect(expressions.compile('person').evaluate(INPUT)).toBe('Alva')
})

test('what changes with each look, is too large, or looks like a function is not compared', async () => {
  open()
  expressions.compile('$now() & person').evaluate(INPUT)
  expressions.compile('$count(lines)').evaluate({ lines: Array.from({ length: 30_000 }, (_, index) => index) })
  expressions.compile('person').evaluate({ ...INPUT, extra: { _jsonata_lambda: true } })
  await expressions.compile('$eval(person)').evaluate({ person: '1' })
  expressions.compile('person').evaluate(INPUT)
  await settled(1, 2)
  expect(reports).toEqual([])
})

test('closing drops what waits', async () => {
  const { evaluate } = bound(open({ makeCode: broken }).compile('lines.qty'))
  for (let index = 0; index < 5; index++) evaluate(INPUT)
  await expressions.close()
  await new Promise((resolve) => setImmediate(resolve))
  expect(reports).toEqual([])
})

test('paths of differences hold only names of the expression', () => {
  const text = 'lines{name: $sum(qty)}.total'
  expect(differingPaths({ total: 1, Alva: { qty: 1 } }, { total: 1, Alva: { qty: 2 } }, text)).toEqual(['*.qty'])
  expect(differingPaths({ li: 1 }, {}, text)).toEqual(['*'])
  expect(differingPaths([1, 2], [1], text)).toEqual([''])
  expect(differingPaths({ lines: [1, { qty: 0 }] }, { lines: [1, { qty: -0 }] }, text)).toEqual(['lines[1].qty'])
  expect(
    differingPaths(
      Array.from({ length: 50 }, () => 1),
      Array.from({ length: 50 }, () => 2),
      text,
    ),
  ).toHaveLength(10)
  expect(differingPaths({ a: [null, undefined] }, { a: [null, undefined] }, text)).toEqual([])
})

const bound = (expression: ReturnType<Expressions['compile']>) => ({ evaluate: (input: unknown) => expression.evaluate(input) })

/** Each compiled evaluation was compared; those of changing expressions never are. */
const idle = ({ stats }: Expressions): boolean => stats().shadow + stats().shadowDropped >= stats().compiled * 0.9

async function attempt(run: () => unknown): Promise<void> {
  try {
    await run()
  } catch {
    // The library would fail too.
  }
}
