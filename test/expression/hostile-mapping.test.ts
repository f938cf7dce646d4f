import { afterAll, afterEach, expect, test } from 'vitest'
import { checkMapping } from '../../server/expression/check-mapping.ts'
import { createExpressions } from '../../server/expression/expressions.ts'
import { lostFields } from '../../server/expression/lost-fields.ts'
import type { JsonSchema } from '../../server/model/json-schema.ts'
import { Mapping } from '../../server/model/mapping.ts'
import { Problem } from '../../server/model/problem.ts'
import { HOSTILE_NAMES } from './hostile-names.ts'
import { watchPrototypes } from '../support/prototypes.ts'

const expressions = createExpressions({ timeoutMs: 300, processes: 1 })
afterAll(() => expressions.close())

afterEach(watchPrototypes())

const NOT_ALLOWED = ['__proto__', 'constructor', 'prototype']
const own = (entries: [string, unknown][]): Record<string, unknown> => Object.fromEntries(entries)

test.each(HOSTILE_NAMES.filter((name) => !NOT_ALLOWED.includes(name)))('a mapping whose rows are named %j does what one named otherwise does', async (name) => {
  const quoted = `\`${name}\``
  const text = JSON.stringify(name)
  const mapping = Mapping.parse({
    rows: [
      { id: `${name}1`, target: `path.${quoted}`, from: { kind: 'path', path: `${quoted}.${quoted}` }, note: name },
      { id: `${name}2`, target: `constant.${quoted}`, from: { kind: 'constant', value: name } },
      { id: `${name}3`, target: `whole.${quoted}`, from: { kind: 'constant', value: own([[name, [name]]]) } },
      { id: `${name}4`, target: `table.${quoted}`, from: { kind: 'table', path: `${quoted}.${quoted}`, entries: own([[name, name]]) } },
      { id: `${name}5`, target: `text.${quoted}`, from: { kind: 'expression', text: `${text} & ${quoted}.${quoted}` } },
      { id: `${name}6`, target: `built.${quoted}`, from: { kind: 'expression', text: `{${text}: $lookup($, ${text}).${quoted}}` } },
      {
        id: `${name}7`,
        target: `loop.${quoted}`,
        from: { kind: 'each', path: `list.${quoted}` },
        rows: [{ id: `${name}8`, target: `${quoted}[1].${quoted}`, from: { kind: 'path', path: quoted } }],
      },
    ],
    invariants: [
      { id: name, text: `${quoted} = ${text} or path.${quoted} = ${text}`, note: name },
      { id: `${name}2`, text: `$source.${quoted}.${quoted} = ${text} and $exists(built.${quoted}.${quoted})` },
    ],
  })
  const input = own([
    [name, own([[name, name]])],
    ['list', own([[name, [own([[name, 'a']]), own([[name, 'b']])]]])],
  ])
  const compiled = expressions.compileMapping(mapping)
  expect(compiled.problems).toEqual([])
  const run = (): unknown => compiled.run(structuredClone(input))
  const wanted = {
    path: own([[name, name]]),
    constant: own([[name, name]]),
    whole: own([[name, own([[name, [name]]])]]),
    table: own([[name, name]]),
    text: own([[name, name + name]]),
    built: own([[name, own([[name, name]])]]),
    loop: own([[name, ['a', 'b'].map((value) => own([[name, [own([[name, value]])]]]))]]),
  }
  expect(await run()).toStrictEqual(wanted)
  expect(compiled.fills().invariants.every(({ held, broken }) => held === 1 && broken === 0)).toBe(true)
  const schema: JsonSchema = { type: 'object', properties: own([[name, { type: 'object', properties: own([[name, { type: 'string' }]]) }]]) as never }
  expect(() => checkMapping(mapping, { source: schema, target: schema, expressions })).not.toThrow()
  expect(() => lostFields(mapping, schema, expressions)).not.toThrow()
})

test.each(NOT_ALLOWED)('the name %s is read as any other and never written', (name) => {
  const input = JSON.parse(`{"${name}": {"${name}": 1}}`) as object
  const reading = expressions.compileMapping(Mapping.parse({ rows: [{ id: name, target: 'a', from: { kind: 'path', path: `${name}.${name}` } }] }))
  expect(reading.run(input)).toEqual({ a: 1 })
  expect(reading.run({})).toEqual({})
  const copying = expressions.compileMapping(Mapping.parse({ rows: [{ id: name, target: 'a', from: { kind: 'path', path: '$' } }] }))
  expect((copying.run(input) as { a: object }).a).toEqual(input)
  for (const target of [name, `\`${name}\``, `a.${name}`, `a.\`${name}\`.b`, `a[0].${name}`]) {
    const rows = [{ id: 'r', target, from: { kind: 'constant', value: { polluted: true } } }]
    const writing = expressions.compileMapping(Mapping.parse({ rows }))
    expect(writing.problems).toEqual([expect.objectContaining({ path: 'r', code: 'mapping.type' })])
    expect(() => writing.run({})).toThrow(Problem)
  }
})

test('texts that try to leave the generated code are refused or stay texts', () => {
  for (const path of ['a]', 'a[0', 'a;globalThis.pwned=1', 'a`', '`a', 'a["b"]', 'a.b[0]]', 'a\u2028b', 'a//', 'a/*', '$', '$$', '(a)', "a['b']"]) {
    for (const row of [
      { id: 'r', target: path, from: { kind: 'constant', value: 1 } },
      { id: 'r', target: 'b', from: { kind: 'path', path } },
    ]) {
      const compiled = expressions.compileMapping(Mapping.parse({ rows: [row] }))
      const outcome = (): unknown => {
        try {
          return compiled.run({ a: { b: 1 } })
        } catch (error) {
          return error
        }
      }
      const value = outcome()
      expect(value instanceof Problem || Object.getPrototypeOf(value) === Object.prototype || typeof value === 'number').toBe(true)
    }
  }
})

const ENDLESS = '($f := function($n) { $f($n + 1) }; $f(0))'

test.each([
  [ENDLESS, 'expression.limit'],
  ['$contains(a, /^(a+)+$/)', 'expression.limit'],
  ['$length($pad("x", 900000000)) > 0', 'expression.limit'],
  ['$eval("$eval")', 'mapping.invariant'],
  ['constructor.constructor("return process")()', 'mapping.invariant'],
  ['$lookup($, "__proto__")', 'mapping.invariant'],
  ['$assert(false, a)', 'expression.failed'],
  ['$error(a)', 'expression.failed'],
])('a hostile invariant is broken, ends, and tells nothing of the values: %s', { timeout: 30_000 }, async (text, code) => {
  const value = `${'a'.repeat(60)}!`
  const mapping = Mapping.parse({ rows: [{ id: 'r', target: 'a', from: { kind: 'path', path: 'a' } }], invariants: [{ id: 'i', text }] })
  const compiled = expressions.compileMapping(mapping)
  const problem = await Promise.resolve()
    .then(() => compiled.run({ a: value }))
    .catch((error: unknown) => error)
  expect(problem).toMatchObject({ code: 'mapping.invariant', at: 'i', errors: [expect.objectContaining({ path: 'i', code })] })
  expect(JSON.stringify([(problem as Problem).detail, (problem as Problem).errors])).not.toContain('aaaa')
})

test('while a hostile invariant spins, other mappings run', async () => {
  const rows = [{ id: 'r', target: 'a', from: { kind: 'path', path: 'a' } }]
  const spinning = expressions.compileMapping(Mapping.parse({ rows, invariants: [{ id: 'i', text: ENDLESS }] }))
  const good = expressions.compileMapping(Mapping.parse({ rows, invariants: [{ id: 'i', text: 'a > 0' }] }))
  let spun = false
  const end = Promise.resolve(spinning.run({ a: 1 })).catch(() => (spun = true))
  for (let turn = 0; turn < 50; turn++) {
    expect(good.run({ a: turn + 1 })).toEqual({ a: turn + 1 })
    await new Promise((resolve) => setImmediate(resolve))
  }
  expect(spun).toBe(false)
  await end
  expect(spun).toBe(true)
})
