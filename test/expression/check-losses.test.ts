import { afterAll, expect, test } from 'vitest'
import { checkMapping } from '../../server/expression/check-mapping.ts'
import { createExpressions } from '../../server/expression/expressions.ts'
import type { JsonSchema } from '../../server/model/json-schema.ts'
import { Mapping } from '../../server/model/mapping.ts'

const expressions = createExpressions()
afterAll(() => expressions.close())

const decimal = (places: string): JsonSchema => ({ type: 'string', format: 'decimal', pattern: `^-?\\d{1,15}(\\.${places})?$` })
const number: JsonSchema = { type: 'number' }
const integer: JsonSchema = { type: 'integer' }
const text: JsonSchema = { type: 'string' }
const upTo = (maxLength: number): JsonSchema => ({ type: 'string', maxLength })
const moment: JsonSchema = { type: 'string', format: 'date-time' }
const day: JsonSchema = { type: 'string', format: 'date' }
const orNull = (schema: JsonSchema): JsonSchema => ({ anyOf: [schema, { type: 'null' }] })

/** What is lost between one field `a` and one field `b`; the source limits other texts unless `limits` is false. */
function losses(a: JsonSchema, b: JsonSchema, { from = { kind: 'path', path: 'a' } as object, limits = true } = {}): string[] {
  const source: JsonSchema = { type: 'object', properties: { a, other: limits ? upTo(5) : text } }
  const target: JsonSchema = { type: 'object', properties: { b } }
  const findings = checkMapping(Mapping.parse({ rows: [{ id: 'r', target: 'b', from }], ignored: ['a', 'other'] }), { source, target, expressions })
  expect(findings.filter(({ code }) => code !== 'mapping.lossy')).toEqual([])
  for (const finding of findings) expect(finding).toMatchObject({ level: 'warning', row: 'r' })
  return findings.map(({ message }) => message)
}

const ROUND = 'Say with $round what becomes of the rest.'
const CUT = 'what is longer is cut or refused. Say with $substring what becomes of the rest.'

test.each<[string, JsonSchema, JsonSchema, string]>([
  ['a number to a whole one', number, integer, `\`a\` may have decimal places, but \`b\` takes whole numbers. ${ROUND}`],
  [
    'a number or nothing to a whole one',
    { type: ['number', 'null'] },
    orNull(integer),
    `\`a\` may have decimal places, but \`b\` takes whole numbers. ${ROUND}`,
  ],
  [
    'fine steps to cents',
    { ...number, multipleOf: 0.001 },
    { ...number, multipleOf: 0.01 },
    `\`a\` may have 3 decimal places, but \`b\` takes 2 decimal places. ${ROUND}`,
  ],
  ['a decimal text to a shorter one', decimal('\\d{1,6}'), decimal('\\d\\d'), `\`a\` may have 6 decimal places, but \`b\` takes 2 decimal places. ${ROUND}`],
  [
    'a decimal text to digits',
    decimal('\\d'),
    { type: 'string', pattern: '^[0-9]+$' },
    `\`a\` may have 1 decimal place, but \`b\` takes whole numbers. ${ROUND}`,
  ],
  ['a long text to a short one', orNull(upTo(4000)), upTo(100), `\`a\` may have 4000 characters, but \`b\` takes 100; ${CUT}`],
  ['a free text to a short one', text, { type: 'string', allOf: [upTo(100)] }, `\`a\` may have any number of characters, but \`b\` takes 100; ${CUT}`],
  ['a code to a shorter text', { enum: ['open', 'closed'], type: 'string' }, upTo(4), `\`a\` may have 6 characters, but \`b\` takes 4; ${CUT}`],
  [
    'a list of texts to a list of shorter ones',
    { type: 'array', items: upTo(50) },
    { type: 'array', items: upTo(20) },
    `\`a\` may have 50 characters, but \`b\` takes 20; ${CUT}`,
  ],
  [
    'a moment to a day',
    moment,
    orNull(day),
    '`a` may have a time of day and a zone, but `b` is a day. Which day it is depends on the zone; say it with $fromMillis($toMillis(...), "[Y0001]-[M01]-[D01]", zone).',
  ],
  [
    'a moment to a time',
    moment,
    { type: 'string', format: 'time' },
    '`a` may have a time of day and a zone, but `b` is a time of day without a zone. Say it with $fromMillis($toMillis(...), "[H01]:[m01]:[s01]", zone).',
  ],
])('%s loses something', (...[, a, b, message]) => {
  expect(losses(a, b)).toEqual([message])
})

test.each<[string, JsonSchema, JsonSchema]>([
  ['the same', decimal('\\d{1,6}'), decimal('\\d{1,6}')],
  ['a whole number to any', integer, number],
  ['a number of unknown places to cents', number, { ...number, multipleOf: 0.01 }],
  ['a short text to a longer one', upTo(10), upTo(20)],
  ['a text of a fixed form', { type: 'string', pattern: '^[A-Z]{2}$' }, upTo(2)],
  ['a free text to a free one', text, text],
  ['a moment to a moment', moment, moment],
  ['a moment to a text', moment, text],
  ['a day to a text of its length', day, upTo(10)],
  ['a number to one or a text', number, { anyOf: [integer, text] }],
  ['nothing known', {}, upTo(3)],
])('nothing is lost: %s', (_, a, b) => {
  expect(losses(a, b)).toEqual([])
})

test('a schema that limits no text at all says nothing about lengths', () => {
  expect(losses(text, upTo(100), { limits: false })).toEqual([])
  expect(losses(upTo(200), upTo(100), { limits: false })).toHaveLength(1)
})

test.each<[object, number]>([
  [{ kind: 'path', path: 'a[$ > 0]' }, 1],
  [{ kind: 'expression', text: ' a ' }, 1],
  [{ kind: 'expression', text: '$round(a)' }, 0],
  [{ kind: 'expression', text: '$number(a)' }, 0],
  [{ kind: 'expression', text: 'a > 100 ? 100 : a' }, 0],
  [{ kind: 'table', path: 'a', entries: { 1: 10 }, otherwise: 'pass' }, 1],
  [{ kind: 'table', path: 'a', entries: { 1: 10 }, otherwise: 'omit' }, 0],
  [{ kind: 'table', path: 'a', entries: { 1: 10.5 }, otherwise: 'omit' }, 1],
])('%j has %i warnings where a number goes to a whole one', (from, count) => {
  expect(losses(number, integer, { from })).toHaveLength(count)
})

test.each<[unknown, JsonSchema, string[]]>([
  [2.5, integer, [`The value 2.5 has 1 decimal place, but \`b\` takes whole numbers. ${ROUND}`]],
  [2, integer, []],
  ['12.50', decimal('\\d'), []],
  ['too long', upTo(3), [`The value "too long" has 8 characters, but \`b\` takes 3; ${CUT}`]],
  ['yes', upTo(3), []],
  ['2026-01-05T23:30:00Z', day, [expect.stringMatching(/^The value "2026-01-05T23:30:00Z" has a time of day and a zone, but `b` is a day/)] as never],
  ['2026-01-05', day, []],
  [['a', 'long'], { type: 'array', items: upTo(3) }, [`The value "long" has 4 characters, but \`b\` takes 3; ${CUT}`]],
])('the constant %j', (value, b, messages) => {
  expect(losses(text, b, { from: { kind: 'constant', value } })).toEqual(messages)
})
