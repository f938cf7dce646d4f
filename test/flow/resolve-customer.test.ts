import { afterEach, expect, test } from 'vitest'
import { createExpressions } from '../../server/expression/expressions.ts'
import { deskFor } from '../../server/flow/check-nodes.ts'
import type { CustomerQuestion } from '../../server/flow/contract.ts'
import { deskLinks } from '../../server/flow/lineage/desk-links.ts'
import { flowLinks } from '../../server/flow/lineage/trace-flow.ts'
import { FlowCase } from '../../server/model/case.ts'
import type { Flow } from '../../server/model/flow.ts'
import { schemasOf } from '../../server/model/flow-schema.ts'
import { Problem } from '../../server/model/problem.ts'
import { NODE_KINDS } from '../../server/nodes/registry.ts'
import { type Bench, createBench, draw, HOOK } from './bench.ts'

const benches: Bench[] = []
afterEach(async () => {
  for (const bench of benches.splice(0)) {
    await bench.runtime.close()
    await bench.close()
  }
})

const ADA = { ref: 'crm:customer:1', name: 'Ada', addresses: [], notes: 'never asked for' }

function open(customer?: (question: CustomerQuestion) => Promise<unknown>): Bench {
  const bench = createBench({ put: () => ({ ok: true }) }, {}, customer ? { customer } : {})
  benches.push(bench)
  return bench
}

const FLOW = draw(
  {
    in: HOOK,
    who: ['resolve-customer', { fields: ['name', 'addresses'], as: 'customer' }],
    put: ['call', { connection: 'crm', operation: 'put', input: '{ "name": customer.name, "number": number }' }],
    out: ['respond', { status: 200, body: '{ "sent": true }' }],
    anonymous: ['respond', { status: 200, body: '{ "sent": false }' }],
    down: ['respond', { status: 200, body: '{ "later": $meta.problem.code }' }],
  },
  ['in > who', 'who > put', 'put > out', 'who.none > anonymous', 'who.problem > down'],
)
const DOCUMENT = { number: 'R-1', crmReference: ADA.ref }

test('S0-17: a flow asks for the fields it needs by the reference, and gets no others', async () => {
  const questions: CustomerQuestion[] = []
  const bench = open(async (question) => (questions.push(question), ADA))
  expect((await bench.run(FLOW, DOCUMENT)).response?.body).toEqual({ sent: true })
  expect(questions).toMatchObject([{ client: 'acme', node: 'who', ref: ADA.ref, fields: ['name', 'addresses'] }])
  expect(bench.calls.map(({ input }) => input)).toEqual([{ name: 'Ada', number: 'R-1' }])
  const { steps } = await bench.runtime.try(FLOW, { body: DOCUMENT })
  expect(steps.find(({ node }) => node === 'put')?.input).toEqual({ ...DOCUMENT, customer: { ref: ADA.ref, name: 'Ada', addresses: [] } })
  expect(steps.find(({ node }) => node === 'who')?.calls).toEqual([{ input: { ref: ADA.ref, fields: ['name', 'addresses'] }, output: ADA }])
  expect(JSON.stringify(bench.ended)).not.toContain('Ada')
})

test('without a reference nobody is asked; without a CRM, or while it is down, the message leaves by its problem port', async () => {
  let asked = 0
  const bench = open(async () => {
    asked += 1
    throw new Problem('crm.offline', 'It is down.')
  })
  expect((await bench.run(FLOW, { number: 'R-1', crmReference: null })).response?.body).toEqual({ sent: false })
  expect(asked).toBe(0)
  expect((await bench.run(FLOW, DOCUMENT)).response?.body).toEqual({ later: 'crm.offline' })
  expect((await open().run(FLOW, DOCUMENT)).response?.body).toEqual({ later: 'crm.disabled' })
})

test('a flow that serves the reading of customers cannot ask for one, nor can a flow that it runs', async () => {
  let asked = 0
  const bench = open(async () => ((asked += 1), ADA))
  const hook = (path: string): typeof HOOK => ['webhook', { method: 'POST', path }]
  const load = (id: string, node: typeof HOOK): void =>
    bench.runtime.load(1, draw({ in: hook(id), node, out: ['respond', {}] }, ['in > node', 'node > out'], { id }))
  load('inner', ['resolve-customer', { fields: ['name'], as: 'customer' }])
  load('middle', ['subflow', { flow: 'inner' }])
  const reads = draw({ in: ['endpoint', { operation: 'customers.get' }], sub: ['subflow', { flow: 'middle' }], out: ['respond', {}] }, [
    'in > sub',
    'sub > out',
  ])
  const { problem } = await bench.run(reads, DOCUMENT, { operation: 'customers.get' })
  expect([problem?.code, problem?.detail]).toEqual(['flow.failed', 'A flow that reads customers from the CRM cannot ask for one.'])
  expect(asked).toBe(0)
  // The same flows are free to ask where something else runs them.
  await bench.run(draw({ in: HOOK, sub: ['subflow', { flow: 'middle' }], out: ['respond', {}] }, ['in > sub', 'sub > out'], { id: 'other' }), DOCUMENT)
  expect(asked).toBe(1)
})

const cased = (answers: Pick<FlowCase, 'calls'>, expected: FlowCase['expect']): Flow => ({
  ...FLOW,
  cases: [FlowCase.parse({ id: 'case', name: 'case', body: DOCUMENT, ...answers, expect: expected })],
})

test('a case answers in place of the CRM, and says what it was asked', async () => {
  const real = open(() => Promise.reject(new Error('asked for real')))
  const good = cased(
    { calls: { who: [{ output: ADA }], put: [{ output: {} }] } },
    { status: 200, calls: { who: [{ ref: ADA.ref, fields: ['name', 'addresses'] }], put: [{ name: 'Ada', number: 'R-1' }] } },
  )
  const down = cased({ calls: { who: [{ problem: 'crm.offline' }] } }, { body: { later: 'crm.offline' } })
  const none = cased({ calls: {} }, { status: 200 })
  const passed = async (flow: Flow) => (await real.runtime.cases(flow)).results.map((result) => result.passed)
  expect([await passed(good), await passed(down), await passed(none)]).toEqual([[true], [true], [false]])
  const arrivals = await real.runtime.arrivals({ ...FLOW, samples: [{ id: 's', name: 's', body: DOCUMENT }] as never }, 'put')
  expect(arrivals[0]?.bodies[0]).toHaveProperty('customer.name')
})

test('lineage tells which personal fields come in, and the schema what they are', async () => {
  const expressions = createExpressions()
  const kinds = new Map(NODE_KINDS.map((kind) => [kind.spec.kind, kind]))
  const specs = new Map(NODE_KINDS.map(({ spec }) => [spec.kind, spec]))
  const desk = deskFor(FLOW, { kinds, specs, expressions, operationSchema: () => ({}), operationEffect: () => undefined })
  const links = flowLinks(deskLinks(desk)).map(({ from, to, how }) => `${from.place}.${from.path} -> ${to.place}.${to.path} ${how}`)
  await expressions.close()
  expect(links).toContain('customer.name -> crm:put:input.name copied')
  expect(links).toContain('hook:acme/in:input.crmReference -> customer.ref copied')
  expect(links.filter((link) => link.startsWith('customer.') && !link.startsWith('customer.name'))).toEqual([])
  const known = draw({ in: ['endpoint', { operation: 'orders.create' }], who: ['resolve-customer', { fields: ['name', 'addresses'], as: 'customer' }] }, [
    'in > who',
  ])
  const schema = schemasOf(known, specs, () => undefined).get('who')?.output
  expect(Object.keys(schema?.properties?.['customer']?.properties ?? {})).toEqual(['ref', 'name', 'addresses'])
})
