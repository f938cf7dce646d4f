import { afterAll, expect, test } from 'vitest'
import { createExpressions } from '../../server/expression/expressions.ts'
import { findDifferences } from './differences.ts'

/** Expressions for each seed; `npm run fuzz -- N` runs more. */
const COUNT = 4000
const expressions = createExpressions({ maxLength: 100_000 })
afterAll(() => expressions.close())

const seeds = [1, 20261122, Math.floor(Math.random() * 2 ** 32)]

test.each(seeds)('compiled expressions give what the library gives (seed %i)', { timeout: 600_000 }, async (seed) => {
  const { found, compiled, values } = await findDifferences(expressions, { seed, count: COUNT })
  console.log(`fuzz seed ${seed}: ${COUNT} expressions, ${compiled} compiled, ${values} evaluations with a value on both sides, ${found.length} differences`)
  expect(found.slice(0, 10)).toEqual([])
  expect(compiled).toBeGreaterThan(COUNT / 2)
  expect(values).toBeGreaterThan(COUNT / 2)
})

test('a wrong value would be found', async () => {
  const broken = { ...expressions, compile: (text: string) => Object.assign(Object.create(expressions.compile(text)), { evaluate: () => 'wrong' }) }
  const { found } = await findDifferences(broken, { seed: 1, count: 10 })
  expect(found.length).toBeGreaterThan(10)
  expect(found[0]).toMatch(/got \{"value":"wrong"\}/)
})
