import { afterEach, beforeEach, expect, test } from 'vitest'
import { type CaseResult, FlowCase } from '../../server/model/case.ts'
import { flow, open, type Opened, problemOf } from './open.ts'

let opened: Opened
beforeEach(async () => {
  opened = await open()
  await opened.hub.clients.create({ id: 'shop', name: 'Shop', bindings: {} })
})
afterEach(() => opened.close())

const cases = [FlowCase.parse({ id: 'good', name: 'Good', body: {}, expect: {} }), FlowCase.parse({ id: 'bad', name: 'Bad', body: {}, expect: {} })]
const result = (id: string, more: Partial<CaseResult> = {}): CaseResult => ({ id, name: id, passed: false, differences: [], durationMs: 1, ...more })

async function publish(): Promise<Awaited<ReturnType<Opened['hub']['flows']['publish']>>> {
  const { flows } = opened.hub
  await flows.create(flow('f', { cases }), 'ada')
  return flows.publish('f', { revision: 1, note: '' }, 'ada')
}

test('a draft whose cases pass is published with them', async () => {
  opened.results.push(result('good', { passed: true }), result('bad', { passed: true }))
  const version = await publish()
  expect(version.flow.cases.map(({ id }) => id)).toEqual(['good', 'bad'])
  expect(opened.live.get('f')).toBe(1)
})

test('a failing case stands in the way, and its error names places, never values', async () => {
  const value = 'shop@bakery.example'
  opened.results.push(
    result('good', { passed: true }),
    result('bad', {
      differences: [
        { place: 'status', path: '', expected: 200, got: 201 },
        { place: 'answer', path: 'items[0].name', expected: value, got: value },
        { place: 'answer', path: `byMail.\`${value}\``, expected: value },
        { place: 'call:find', path: '', got: value, why: 'The node calls, and the case has no answer for it.' },
      ],
    }),
    result('worse', { problem: { code: 'target.timeout', detail: 'It took too long.', at: 'read' } }),
  )
  const problem = await problemOf(publish())
  expect(problem).toMatchObject({ code: 'flow.cases-failed', detail: '2 of 3 cases fail.' })
  expect(problem!.errors).toEqual([
    { path: 'cases.bad', message: 'status differs; answer at items[0].name differs; answer at byMail.* differs; 1 more difference' },
    { path: 'cases.worse', message: 'ended with target.timeout at read' },
  ])
  expect(JSON.stringify(problem!.errors)).not.toContain(value)
  expect(opened.live.has('f')).toBe(false)
  expect(await opened.hub.flows.versions('f')).toEqual([])
})

test('a call without an answer is said in words', async () => {
  opened.results.push(result('bad', { differences: [{ place: 'call:find', path: '', why: 'The node calls, and the case has no answer for it.' }] }))
  expect((await problemOf(publish()))!.errors).toEqual([{ path: 'cases.bad', message: 'call:find: The node calls, and the case has no answer for it.' }])
})

test('a flow without cases is published as before', async () => {
  opened.results.push(result('of another flow'))
  await opened.hub.flows.create(flow('f'), 'ada')
  expect(await opened.hub.flows.publish('f', { revision: 1, note: '' }, 'ada')).toMatchObject({ version: 1 })
})

test('cases that are known to pass are not run again', async () => {
  opened.results.push(result('bad'))
  await opened.hub.flows.create(flow('f', { cases }), 'ada')
  expect(await opened.hub.flows.publish('f', { revision: 1, note: '', tested: true }, 'ada')).toMatchObject({ version: 1 })
})

test('keys that may be values are not named', async () => {
  const differing = (path: string): CaseResult['differences'][number] => ({ place: 'answer', path, expected: 1 })
  opened.results.push(result('bad', { differences: ['Anna Maier[0].name', 'byNick.`o`neil@x.example`.age', '+420 608 1*Anna.at'].map(differing) }))
  const message = 'answer at *[0].name differs; answer at byNick.*.age differs; answer at *.at differs'
  expect((await problemOf(publish()))!.errors).toEqual([{ path: 'cases.bad', message }])
})

test('a draft that was saved, or removed, while its cases ran is not published', async () => {
  const { flows } = opened.hub
  opened.results.push(result('good', { passed: true }))
  await flows.create(flow('f', { cases }), 'ada')
  opened.meanwhile = () => flows.save('f', { revision: 1, flow: flow('f', { cases, name: 'newer' }) }, 'bob')
  expect((await problemOf(flows.publish('f', { revision: 1, note: '' }, 'ada')))?.code).toBe('request.conflict')
  opened.meanwhile = () => flows.remove('f')
  expect((await problemOf(flows.publish('f', { revision: 2, note: '' }, 'ada')))?.code).toBe('flow.unknown')
  expect(opened.live.has('f')).toBe(false)
})
