import { afterAll, describe, expect, test } from 'vitest'
import type { CompiledMapping } from '../../server/expression/expression.ts'
import { createExpressions } from '../../server/expression/expressions.ts'
import { Mapping } from '../../server/model/mapping.ts'
import { Problem } from '../../server/model/problem.ts'

const expressions = createExpressions()
afterAll(() => expressions.close())

const COPY = [
  { id: 'l', target: 'lines', from: { kind: 'each', path: 'lines' }, rows: [{ id: 'n', target: 'net', from: { kind: 'path', path: 'net' } }] },
  { id: 't', target: 'totals.net', from: { kind: 'path', path: 'total' } },
]
const compile = (invariants: object[], rows: object[] = COPY): CompiledMapping => expressions.compileMapping(Mapping.parse({ rows, invariants }))
const invariant = (text: string, more: object = {}): object => ({ id: 'i1', text, ...more })

async function problemOf(action: () => unknown): Promise<Problem> {
  const outcome: unknown = await Promise.resolve()
    .then(action)
    .catch((error: unknown) => error)
  if (outcome instanceof Problem) return outcome
  throw new Error('not a Problem', { cause: outcome })
}

describe('the sums of decimal texts', () => {
  const mapping = compile([invariant('$round($sum([lines.$number(net)]), 2) = $number(totals.net)')])
  const document = (nets: string[], total: string): object => ({ lines: nets.map((net) => ({ net })), total })

  test.each([
    [[], '0.00'],
    [['12.50'], '12.50'],
    [['0.10', '0.20'], '0.30'],
    [['37.00', '9.60', '-1.05'], '45.55'],
    [Array.from({ length: 100 }, () => '0.07'), '7.00'],
  ])('%j make %s', (nets, total) => {
    expect(mapping.run(document(nets, total))).toEqual({ lines: nets.map((net) => ({ net })), totals: { net: total } })
  })

  test.each([
    [[], '0.01'],
    [['12.50'], '12.51'],
    [['0.10', '0.20'], '0.31'],
  ])('%j do not make %s', async (nets, total) => {
    expect(await problemOf(() => mapping.run(document(nets, total)))).toMatchObject({ code: 'mapping.invariant', at: 'i1' })
  })
})

describe('what a broken invariant does', () => {
  test('the problem names the note, or the text, and no value', async () => {
    const named = compile([
      invariant('totals.net > 5', { note: 'Orders below 5 are not delivered' }),
      { id: 'i2', text: 'totals.net > 6' },
      { id: 'i3', text: 'true' },
    ])
    const problem = await problemOf(() => named.run({ total: 4.25 }))
    expect(problem.detail).toBe('2 invariants are broken. The invariant "Orders below 5 are not delivered" does not hold.')
    expect(problem.errors).toEqual([
      { path: 'i1', message: '"Orders below 5 are not delivered" does not hold.', code: 'mapping.invariant' },
      { path: 'i2', message: '"totals.net > 6" does not hold.', code: 'mapping.invariant' },
    ])
    expect(problem.at).toBe('i1')
    expect(JSON.stringify(problem)).not.toMatch(/4\.25/)
  })

  test.each([
    ['totals.gross', 'gives nothing.', 'mapping.invariant'],
    ['totals.net', 'does not give true or false.', 'mapping.invariant'],
    ['totals.net = 1', 'does not hold.', 'mapping.invariant'],
    ['totals.net > 1', 'cannot be evaluated. Numbers and strings cannot be compared with each other at position 12 (T2009).', 'expression.failed'],
    ['$pad(totals.net, 3) = "x"', 'does not hold.', 'mapping.invariant'],
    ['$pad(totals, 3) = "x"', 'cannot be evaluated. An argument does not fit the function in $pad at position 5 (T0410).', 'expression.failed'],
  ])('%s', async (text, how, code) => {
    const problem = await problemOf(() => compile([invariant(text)]).run({ total: 'Marta' }))
    expect(problem.code).toBe('mapping.invariant')
    expect(problem.errors).toEqual([{ path: 'i1', message: `"${text}" ${how}`, code }])
    expect(JSON.stringify(problem)).not.toMatch(/Marta/)
  })

  test('one that only counts lets the value through', async () => {
    const mapping = compile([
      invariant('totals.net = 1', { broken: 'count' }),
      { id: 'i2', text: '$number(totals.net) > 0', broken: 'count' },
      { id: 'i3', text: 'true' },
    ])
    for (const total of [1, 2, 'x']) expect(await mapping.run({ total })).toEqual({ lines: [], totals: { net: total } })
    expect(mapping.fills().invariants).toEqual([
      { invariant: 'i1', held: 1, broken: 2 },
      { invariant: 'i2', held: 2, broken: 1 },
      { invariant: 'i3', held: 3, broken: 0 },
    ])
  })

  test('it is not looked at where rows have problems', async () => {
    const mapping = compile([invariant('false')], [{ id: 'a', target: 'a', from: { kind: 'path', path: 'a' }, required: true }])
    expect(await problemOf(() => mapping.run({}))).toMatchObject({ code: 'mapping.required' })
    expect(mapping.fills()).toMatchObject({ runs: 1, invariants: [{ held: 0, broken: 0 }] })
  })
})

test('$source and $root are the source, $meta and $input are there, and the input is the result', () => {
  const mapping = compile([invariant('$source.total = totals.net and $root.total = totals.net and $meta.m = 1 and $input.i = 2 and $not($exists(total))')])
  expect(mapping.run({ total: 3 }, { meta: { m: 1 }, input: { i: 2 } })).toEqual({ lines: [], totals: { net: 3 } })
})

test('a result that is no object is checked as well', () => {
  const whole = [{ id: 'a', target: '$', from: { kind: 'path', path: 'list' } }]
  expect(compile([invariant('$sum($) = 3')], whole).run({ list: [1, 2] })).toEqual([1, 2])
  expect(compile([invariant('$exists($) = false')], whole).run({})).toBeUndefined()
})

test('an expression that must wait makes the run wait, and the rest does not', async () => {
  expect(compile([invariant('true')]).run({})).not.toBeInstanceOf(Promise)
  const waits = compile([invariant('$pad("x", totals.net) = "x  "')]).run({ total: 3 })
  expect(waits).toBeInstanceOf(Promise)
  expect(await waits).toEqual({ lines: [], totals: { net: 3 } })
})

test('one that cannot be read is a problem of the mapping', async () => {
  const mapping = compile([invariant('totals.net = ')])
  expect(mapping.problems).toEqual([{ path: 'i1', code: 'expression.invalid', message: expect.stringContaining('position') }])
  expect((await problemOf(() => mapping.run({}))).code).toBe('expression.invalid')
})
