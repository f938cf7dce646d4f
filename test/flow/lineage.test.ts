import { afterAll, describe, expect, test } from 'vitest'
import { createExpressions } from '../../server/expression/expressions.ts'
import { deskFor } from '../../server/flow/check-nodes.ts'
import { deskLinks } from '../../server/flow/lineage/desk-links.ts'
import { flowLinks, type EdgeLink } from '../../server/flow/lineage/trace-flow.ts'
import type { Flow } from '../../server/model/flow.ts'
import { NODE_KINDS } from '../../server/nodes/registry.ts'
import { answerSets, bodiesFor, createMockedRuns, FLOWS, operationSchema } from '../support/mocked-flows.ts'
import { draw, HOOK } from './bench.ts'
import { unexplainedLinks } from './lineage-oracle.ts'

const expressions = createExpressions()
const runs = createMockedRuns(expressions)
afterAll(async () => {
  await runs.close()
  await expressions.close()
})

const workshop = {
  kinds: new Map(NODE_KINDS.map((kind) => [kind.spec.kind, kind])),
  specs: new Map(NODE_KINDS.map(({ spec }) => [spec.kind, spec])),
  expressions,
  operationSchema,
  operationEffect: () => undefined,
}
const linksOf = (flow: Flow): EdgeLink[] => deskLinks(deskFor(flow, workshop))

/** Links in short: `from -> to how`. */
const told = (flow: Flow): string[] =>
  flowLinks(linksOf(flow)).map(({ from, to, how, exact, count }) => {
    const address = ({ place, path }: typeof from): string => (path === '' ? place : `${place}.${path}`)
    return `${address(from)} -> ${address(to)} ${how}${count ? ' (count)' : ''}${exact ? '' : ' (everything)'}`
  })

const starts = FLOWS.flatMap((flow) =>
  flow.nodes.filter(({ kind }) => kind === 'endpoint').map((node) => ({ flow, trigger: node.id, operation: String(node.config.operation) })),
)

describe('over whole flows', () => {
  test.each(starts.map((start) => [`${start.flow.id} ${start.operation}`, start] as const))(
    '%s: every change of what is sent out is explained by a link',
    { timeout: 120_000 },
    async (_, start) => {
      const links = linksOf(start.flow)
      let total = 0
      const [full, ...others] = bodiesFor(start.operation)
      for (const [index, answers] of answerSets().entries()) {
        const { faults, changes } = await unexplainedLinks(runs, { ...start, body: index < 3 ? full : (others[0] ?? full), answers }, links)
        expect(faults).toEqual([])
        total += changes
      }
      expect(total).toBeGreaterThan(0)
    },
  )

  test('a link that is missing is noticed', async () => {
    const start = starts.find(({ operation }) => operation === 'orders.create')!
    const links = linksOf(start.flow).filter(({ to }) => to.path !== 'memo' && to.path !== '')
    const { faults } = await unexplainedLinks(runs, { ...start, body: bodiesFor('orders.create')[0], answers: answerSets()[2]! }, links)
    expect(faults).toContain('sandbox-ledger:sales.create:input memo changes with api:orders.create:input notes')
  })
})

const CALL: [string, Record<string, unknown>] = ['call', { connection: 'crm', operation: 'put' }]
const SET = (rows: Record<string, string>, more: object = {}): [string, Record<string, unknown>] => [
  'set',
  { rows: Object.entries(rows).map(([key, value]) => ({ key, value })), ...more },
]
const HOOKED = 'hook:acme/in:input'

describe('a message', () => {
  test('that is handed on whole is one link, without what was dropped or set', () => {
    const flow = draw({ in: HOOK, set: SET({ name: '$uppercase(name)' }, { drop: ['notes'] }), call: CALL }, ['in > set', 'set > call'])
    const links = linksOf(flow)
    expect(told(flow)).toEqual([`${HOOKED} -> crm:put:input copied`, `${HOOKED}.name -> crm:put:input.name computed`])
    expect(links[0]?.hidden).toEqual(['notes'])
    expect(links[1]?.via.map(({ node }) => node)).toEqual(['in', 'set', 'call'])
  })

  test('that starts empty holds the keys that are set', () => {
    const flow = draw({ in: HOOK, set: SET({ a: '{ "x": p.q, "y": r & s }' }, { replace: true }), call: CALL }, ['in > set', 'set > call'])
    expect(told(flow)).toEqual([
      `${HOOKED}.p.q -> crm:put:input.a.x copied`,
      `${HOOKED}.r -> crm:put:input.a.y computed`,
      `${HOOKED}.s -> crm:put:input.a.y computed`,
    ])
  })

  test('of which everything is read depends on everything', () => {
    const flow = draw({ in: HOOK, set: SET({ all: '$string($)' }, { replace: true }), call: CALL }, ['in > set', 'set > call'])
    expect(told(flow)).toEqual([`${HOOKED} -> crm:put:input.all computed (everything)`])
  })

  test('is decided by filters and routes, also where constants are sent', () => {
    const flow = draw({ in: HOOK, filter: ['filter', { when: 'open and total > 5' }], set: SET({ a: '1' }, { replace: true }), call: CALL }, [
      'in > filter',
      'filter > set',
      'set > call',
    ])
    expect(told(flow)).toEqual([`${HOOKED}.open -> crm:put:input decides`, `${HOOKED}.total -> crm:put:input decides`])
  })

  test('is split and collected', () => {
    const flow = draw(
      {
        in: HOOK,
        split: ['split', { items: 'lines[kind = "product"]' }],
        call: CALL,
        set: SET({ n: 'no' }, { replace: true }),
        all: ['collect', { as: 'list' }],
        out: ['respond'],
      },
      ['in > split', 'split.item > call', 'split.item > set', 'set > all', 'all > out'],
    )
    expect(told(flow)).toEqual([
      `${HOOKED}.lines.no -> hook:acme/in:output.list.n copied`,
      `${HOOKED}.lines.kind -> hook:acme/in:output.list.n decides`,
      `${HOOKED}.lines -> hook:acme/in:output decides (count)`,
      `${HOOKED}.lines.kind -> hook:acme/in:output decides`,
      `${HOOKED}.lines -> crm:put:input copied`,
      `${HOOKED}.lines.kind -> crm:put:input decides`,
    ])
  })

  test('takes the answer of a call below a key, and $input is the first message', () => {
    const find: [string, Record<string, unknown>] = ['call', { connection: 'crm', operation: 'find', input: '{ "mail": mail }', as: 'found' }]
    const flow = draw(
      { in: HOOK, find, out: ['respond', { body: '{ "id": found.id, "old": $input.found, "when": $meta.at }', headers: { Link: '="/" & found.id' } }] },
      ['in > find', 'find > out'],
    )
    expect(told(flow)).toEqual([
      `${HOOKED}.mail -> crm:find:input.mail copied`,
      'crm:find:output.id -> hook:acme/in:output.id copied',
      `${HOOKED}.found -> hook:acme/in:output.old copied`,
      'crm:find:output.id -> headers:acme/in:output.Link computed',
    ])
  })

  test('is handed to another flow and looked up', () => {
    const flow = draw(
      {
        in: HOOK,
        look: ['lookup', { code: 'country', entries: { CZ: 1 }, into: 'no', otherwise: 'problem' }],
        sub: ['subflow', { flow: 'other', as: 'x' }],
        out: ['respond', { body: 'x.y' }],
      },
      ['in > look', 'look > sub', 'sub > out'],
    )
    expect(told(flow)).toEqual([
      `${HOOKED} -> flow:other:input copied`,
      `${HOOKED}.country -> flow:other:input.no computed`,
      'flow:other:output.y -> hook:acme/in:output copied',
    ])
  })

  test('that failed leaves as it came', () => {
    const flow = draw({ in: HOOK, set: SET({ a: 'b' }, { replace: true }), call: CALL }, ['in > set', 'set.problem > call'])
    expect(told(flow)).toEqual([`${HOOKED} -> crm:put:input copied`])
  })
})

describe('the canonical model', () => {
  test('names fields by entity, also in pages and changes', () => {
    const find: [string, Record<string, unknown>] = ['call', { connection: 'crm', operation: 'find' }]
    const flow = draw({ in: ['endpoint', { operation: 'customers.search' }], find, out: ['respond', { body: '{ "items": items.{ "name": n } }' }] }, [
      'in > find',
      'find > out',
    ])
    expect(told(flow)).toEqual([
      'customer-search -> crm:find:input copied',
      'crm:find:output.items -> customer decides (count)',
      'crm:find:output.items.n -> customer.name copied',
    ])
    const update = draw(
      { in: ['endpoint', { operation: 'customers.update' }], put: ['call', { connection: 'crm', operation: 'put', input: '{ "n": patch.name, "id": ref }' }] },
      ['in > put'],
    )
    expect(told(update)).toEqual(['customer.name -> crm:put:input.n copied', 'customer.ref -> crm:put:input.id copied'])
  })

  test('an object that is answered whole holds its entities', () => {
    const flow = draw(
      { in: ['endpoint', { operation: 'customers.search' }], find: ['call', { connection: 'crm', operation: 'find', input: '{}' }], out: ['respond'] },
      ['in > find', 'find > out'],
    )
    expect(told(flow)).toEqual(['crm:find:output -> customer-page copied', 'crm:find:output.items -> customer copied'])
  })
})

test.each([
  ['doubles with every node', 60, 2],
  ['is wide behind each of many nodes', 120, 200],
])('a message that %s is followed as a whole', { timeout: 60_000 }, (_, count, width) => {
  const names = Array.from({ length: count }, (_each, index) => `set${index}`)
  const keys = Object.fromEntries(Array.from({ length: width }, (_each, index) => [`k${index}`, '$']))
  const steps = Object.fromEntries(names.map((name) => [name, SET(keys, { replace: true })]))
  const path = ['in', ...names, 'call']
  const flow = draw({ in: HOOK, ...steps, call: CALL }, path.slice(1).map((to, index) => `${path[index]} > ${to}`)) // prettier-ignore
  const links = linksOf(flow)
  expect(links.length).toBeLessThan(5000)
  expect(links.every(({ exact }) => !exact)).toBe(true)
})
