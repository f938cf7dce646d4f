import { isDeepStrictEqual } from 'node:util'
import type { Expressions } from '../../server/expression/expression.ts'
import { Problem } from '../../server/model/problem.ts'
import { copy, openLibrary, type OracleResult } from './library-oracle.ts'
import { RandomExpressions } from './random-expressions.ts'

/** Documents that each expression is evaluated on. */
const DOCUMENTS = 3

export interface Comparison {
  /** What differs, in words. */
  found: string[]
  /** Expressions that ran compiled. */
  compiled: number
  /** Evaluations that gave a value on both sides. */
  values: number
}

type Outcome = { readonly value: unknown } | { readonly failure: unknown }

const outcome = async (run: () => unknown): Promise<Outcome> => {
  try {
    return { value: await run() }
  } catch (error) {
    return { failure: error }
  }
}

/** Compares what Patchbay makes of random expressions with what the library makes of them, on several random documents each. */
export async function findDifferences(expressions: Expressions, { seed, count }: { seed: number; count: number }): Promise<Comparison> {
  const random = new RandomExpressions(seed)
  const comparison: Comparison = { found: [], compiled: 0, values: 0 }
  for (let index = 0; index < count; index++) await compareOne(expressions, random, comparison)
  return comparison
}

async function compareOne(expressions: Expressions, random: RandomExpressions, comparison: Comparison): Promise<void> {
  const text = random.expression()
  const bindings = { v: random.value(2), table: { a: 'A', foo: 'F', 2: 'two' } }
  const documents = Array.from({ length: DOCUMENTS }, () => random.document())
  const parsed = await outcome(() => expressions.compile(text))
  if ('failure' in parsed) {
    if (!(parsed.failure instanceof Problem) || parsed.failure.code !== 'expression.invalid')
      comparison.found.push(`compile ${text}: ${String(parsed.failure)}`)
    return
  }
  const expression = expressions.compile(text)
  if (!expression.bounded) return
  if (expression.mode === 'compiled') comparison.compiled += 1
  const library = openLibrary(text)
  for (const input of documents) {
    const given = copy([input, bindings]) as [unknown, Record<string, unknown>]
    const got = await outcome(() => expression.evaluate(given[0], given[1]))
    const wanted = await library(input, bindings)
    if (JSON.stringify(given) !== JSON.stringify([input, bindings])) comparison.found.push(`${text}: changed its input ${JSON.stringify(input)}`)
    if ('value' in got && 'value' in wanted) comparison.values += 1
    if (areEqual(got, wanted)) continue
    const [mine, theirs] = [got, wanted].map((side) => JSON.stringify(side))
    comparison.found.push(
      `${expression.mode} ${text}\n  input ${JSON.stringify(input)}\n  bindings ${JSON.stringify(bindings)}\n  got ${mine}\n  library ${theirs}`,
    )
  }
}

function areEqual(got: Outcome, wanted: OracleResult): boolean {
  if ('failure' in got) return got.failure instanceof Problem && 'code' in wanted
  return 'value' in wanted && isDeepStrictEqual(got.value, wanted.value) && JSON.stringify(got.value) === JSON.stringify(wanted.value)
}
