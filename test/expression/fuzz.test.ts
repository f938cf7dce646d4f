import { isDeepStrictEqual } from 'node:util'
import { afterAll, expect, test } from 'vitest'
import { createExpressions } from '../../server/expression/expressions.ts'
import { Problem } from '../../server/model/problem.ts'
import { askLibrary, copy } from './library-oracle.ts'
import { RandomExpressions } from './random-expressions.ts'

const COUNT = Number(process.env.FUZZ ?? 3000)
const expressions = createExpressions({ maxLength: 100_000 })
afterAll(() => expressions.close())

const outcome = async (run: () => unknown): Promise<{ value: unknown } | { failure: unknown }> => {
  try {
    return { value: await run() }
  } catch (error) {
    return { failure: error }
  }
}

/** Compares compiled evaluation with the library for some expressions; gives what differs, in words. */
async function differences(seed: number, count: number): Promise<{ found: string[]; compiled: number; values: number }> {
  const random = new RandomExpressions(seed)
  const found: string[] = []
  let compiled = 0
  let values = 0
  for (let index = 0; index < count; index++) {
    const text = random.expression()
    const parsed = await outcome(() => expressions.compile(text))
    if ('failure' in parsed) {
      if (!(parsed.failure instanceof Problem) || parsed.failure.code !== 'expression.invalid') found.push(`compile ${text}: ${String(parsed.failure)}`)
      continue
    }
    const expression = expressions.compile(text)
    const bindings = { v: random.value(2), table: { a: 'A', foo: 'F', 2: 'two' } }
    const input = random.document()
    if (!expression.bounded) continue
    if (expression.mode === 'compiled') compiled += 1
    const before = JSON.stringify(input)
    const given = copy(input)
    const got = await outcome(() => expression.evaluate(given, bindings))
    const wanted = await askLibrary(text, input, bindings)
    if ('failure' in got && !(got.failure instanceof Problem)) found.push(`${text}: not a Problem: ${String(got.failure)}`)
    if (JSON.stringify(given) !== before) found.push(`${text}: changed its input ${before}`)
    if ('value' in got && 'value' in wanted) values += 1
    const equal =
      'value' in got && 'value' in wanted
        ? isDeepStrictEqual(got.value, wanted.value) && JSON.stringify(got.value) === JSON.stringify(wanted.value)
        : 'failure' in got === 'code' in wanted
    if (!equal) found.push(`${expression.mode} ${text}\n  input ${before}\n  got ${JSON.stringify(got)}\n  library ${JSON.stringify(wanted)}`)
  }
  return { found, compiled, values }
}

const seeds = [1, 20261122, Math.floor(Math.random() * 2 ** 32)]

test.each(seeds)('compiled expressions give what the library gives (seed %i)', { timeout: 600_000 }, async (seed) => {
  const { found, compiled, values } = await differences(seed, Math.ceil(COUNT / seeds.length))
  console.log(`fuzz seed ${seed}: ${compiled} compiled, ${values} with a value on both sides`)
  expect(found.slice(0, 10)).toEqual([])
  expect(values).toBeGreaterThan(COUNT / seeds.length / 5)
})
