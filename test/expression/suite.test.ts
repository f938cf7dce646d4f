import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { afterAll, expect, test } from 'vitest'
import { createExpressions } from '../../server/expression/expressions.ts'
import { Problem } from '../../server/model/problem.ts'
import { askLibrary, copy, plain } from './library-oracle.ts'

/** The official test suite of jsonata 2.2.2 as data, outside of the repository. */
const file = join(import.meta.dirname, '../../../shared/jsonata-suite/suite.json')

interface Case {
  name: string
  expr: string
  data?: unknown
  dataset?: string
  bindings?: Record<string, unknown>
  result?: unknown
  unordered?: boolean
}

const expressions = createExpressions({ maxLength: 100_000, timeoutMs: 10_000 })
afterAll(() => expressions.close())

/** Functions that answer differently each time. */
const CHANGING = /\$(random|shuffle|now|millis)\b/

async function attempt(run: () => unknown): Promise<{ value: unknown } | { problem: unknown }> {
  try {
    return { value: await run() }
  } catch (problem) {
    return { problem }
  }
}

/** The suite gives some long numbers shortened. */
const rounded = (value: unknown): unknown =>
  value === undefined ? undefined : JSON.parse(JSON.stringify(value, (_, part: unknown) => (typeof part === 'number' ? Number(part.toPrecision(13)) : part)))

test.skipIf(!existsSync(file))('the official suite: what the library gives, most of it compiled', { timeout: 120_000 }, async () => {
  const suite = JSON.parse(readFileSync(file, 'utf8')) as { datasets: Record<string, unknown>; groups: Record<string, Case[]> }
  const wrong: string[] = []
  let evaluable = 0
  let compiled = 0
  for (const item of Object.values(suite.groups).flat()) {
    const parsed = await attempt(() => expressions.compile(item.expr))
    if ('problem' in parsed) {
      if (!(parsed.problem instanceof Problem) || parsed.problem.code !== 'expression.invalid') wrong.push(`${item.name}: ${String(parsed.problem)}`)
      continue
    }
    const expression = expressions.compile(item.expr)
    // Endless cases are those of the sandbox tests.
    if (!expression.bounded && !('result' in item)) continue
    const input = item.dataset === undefined ? item.data : suite.datasets[item.dataset]
    const got = await attempt(() => expression.evaluate(copy(input), item.bindings))
    const wanted = expression.bounded ? await askLibrary(item.expr, input, item.bindings) : { value: plain(item.result) }
    if ('value' in wanted) evaluable += 1
    if ('value' in wanted && expression.mode === 'compiled') compiled += 1
    if ('problem' in got && !(got.problem instanceof Problem)) wrong.push(`${item.name}: ${String(got.problem)}`)
    if (CHANGING.test(item.expr) || (!expression.bounded && item.unordered)) continue
    const equal = 'value' in got && 'value' in wanted ? isDeepStrictEqual(rounded(got.value), rounded(wanted.value)) : 'problem' in got === 'code' in wanted
    const tooLarge = !expression.bounded && 'problem' in got && (got.problem as Problem).code === 'expression.limit'
    if (!equal && !tooLarge) wrong.push(`${item.name}: ${item.expr}`)
  }
  console.log(
    `official suite: ${compiled} of ${evaluable} evaluable cases compiled (${((compiled / evaluable) * 100).toFixed(1)} %), ${wrong.length} differences`,
  )
  expect(wrong).toEqual([])
  expect(compiled / evaluable).toBeGreaterThan(0.85)
})
