import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import type { RunRecord } from '../../server/model/run.ts'
import type { Answer } from '../http/start.ts'
import { type CustomerWorld, IMPLEMENTATION, openCustomerWorld, pathOf, ref } from './customer-world.ts'

let world: CustomerWorld
beforeAll(async () => void (world = await openCustomerWorld({ timeoutMs: 300, limits: { perSecond: 120 } })))
afterAll(() => world.close())
afterEach(() => void (world.crm.mode = 'pass'))

const NEXT = 'customers-next'
const SWITCHES = 20

/** A second implementation of the same system, whose flow is another one. */
async function addImplementation(): Promise<void> {
  const { admin } = world
  const { flow } = (await admin.send('GET', '/api/flows/customers')).body
  const { revision } = (await admin.send('POST', '/api/flows', { ...flow, id: NEXT, name: 'Next' })).body
  expect((await admin.send('POST', `/api/flows/${NEXT}/publish`, { revision, note: 'next' })).status).toBe(200)
  const { value } = (await admin.send('GET', `/api/implementations/${IMPLEMENTATION}`)).body
  const flows = Object.fromEntries(Object.keys(value.flows).map((operation) => [operation, NEXT]))
  const made = await admin.send('POST', '/api/implementations', { ...value, id: 'next', flows, package: null })
  expect(made.status, JSON.stringify(made.body)).toBe(200)
}

test('S0-14: twenty switches under load lose no call, and each run has the flow of the implementation that it names', { timeout: 60_000 }, async () => {
  const { pos, setCrm, admin } = world
  await addImplementation()
  const answers: Answer[] = []
  const load = { on: true }
  const work = async (): Promise<void> => {
    while (load.on) {
      answers.push(await pos('GET', pathOf(ref(1001))))
      answers.push(await pos('POST', '/customers/search', { name: 'Alva' }))
    }
  }
  const workers = [work(), work(), work()]
  for (let index = 0; index < SWITCHES; index++) {
    const before = answers.length
    const switched = await setCrm({ implementation: index % 2 === 0 ? 'next' : IMPLEMENTATION })
    expect(switched.status, JSON.stringify(switched.body)).toBe(200)
    await vi.waitFor(() => expect(answers.length).toBeGreaterThan(before + 4), { timeout: 10_000, interval: 5 })
  }
  load.on = false
  await Promise.all(workers)
  expect(answers.filter(({ status }) => status !== 200).map(({ status, body }) => [status, body.code])).toEqual([])
  const runs: RunRecord[] = (await admin.send('GET', '/api/runs?client=demo&limit=500')).body
  const split = new Map<string, Set<string>>()
  for (const { implementation, flow } of runs) split.set(implementation ?? 'none', (split.get(implementation ?? 'none') ?? new Set()).add(flow))
  expect(Object.fromEntries([...split].map(([label, flows]) => [label, [...flows]]))).toEqual({ [`${IMPLEMENTATION}@1`]: ['customers'], 'next@1': [NEXT] })
  // Back to the one before: that is all that a roll-back takes.
  expect((await pos('GET', pathOf(ref(1001)))).status).toBe(200)
})

test('S0-14: a call that is under way ends with the implementation that it began with', async () => {
  const { crm, pos, setCrm, admin } = world
  let letGo: () => void = () => undefined
  const held = new Promise<undefined>((resolve) => void (letGo = () => resolve(undefined)))
  const asked = new Promise<void>((resolve) => {
    crm.mode = () => {
      resolve()
      return held
    }
  })
  expect((await setCrm({ implementation: IMPLEMENTATION })).status).toBe(200)
  const under = pos('GET', pathOf(ref(1002)))
  await asked
  expect((await setCrm({ implementation: 'next' })).status).toBe(200)
  letGo()
  const answer = await under
  expect(answer.status).toBe(200)
  const { run } = (await admin.send('GET', `/api/runs/${answer.headers.get('x-patchbay-run')}`)).body
  expect([run.implementation, run.flow]).toEqual([`${IMPLEMENTATION}@1`, 'customers'])
})

test('S0-14: an accepted document keeps the name of the implementation', async () => {
  const { pos, admin } = world
  const accepted = await pos('PATCH', pathOf(ref(1003)), { language: 'cs' }, { prefer: 'respond-async, wait=10' })
  expect([accepted.status, accepted.body.state]).toEqual([202, 'succeeded'])
  expect((await admin.send('GET', `/api/runs/${accepted.body.id}`)).body.run.implementation).toBe('next@1')
})

test(
  'S0-25: a CRM that does not answer is told at once as offline, then it is left alone, and it is noticed when it is back',
  { timeout: 30_000 },
  async () => {
    const { crm, pos } = world
    expect((await pos('GET', '/status')).body).toEqual({ crm: 'online', retryAt: null, implementation: 'next@1' })
    crm.mode = 'hang'
    const first = await pos('POST', '/customers/search', { name: 'Alva' })
    expect([first.status, first.body.code, Number(first.headers.get('retry-after')) > 0]).toEqual([503, 'crm.offline', true])
    expect(JSON.stringify(first.body)).not.toContain(crm.url)
    const written = await pos('POST', '/customers', { name: 'Ona Orr' })
    expect([written.status, written.body.code, written.body.detail]).toEqual([
      503,
      'crm.offline',
      expect.stringContaining('whether it has taken the change is not known'),
    ])
    await vi.waitFor(
      async () => {
        await pos('POST', '/customers/search', { name: 'Alva' })
        expect((await pos('GET', '/status')).body.crm).toBe('offline')
      },
      { timeout: 15_000, interval: 1 },
    )
    const { retryAt } = (await pos('GET', '/status')).body
    expect(Date.parse(retryAt)).toBeGreaterThan(0)
    const { length } = crm.asked
    const fast = await pos('GET', pathOf(ref(1001)))
    expect([fast.status, fast.body.code, Number(fast.headers.get('retry-after')) > 0, crm.asked.length]).toEqual([503, 'crm.offline', true, length])
    crm.mode = 'pass'
    // Whoever only asks for the status sees it come back.
    await vi.waitFor(async () => expect((await pos('GET', '/status')).body.crm).toBe('online'), { timeout: 15_000, interval: 50 })
    expect((await pos('GET', pathOf(ref(1001)))).status).toBe(200)
  },
)

test('streams of changes end when the server stops', async () => {
  const response = await fetch(`${world.server.url}/api/v1/selector/changes`, { headers: { authorization: `Bearer ${world.key}` } })
  const text = response.text()
  await world.server.close()
  expect(await text).toMatch(/^event: selector\ndata: "[\w-]{22}"\n\n$/)
})
