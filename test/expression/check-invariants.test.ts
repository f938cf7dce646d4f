import { afterAll, expect, test } from 'vitest'
import { checkMapping } from '../../server/expression/check-mapping.ts'
import { createExpressions } from '../../server/expression/expressions.ts'
import type { Finding } from '../../server/model/finding.ts'
import type { JsonSchema } from '../../server/model/json-schema.ts'
import { Mapping } from '../../server/model/mapping.ts'

const expressions = createExpressions()
afterAll(() => expressions.close())

const text: JsonSchema = { type: 'string' }
const totals: JsonSchema = { type: 'object', additionalProperties: false, properties: { net: text, tax: text } }
const source: JsonSchema = { type: 'object', additionalProperties: false, properties: { lines: { type: 'array', items: totals }, sum: totals, whole: {} } }
const target: JsonSchema = { type: 'object', additionalProperties: false, properties: { lines: { type: 'array', items: totals }, totals, note: {} } }
const ROWS = [
  { id: 'l', target: 'lines', from: { kind: 'each', path: 'lines' }, rows: [{ id: 'n', target: 'net', from: { kind: 'path', path: 'net' } }] },
  { id: 's', target: 'totals.net', from: { kind: 'path', path: 'sum.net' } },
  { id: 'w', target: 'note', from: { kind: 'path', path: 'whole' } },
]

function check(expression: string, options: { rows?: object[]; source?: JsonSchema; target?: JsonSchema } = { source, target }): string[] {
  const { rows = ROWS, ...schemas } = options
  const mapping = Mapping.parse({ rows, invariants: [{ id: 'i1', text: expression, note: 'Sums' }] })
  const findings = checkMapping(mapping, { ...schemas, expressions }).filter(({ code }) => code !== 'mapping.lost')
  expect(findings.every(({ row, code }) => row === 'i1' && code === 'mapping.invariant-invalid')).toBe(true)
  return findings.map(({ level, message }: Finding) => `${level} ${message}`)
}

test.each([
  ['$round($sum([lines.$number(net)]), 2) = $number(totals.net)'],
  ['$count(lines) = $count($source.lines) and $exists(totals)'],
  ['note.anything = 1 and $source.whole.x = $root.whole.x and $input.any and $meta.any'],
  ['true'],
])('%s is fine', (expression) => expect(check(expression)).toEqual([]))

test.each([
  ['totals.net = ', 'error The invariant "Sums" cannot be read. Unexpected end of expression (at position 13).'],
  ['totals.nett = 1', 'error The invariant "Sums" reads `totals.nett` (did you mean `totals.net`?), which does not exist in the target.'],
  ['sum.net = 1', 'error The invariant "Sums" reads `sum`, which does not exist in the target.'],
  ['$source.totals = 1', 'error The invariant "Sums" reads `totals`, which does not exist in the source.'],
  ['$root.lines.nat = 1', 'error The invariant "Sums" reads `lines.nat` (did you mean `lines.net`?), which does not exist in the source.'],
  ['lines.tax = 1', 'warning The invariant "Sums" reads `lines.tax`, which no row fills.'],
  ['totals.tax = 1', 'warning The invariant "Sums" reads `totals.tax`, which no row fills.'],
  ['$sorce.x', 'warning The invariant "Sums" reads the variable `$sorce`, which is never set; there are $source, $input, $meta and $root.'],
  ['$index = 1', 'warning The invariant "Sums" reads the variable `$index`, which is never set; there are $source, $input, $meta and $root.'],
])('%s', (expression, finding) => expect(check(expression)).toEqual([finding]))

test('without schemas only what no row fills is told; a row for the whole value may fill everything', () => {
  expect(check('totals.net = other', {})).toEqual(['warning The invariant "Sums" reads `other`, which no row fills.'])
  const whole = [{ id: 'a', target: '$', from: { kind: 'path', path: 'whole' } }]
  expect(check('totals.net = other', { rows: whole })).toEqual([])
})

test('source fields that are neither mapped nor ignored are one warning; everything read, or no schema: none', () => {
  const lost = (mapping: object, schema: JsonSchema | undefined = source): object[] => checkMapping(Mapping.parse(mapping), { source: schema, expressions })
  expect(lost({ rows: ROWS })).toEqual([
    { level: 'warning', code: 'mapping.lost', message: '2 source fields are neither mapped nor ignored: `lines.tax`, `sum.tax`.' },
  ])
  expect(lost({ rows: ROWS, ignored: ['sum', 'lines.tax'] })).toEqual([])
  expect(lost({ rows: [{ id: 'a', target: '$', from: { kind: 'path', path: '$' } }] })).toEqual([])
  expect(lost({ rows: ROWS }, {})).toEqual([])
  expect(checkMapping(Mapping.parse({ rows: ROWS }), { expressions })).toEqual([])
  const many: JsonSchema = { type: 'object', properties: Object.fromEntries(Array.from({ length: 11 }, (_, index) => [`f${index}`, text])) }
  expect(lost({ rows: [] }, many)).toEqual([
    expect.objectContaining({ message: expect.stringMatching(/^11 source fields are .*: `f0`, .*`f7` and 3 more\.$/) }),
  ])
})
