import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Finding } from '../../server/model/finding.ts'
import type { Flow } from '../../server/model/flow.ts'
import { createBench, draw, HOOK, type Bench } from './bench.ts'

let bench: Bench
beforeAll(() => {
  const find = {
    input: { type: 'object', properties: { email: { type: 'string' } }, required: ['email'], additionalProperties: false },
    output: { type: 'object', properties: { id: { type: 'string' } } },
  } as const
  bench = createBench({ find: () => ({ id: 'C-1' }) }, { find: { input: { ...find.input, required: ['email'] }, output: find.output } })
})
afterAll(() => bench.close())

const check = (flow: Flow): Finding[] => bench.runtime.check(flow)
const codes = (flow: Flow): string[] =>
  check(flow).map(({ level, code, node, wire, field, row }) => [level, code, node ?? wire, field, row].filter((part) => part !== undefined).join(' '))
const FIND: [string, Record<string, unknown>] = ['call', { connection: 'crm', operation: 'find' }]
const SEARCH: [string, Record<string, unknown>] = ['endpoint', { operation: 'customers.search' }]
const row = (target: string, path: string) => ({ id: `r-${target}`, target, from: { kind: 'path', path } })
const map = (...rows: unknown[]): [string, Record<string, unknown>] => ['map', { mapping: { rows } }]

test('a complete flow has no findings', () => {
  const flow = draw({ in: HOOK, find: FIND, out: ['respond'], memo: ['note', { text: 'x' }] }, ['in > find', 'find > out'])
  expect(check(flow)).toEqual([])
})

describe('nodes', () => {
  test.each<[string, Parameters<typeof draw>[0], Parameters<typeof draw>[1], string[]]>([
    ['a kind that does not exist', { in: HOOK, x: ['teleport'] }, ['in > x'], ['error node.unknown-kind x']],
    ['a field that is missing', { in: HOOK, x: ['filter'] }, ['in > x'], ['error config.invalid x when']],
    ['an unknown field', { in: HOOK, x: ['filter', { when: 'a', whem: 'b' }] }, ['in > x'], ['error config.invalid x whem']],
    [
      'a field in a list',
      {
        in: HOOK,
        x: [
          'route',
          {
            routes: [
              { id: 'a', title: 'a', when: '1' },
              { id: 'a', title: 'a', when: '1' },
            ],
          },
        ],
      },
      ['in > x'],
      ['error config.invalid x routes.1.id'],
    ],
    ['an expression that does not parse', { in: HOOK, x: ['filter', { when: 'a = = b' }] }, ['in > x'], ['error expression.invalid x when']],
    [
      'an expression in a list',
      {
        in: HOOK,
        x: [
          'set',
          {
            rows: [
              { key: 'a', value: '1' },
              { key: 'b', value: '(' },
            ],
          },
        ],
      },
      ['in > x'],
      ['error expression.invalid x rows.1.value'],
    ],
    [
      'a cron expression that is none',
      { in: ['schedule', { cron: 'daily', timeZone: 'Mars/Base', body: {} }] },
      [],
      ['error config.invalid in cron', 'error config.invalid in timeZone'],
    ],
    [
      'a connection that does not exist',
      { in: HOOK, x: ['call', { connection: 'erp', operation: 'find' }] },
      ['in > x'],
      ['error operation.unknown x operation'],
    ],
    [
      'an operation that does not exist',
      { in: HOOK, x: ['call', { connection: 'crm', operation: 'fly' }] },
      ['in > x'],
      ['error operation.unknown x operation'],
    ],
    [
      'a call that is not filled in',
      { in: HOOK, x: ['call', { connection: '', operation: '' }] },
      ['in > x'],
      ['error config.invalid x connection', 'error config.invalid x operation'],
    ],
    [
      'a JSON Schema that cannot be read',
      { in: HOOK, x: ['validate', { schema: { from: 'inline', schema: { type: 'strong' } } }] },
      ['in > x'],
      ['error flow.invalid x schema'],
    ],
    ['a node that nothing leads to', { in: HOOK, x: ['log'] }, [], ['warning node.unreachable x']],
  ])('%s', (...[, nodes, wires, expected]) => expect(codes(draw(nodes, wires))).toEqual(expected))

  test('the position of a mistake is named', () => {
    expect(check(draw({ in: HOOK, x: ['filter', { when: 'a = = b' }] }, ['in > x']))[0]?.message).toMatch(/position \d/)
  })
})

describe('mappings', () => {
  const flow = (mapping: [string, Record<string, unknown>]): Flow =>
    draw({ in: SEARCH, map: mapping, find: FIND, out: ['respond', { status: 404, body: '{}' }] }, ['in > map', 'map > find', 'find > out'])

  test('are checked against what arrives and what the next node expects', () => {
    const [lost, ...others] = check(flow(map(row('email', 'email'))))
    expect(lost).toMatchObject({ level: 'warning', code: 'mapping.lost', node: 'map', message: expect.stringContaining(' source fields') })
    expect(others).toEqual([])
    const [unknown] = check(flow(map(row('email', 'mail'))))
    expect(unknown).toMatchObject({ node: 'map', row: 'r-email', field: 'mapping' })
    const [missing] = check(flow(map()))
    expect(missing).toMatchObject({ level: 'error', node: 'map' })
    expect(missing?.message).toContain('email')
  })

  test('a row that does not parse is reported once', () => {
    const findings = check(flow(map({ id: 'r1', target: 'email', from: { kind: 'expression', text: '(' } })))
    expect(findings).toHaveLength(1)
    expect(findings[0]).toMatchObject({ node: 'map', row: 'r1' })
  })
})

describe('wires', () => {
  test('must join a port to a node', () => {
    const flow = draw({ in: HOOK, memo: ['note', { text: '' }], log: ['log'] }, [
      'in > log',
      'in > gone',
      'gone > log',
      'in.side > log',
      'log.problem > log',
      'in > memo',
    ])
    expect(codes(flow).filter((code) => code.includes('wire.'))).toEqual([
      'error wire.to-nowhere in > gone',
      'error wire.from-nowhere gone > log',
      'error wire.no-port in.side > log',
      'error wire.no-port log.problem > log',
      'error wire.no-input in > memo',
    ])
  })

  test('ports follow from the config', () => {
    const lookup = (otherwise?: string): Flow =>
      draw({ in: HOOK, x: ['lookup', { code: 'a', entries: {}, into: 'b', ...(otherwise && { otherwise }) }], log: ['log'] }, ['in > x', 'x.unknown > log'])
    expect(codes(lookup())).toEqual([])
    expect(codes(lookup('port'))).toEqual([])
    expect(codes(lookup('pass'))).toEqual(['error wire.no-port x.unknown > log'])
    const route = draw({ in: HOOK, x: ['route', { routes: [{ id: 'big', title: 'big', when: '1' }] }], log: ['log'] }, [
      'in > x',
      'x.big > log',
      'x.else > log',
      'x.small > log',
    ])
    expect(codes(route)).toEqual(['error wire.no-port x.small > log'])
  })

  test('may not form a loop', () => {
    const flow = draw({ in: HOOK, a: ['log'], b: ['log'] }, ['in > a', 'a > b', 'b > a'])
    expect(check(flow)).toEqual([{ level: 'error', code: 'flow.loop', node: 'a', message: expect.stringContaining('"a" → "b" → "a"') }])
    expect(codes(draw({ in: HOOK, a: ['log'] }, ['in > a', 'a > a']))).toEqual(['error flow.loop a'])
  })

  test('ids are unique', () => {
    const flow = draw({ in: HOOK, a: ['log'] }, ['in > a', 'in > a'])
    expect(codes({ ...flow, nodes: [...flow.nodes, flow.nodes[1]!] })).toEqual(['error wire.twice in > a', 'error node.twice a'])
  })
})

describe('splits', () => {
  test('a collect node needs one', () => {
    expect(codes(draw({ in: HOOK, c: ['collect'] }, ['in > c']))).toEqual(['error flow.no-split c'])
  })

  test('a collect node belongs to one', () => {
    expect(codes(draw({ in: HOOK, s: ['split', { items: 'a' }], c: ['collect'] }, ['in > s', 's.item > c', 'in > c']))).toEqual(['error flow.mixed-split c'])
    expect(codes(draw({ in: HOOK, s: ['split', { items: 'a' }], c: ['collect'] }, ['in > s', 's.item > c', 's.problem > c']))).toEqual([
      'error flow.mixed-split c',
    ])
    expect(
      codes(draw({ in: HOOK, s: ['split', { items: 'a' }], t: ['split', { items: 'a' }], c: ['collect'] }, ['in > s', 'in > t', 's.item > c', 't.item > c'])),
    ).toEqual(['error flow.mixed-split c'])
  })
})

describe('triggers', () => {
  test('there must be one', () => expect(codes(draw({ a: ['log'] }, []))).toEqual(['error flow.no-trigger']))

  test('none may be there twice', () => {
    const out: [string, Record<string, unknown>] = ['respond', { body: '{ "items": [] }' }]
    expect(codes(draw({ a: SEARCH, b: SEARCH, out }, ['a > out', 'b > out']))).toEqual(['error trigger.twice b'])
    expect(codes(draw({ a: HOOK, b: HOOK, c: ['webhook', { method: 'GET', path: 'in' }] }, []))).toEqual(['error trigger.twice b'])
  })
})

describe('every way must end in an answer', () => {
  const out: [string, Record<string, unknown>] = ['respond', { body: '{ "items": [] }' }]
  test.each<[string, Parameters<typeof draw>[0], Parameters<typeof draw>[1], string[]]>([
    ['no respond node', { in: SEARCH, log: ['log'] }, ['in > log'], ['log']],
    ['a port without a wire', { in: SEARCH, f: ['filter', { when: '1' }], out }, ['in > f', 'f > out'], ['f']],
    [
      'both ports answered',
      { in: SEARCH, f: ['filter', { when: '1' }], out, no: ['raise', { code: 'flow.raised', detail: '' }] },
      ['in > f', 'f > out', 'f.rejected > no'],
      [],
    ],
    ['a side branch beside the answer', { in: SEARCH, log: ['log'], out }, ['in > log', 'in > out'], []],
    ['a problem that is led nowhere useful', { in: SEARCH, find: FIND, out, log: ['log'] }, ['in > find', 'find > out', 'find.problem > log'], ['log']],
    ['an answer for the items of a split only', { in: SEARCH, s: ['split', { items: 'a' }], out }, ['in > s', 's.item > out'], ['s']],
    ['an answer after collecting', { in: SEARCH, s: ['split', { items: 'a' }], c: ['collect'], out }, ['in > s', 's.item > c', 'c > out'], []],
    ['a webhook that never answers', { in: HOOK, log: ['log'] }, ['in > log'], []],
    ['a webhook that answers sometimes', { in: HOOK, f: ['filter', { when: '1' }], out }, ['in > f', 'f > out'], ['f']],
    ['a schedule', { in: ['schedule', { cron: '0 6 * * *', timeZone: 'UTC', body: {} }], log: ['log'] }, ['in > log'], []],
  ])('%s', (...[, nodes, wires, expected]) => {
    const findings = check(draw(nodes, wires)).filter((finding) => finding.code === 'flow.no-response')
    expect(findings.map(({ node }) => node)).toEqual(expected)
    expect(findings.every(({ level }) => level === 'warning')).toBe(true)
  })
})

test('a flow with errors is not loaded, one with warnings is', () => {
  expect(() => bench.runtime.load(1, draw({ in: HOOK, x: ['filter'] }, ['in > x']))).toThrow(
    expect.objectContaining({ code: 'flow.invalid', errors: [{ path: 'x.when', message: expect.any(String), code: 'config.invalid' }] }),
  )
  expect(() => bench.runtime.load(1, draw({ in: HOOK, x: ['log'] }, []))).not.toThrow()
})
