import { readdirSync } from 'node:fs'
import { afterAll, describe, expect, test } from 'vitest'
import type { Expressions } from '../../server/expression/expression.ts'
import { createExpressions } from '../../server/expression/expressions.ts'
import type { JsonSchema } from '../../server/model/json-schema.ts'
import { NodeSpec, portsOf } from '../../server/model/node-spec.ts'
import type { NodeKind, NodeTrace } from '../../server/nodes/contract.ts'
import { NODE_KINDS, nodeSpec } from '../../server/nodes/registry.ts'
import { runExample } from './run-example.ts'

const expressions = createExpressions()
afterAll(() => expressions.close())

/** Defaults that an author must complete: there is nothing that could be chosen for them. */
const INCOMPLETE = new Set(['call', 'subflow'])

test('every file of the folder is a registered kind', () => {
  const files = readdirSync(new URL('../../server/nodes/', import.meta.url)).filter(
    (file) => file.endsWith('.ts') && file !== 'contract.ts' && file !== 'registry.ts',
  )
  expect(NODE_KINDS.map((kind) => `${kind.spec.kind}.ts`).toSorted()).toEqual(files.toSorted())
})

test('kinds are unique', () => {
  expect(new Set(NODE_KINDS.map((kind) => kind.spec.kind)).size).toBe(NODE_KINDS.length)
})

describe.each(NODE_KINDS.map((kind) => [kind.spec.kind, kind] as const))('%s', (name, kind) => {
  const spec = nodeSpec(kind)

  test('has a valid spec', () => {
    expect(NodeSpec.parse(JSON.parse(JSON.stringify(spec)))).toBeTruthy()
    expect(spec.examples.length).toBeGreaterThanOrEqual(name === 'note' ? 1 : 2)
    expect(spec.trigger && spec.input).toBe(false)
  })

  test('has an icon that exists', () => {
    const icon = `Icon${spec.icon.replace(/(^|-)(\w)/g, (_, __, letter: string) => letter.toUpperCase())}.mjs`
    expect(readdirSync(new URL('../../node_modules/@tabler/icons-react/dist/esm/icons/', import.meta.url))).toContain(icon)
  })

  test('names and describes every field', () => {
    expect(unnamedFields(spec.config, '')).toEqual([])
  })

  test('has defaults that fit its config', () => {
    expect(kind.config.safeParse(spec.defaults).success).toBe(!INCOMPLETE.has(name))
  })

  test('refuses unknown config fields', () => {
    expect(kind.config.safeParse({ ...spec.examples[0]!.config, surprise: 1 }).success).toBe(false)
  })

  test('names fields of its config in the line of its card', () => {
    const fields = [...spec.line.matchAll(/\{(\w+)[.}]/g)].map((match) => match[1]!)
    expect(Object.keys(spec.config.properties ?? {})).toEqual(expect.arrayContaining(fields))
  })

  test.each(spec.examples.map((example) => [example.title, example] as const))('example: %s', async (_, example) => {
    const { output, problem, response } = await runExample(kind, example, expressions)
    expect({ output, problem, response }).toEqual({ output: example.output, problem: example.problem, response: example.response })
    const ports = portsOf(spec, example.config).map((port) => port.id)
    for (const { port } of output ?? []) expect(ports).toContain(port)
  })

  test('says what all its expressions and mappings do to fields', async () => {
    for (const { config } of spec.examples) {
      const { made, trace } = preparedWith(kind, kind.config.parse(config))
      expect(namedIn(trace)).toEqual(expect.arrayContaining(made))
      for (const { value } of trace.sends ?? []) expect(value.of).not.toBe('answer')
    }
  })

  test('has an example of a problem if it can fail', () => {
    expect(spec.examples.some((example) => example.problem !== undefined)).toBe(spec.canFail || name === 'raise')
  })
})

test('an expression that the trace of a kind leaves out is noticed', () => {
  const filter = NODE_KINDS.find(({ spec }) => spec.kind === 'filter')!
  const { made, trace } = preparedWith(filter, { when: 'a' })
  expect(made).toHaveLength(1)
  expect(namedIn({ ...trace, decides: [] })).not.toEqual(expect.arrayContaining(made))
})

/** What a kind compiles while it is prepared, and what its trace says. */
function preparedWith(kind: NodeKind, config: unknown): { made: unknown[]; trace: NodeTrace } {
  const made: unknown[] = []
  const noted = <T>(value: T): T => {
    made.push(value)
    return value
  }
  const watched: Expressions = {
    ...expressions,
    compile: (text) => noted(expressions.compile(text)),
    compileMapping: (mapping, target) => noted(expressions.compileMapping(mapping, target)),
  }
  const { trace } = kind.prepare(config, { expressions: watched, input: {}, output: {} })
  return { made, trace }
}

function namedIn({ out, decides = [], counts, sends = [], tells = [] }: NodeTrace): unknown[] {
  const values = [...out, ...sends].flatMap(({ value }): unknown[] =>
    value.of === 'expression' ? [value.expression] : value.of === 'mapping' ? [value.mapping] : [],
  )
  return [...values, ...decides, ...tells, counts]
}

/** Fields without title or description, also those of the entries of lists. The mapping and the schema have controls of their own. */
function unnamedFields(schema: JsonSchema, path: string): string[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const own = field.title && field.description ? [] : [`${path}${name}`]
    if (field['x-control'] === 'mapping' || field['x-control'] === 'schema') return own
    return [...own, ...unnamedFields(field.items ?? {}, `${path}${name}[].`)]
  })
}
