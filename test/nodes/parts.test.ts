import { afterAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { createExpressions } from '../../server/expression/expressions.ts'
import { fieldErrors } from '../../server/model/field-errors.ts'
import { Problem } from '../../server/model/problem.ts'
import type { StepContext } from '../../server/nodes/contract.ts'
import { evaluateAll, holds } from '../../server/nodes/parts/evaluate.ts'
import { compileSchema } from '../../server/nodes/parts/json-schema-check.ts'
import { shapeOf } from '../../server/nodes/parts/shape.ts'
import { set } from '../../server/nodes/set.ts'
import { respond } from '../../server/nodes/respond.ts'

const expressions = createExpressions()
afterAll(() => expressions.close())

test.each([
  [undefined, false],
  [null, false],
  [0, false],
  ['', false],
  [[], false],
  [[0, ''], false],
  [[0, 1], true],
  [{}, false],
  [{ a: 0 }, true],
  ['false', true],
])('a condition that gives %j holds: %s', (value, expected) => expect(holds(value)).toBe(expected))

describe('shapes', () => {
  test('hold paths and types, each once', () => {
    expect(shapeOf({ lines: [{ sku: 'A' }, { sku: null }], paid: true })).toEqual([
      '$: object',
      '$.lines: array',
      '$.lines[]: object',
      '$.lines[].sku: string',
      '$.lines[].sku: null',
      '$.paid: boolean',
    ])
  })

  test('are bounded', () => {
    expect(shapeOf(Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`k${index}`, 1])))).toHaveLength(200)
  })
})

describe('field errors', () => {
  const schema = z.strictObject({ lines: z.array(z.strictObject({ sku: z.string() })), ext: z.record(z.string(), z.string()) })
  test('name places and never values', () => {
    const parsed = schema.safeParse({ lines: [{ sku: 7 }, {}], ext: { 'ada@novak.example': 1 }, 'Ada Novak': 'Ada' })
    const errors = fieldErrors(parsed.error!)
    expect(errors.map(({ path, message }) => `${path}: ${message}`)).toEqual([
      'lines[0].sku: Invalid input: expected string, received number',
      'lines[1].sku: is missing',
      'ext.*: Invalid input: expected string, received number',
      '*: is not a known field',
    ])
  })
})

describe('a JSON Schema', () => {
  test('that refers to itself checks any depth, up to a limit', () => {
    const check = compileSchema(
      { $ref: '#/$defs/node', $defs: { node: { type: 'object', properties: { next: { $ref: '#/$defs/node' } }, additionalProperties: false } } },
      'schema',
    )
    expect(check({ next: { next: {} } })).toEqual([])
    expect(check({ next: { next: { ada: 1 } } })).toEqual([{ path: 'next.next.ada', message: 'is not a known field', code: 'unrecognized_keys' }])
    let deep: unknown = {}
    for (let depth = 0; depth < 50_000; depth++) deep = { next: deep }
    expect(check(deep)).toEqual([{ path: '', message: 'is nested too deeply' }])
  })

  test('that cannot be read is a problem at its field', () => {
    expect(() => compileSchema({ type: 'string', pattern: '(' }, 'schema')).toThrow(expect.objectContaining({ code: 'flow.invalid', at: 'schema' }))
  })
})

test('expressions that take time are followed one after the other, and no failure is lost', async () => {
  const late = (value: unknown) => ({ ...expressions.compile('1'), evaluate: () => Promise.resolve(value) })
  const now = (value: unknown) => ({ ...expressions.compile('1'), evaluate: () => value })
  expect(evaluateAll([now(1), now(undefined)], {}, {})).toEqual([1, undefined])
  await expect(Promise.resolve(evaluateAll([now(1), late(2), now(3), late(undefined)], {}, {}))).resolves.toEqual([1, 2, 3, undefined])
  const failing = { ...expressions.compile('1'), evaluate: () => Promise.reject(new Problem('expression.limit', 'Too long.')) }
  let begun = 0
  const counting = { ...expressions.compile('1'), evaluate: () => ++begun }
  await expect(Promise.resolve(evaluateAll([failing, counting], {}, {}))).rejects.toMatchObject({ code: 'expression.limit' })
  expect(begun).toBe(0)
})

const message = (body: unknown) => ({ body, meta: { runId: 'r', client: 'c', flow: 'f', at: '' } })
const step = (more: Partial<StepContext> = {}): StepContext => ({
  nodeId: 'n',
  signal: new AbortController().signal,
  bindings: {},
  call: () => Promise.reject(new Error('no call')),
  subflow: () => Promise.reject(new Error('no subflow')),
  customer: () => Promise.reject(new Error('no customer')),
  respond: () => undefined,
  note: () => undefined,
  ...more,
})
const environment = { expressions, input: undefined, output: undefined }

describe('keys', () => {
  test.each(['__proto__', 'constructor', 'prototype', '_jsonata_lambda', 'a.b', 'a b', ''])('%j cannot be set', (key) => {
    expect(set.config.safeParse({ rows: [{ key, value: '1' }] }).success).toBe(false)
  })

  test('the message that arrived is not changed', () => {
    const body = Object.freeze({ a: 1, b: 2 })
    const { run } = set.prepare(set.config.parse({ rows: [{ key: 'a', value: 'b' }], drop: ['b'] }), environment)
    expect(run(message(body), step())).toEqual({ port: 'out', body: { a: 2 } })
    expect(body).toEqual({ a: 1, b: 2 })
  })
})

describe('headers of an answer', () => {
  test('may be expressions', async () => {
    let headers: unknown
    const { run } = respond.prepare(respond.config.parse({ headers: { Location: '="/orders/" & id', 'X-Shop': 'Brno', 'X-None': '=missing' } }), environment)
    await run(message({ id: 7 }), step({ respond: (response) => void (headers = response.headers) }))
    expect(headers).toEqual({ Location: '/orders/7', 'X-Shop': 'Brno' })
  })

  test.each(['Set-Cookie', 'transfer-encoding', 'a b', 'X:y'])('%s is refused', (name) =>
    expect(respond.config.safeParse({ headers: { [name]: 'x' } }).success).toBe(false),
  )
})
