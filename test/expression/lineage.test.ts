import { afterAll, describe, expect, test } from 'vitest'
import type { CompiledMapping } from '../../server/expression/expression.ts'
import { createExpressions } from '../../server/expression/expressions.ts'
import type { Flow } from '../../server/model/flow.ts'
import { Mapping } from '../../server/model/mapping.ts'
import { answerSets, bodiesFor, createMockedRuns, FLOWS } from '../support/mocked-flows.ts'
import { unexplained } from './lineage-oracle.ts'
import { RandomMappings } from './random-mappings.ts'

const expressions = createExpressions({ maxLength: 100_000 })
const runs = createMockedRuns(expressions)
afterAll(async () => {
  await runs.close()
  await expressions.close()
})

const mappings = FLOWS.flatMap((flow) =>
  flow.nodes.flatMap((node) => {
    const mapping = Mapping.safeParse(node.config.mapping)
    return mapping.success ? [{ name: `${flow.id} ${node.id}`, flow, node: node.id, mapping: mapping.data }] : []
  }),
)

/** Messages that arrive at a node while its flow runs with mocked calls. */
async function arrivals(flow: Flow, node: string): Promise<unknown[]> {
  const found: unknown[] = []
  for (const { id, config } of flow.nodes.filter(({ kind }) => kind === 'endpoint'))
    for (const body of bodiesFor(String(config.operation)).slice(0, 3))
      for (const answers of answerSets()) {
        const { arrived } = await runs.run({ flow, trigger: id, body, answers })
        if (arrived.has(node)) found.push(arrived.get(node))
      }
  return [...found.slice(0, 2), ...found.slice(-1)]
}

test.each(mappings.map((one) => [one.name, one] as const))('%s: every change of a target is named by a row', async (_, { flow, node, mapping }) => {
  const compiled = expressions.compileMapping(mapping)
  let total = 0
  for (const input of await arrivals(flow, node)) {
    const { faults, changes } = await unexplained(compiled, input)
    expect(faults).toEqual([])
    total += changes
  }
  expect(total).toBeGreaterThan(0)
})

const seeds = [7, 20261122, Math.floor(Math.random() * 2 ** 32)]

test.each(seeds)('every change of a target of a random mapping is named by a row (seed %i)', { timeout: 120_000 }, async (seed) => {
  const random = new RandomMappings(seed)
  const found: string[] = []
  let total = 0
  for (let count = 0; count < 200; count++) {
    const mapping = random.mapping()
    const compiled = expressions.compileMapping(mapping)
    if (compiled.problems.length > 0) continue
    const input = random.document()
    const { faults, changes } = await unexplained(compiled, input)
    total += changes
    if (faults.length > 0) found.push(`${JSON.stringify(mapping.rows)} over ${JSON.stringify(input)}: ${faults.join('; ')}`)
  }
  console.log(`lineage seed ${seed}: ${total} changes, ${found.length} mappings with faults`)
  expect(found.slice(0, 5)).toEqual([])
  expect(total).toBeGreaterThan(1000)
})

describe('the oracle sees', () => {
  const mapping = Mapping.parse({
    rows: [
      { id: 'a', target: 'name', from: { kind: 'expression', text: '$uppercase(first)' } },
      { id: 'b', target: 'mail', from: { kind: 'path', path: 'mail' } },
    ],
  })
  const input = { first: 'Ada', mail: 'ada@example.org' }
  const wrong = (change: (row: CompiledMapping['rows'][number]) => object) => {
    const compiled = expressions.compileMapping(mapping)
    return { run: compiled.run, rows: compiled.rows.map((row) => ({ ...row, mode: row.mode, ...change(row) })) }
  }

  test('nothing wrong with a right analysis', async () => {
    expect((await unexplained(expressions.compileMapping(mapping), input)).faults).toEqual([])
  })

  test('an origin that is missing', async () => {
    expect(
      (
        await unexplained(
          wrong(() => ({ origins: [] })),
          input,
        )
      ).faults,
    ).toEqual(['name changes with first', 'mail changes with mail'])
  })

  test('a computed value that is called a copy', async () => {
    const copied = wrong(({ origins }) => ({ origins: origins.map((origin) => ({ ...origin, how: 'copied' })) }))
    expect((await unexplained(copied, input)).faults).toEqual(['name is no copy of first'])
  })
})
