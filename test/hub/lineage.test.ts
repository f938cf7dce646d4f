import { expect, test } from 'vitest'
import { Lineage } from '../../server/hub/lineage/lineage.ts'
import type { Flow } from '../../server/model/flow.ts'
import type { FieldPlace, FlowLink } from '../../server/model/lineage.ts'
import { flow } from './open.ts'

const canonical = (place: string, path: string): FieldPlace => ({ kind: 'canonical', place, path })
const external = (place: string, path: string): FieldPlace => ({ kind: 'external', place, path })
const link = (from: FieldPlace, to: FieldPlace, change: Partial<FlowLink> = {}): FlowLink => ({
  from,
  to,
  how: 'copied',
  exact: true,
  via: [{ node: 'map', name: 'Map' }],
  count: false,
  hidden: [],
  ...change,
})

/** Lineage over flows with these links, and which flows were traced. */
function lineageOf(links: Record<string, FlowLink[]>): { lineage: Lineage; traced: string[]; flows: { version: number; flow: Flow }[] } {
  const traced: string[] = []
  const flows = Object.keys(links).map((id) => ({ version: 1, flow: flow(id) }))
  const trace = ({ id }: Flow): FlowLink[] => (traced.push(id), links[id] ?? [])
  return { lineage: new Lineage({ flows: async () => [...flows], trace }), traced, flows }
}

const WHOLE = link(canonical('customer', ''), external('crm:put:input', 'body'), { hidden: ['notes'], only: ['name', 'emails', 'notes'] })

test('what is copied whole carries its fields along, apart from what is hidden or not there', async () => {
  const { lineage } = lineageOf({ a: [WHOLE] })
  const to = async (field: string) => (await lineage.read(field)).reaches.map((each) => `${each.from.address} -> ${each.to.address}`)
  expect(await to('customer.emails.value')).toEqual(['customer.emails.value -> crm:put:input.body.emails.value'])
  expect(await to('customer')).toEqual(['customer -> crm:put:input.body'])
  expect(await to('customer.notes')).toEqual([])
  expect(await to('customer.phones')).toEqual([])
  expect((await lineage.read('crm:put:input.body.name')).comesFrom.map(({ from }) => from)).toMatchObject([{ address: 'customer.name', pii: 'direct' }])
  expect((await lineage.read('crm:put:input')).comesFrom).toHaveLength(1)
})

test('what is computed from an object stays with the object, and counted elements are no fields', async () => {
  const { lineage } = lineageOf({
    a: [
      link(canonical('order', 'totals'), external('erp:put:input', 'sum'), { how: 'computed', exact: false }),
      link(canonical('order', 'lines'), external('erp:put:input', 'rows'), { how: 'decides', count: true }),
    ],
  })
  expect((await lineage.read('order.totals.net')).reaches).toMatchObject([
    { from: { address: 'order.totals' }, to: { address: 'erp:put:input.sum' }, exact: false },
  ])
  expect((await lineage.read('order.lines')).reaches).toHaveLength(1)
  expect((await lineage.read('order.lines.sku')).reaches).toEqual([])
})

test('tags go from system to system with copies', async () => {
  const { lineage } = lineageOf({
    a: [link(external('crm:get:output', 'mail'), canonical('customer', 'emails.value'))],
    b: [
      link(external('crm:get:output', 'mail'), external('erp:put:input', 'contact')),
      link(external('crm:get:output', 'no'), external('erp:put:input', 'no')),
    ],
    c: [link(external('crm:get:output', 'mail'), external('erp:put:input', 'size'), { how: 'computed' })],
  })
  const tags = Object.fromEntries((await lineage.fields()).map(({ field }) => [field.address, field.pii]))
  expect(tags).toMatchObject({ 'crm:get:output.mail': 'direct', 'erp:put:input.contact': 'direct', 'customer.emails.value': 'direct' })
  expect([tags['erp:put:input.no'], tags['erp:put:input.size']]).toEqual([undefined, undefined])
})

test('a connector may tag its fields itself', async () => {
  const one = { version: 1, flow: flow('a') }
  const lineage = new Lineage({
    flows: async () => [one],
    trace: () => [link(external('crm:get:output', 'score'), external('erp:put:input', 'rating'))],
    operationSchema: (connection) => (connection === 'crm' ? { type: 'object', properties: { score: { type: 'number', 'x-pii': 'financial' } } } : undefined),
  })
  expect((await lineage.fields()).map(({ field }) => field.pii)).toEqual(['financial', 'financial'])
})

test('a connection that changes is seen at once', async () => {
  const one = { version: 1, flow: flow('a') }
  const state = { changes: 0, pii: 'quasi' }
  const lineage = new Lineage({
    flows: async () => [one],
    trace: () => [link(external('crm:get:output', 'score'), external('erp:put:input', 'rating'))],
    operationSchema: () => ({ type: 'object', properties: { score: { type: 'number', 'x-pii': state.pii } } }),
    schemasChanged: () => state.changes,
  })
  const tags = async () => (await lineage.fields()).map(({ field }) => field.pii)
  expect(await tags()).toEqual(['quasi', 'quasi'])
  Object.assign(state, { changes: 1, pii: 'direct' })
  expect(await tags()).toEqual(['direct', 'direct'])
})

test('each state of a flow is traced once, and a new one counts at once', async () => {
  const { lineage, traced, flows } = lineageOf({ a: [WHOLE], b: [] })
  await lineage.fields()
  await lineage.read('customer')
  expect(traced).toEqual(['a', 'b'])
  flows[1] = { version: 2, flow: flow('b') }
  await lineage.read('customer')
  expect(traced).toEqual(['a', 'b', 'b'])
  flows.shift()
  expect((await lineage.read('customer')).reaches).toEqual([])
})

test('a flow that cannot be traced is asked again', async () => {
  let broken = true
  const one = { version: 1, flow: flow('a') }
  const lineage = new Lineage({
    flows: async () => [one],
    trace: () => {
      if (broken) throw new Error('not now')
      return [WHOLE]
    },
  })
  await expect(lineage.fields()).rejects.toThrow('not now')
  broken = false
  expect(await lineage.fields()).toHaveLength(2)
})
