import { expect, test } from 'vitest'
import type { EffectRecord } from '../../server/model/delivery.ts'
import type { RunState } from '../../server/model/run.ts'
import type { Runs } from '../../server/store/contract.ts'
import { accepted, aRun, effect, numbers } from './describe-runs.ts'
import { type CreateBench, START } from './store-bench.ts'

const STATES: RunState[] = ['succeeded', 'failed', 'blocked', 'waiting', 'needs-payload']
const at = (n: number): string => new Date(START + n).toISOString()

/** Sixty runs: every third has a problem, every second was accepted. */
function recordSixty(runs: Runs): void {
  for (let n = 0; n < 60; n += 1) {
    const problem = n % 3 === 0 ? { code: n % 2 ? 'target.timeout' : 'target.validation', detail: 'd', at: `node-${n % 4}` } : null
    const state = problem ? STATES[1 + (n % 4)]! : 'succeeded'
    const run = aRun(n, {
      flow: n % 2 ? 'odd' : 'even',
      client: n < 30 ? 'old' : 'shop',
      state,
      problem,
      ...(n % 2 === 0 && { delivery: accepted(n, `lane-${n % 5}`) }),
    })
    const effects: EffectRecord[] = [{ ...effect, connection: `crm-${n % 7}`, state: n % 14 < 7 ? 'confirmed' : 'to-send' }]
    runs.record({ run, effects, keys: [`key-${n % 10}`], connections: n === 59 ? ['erp'] : [] })
  }
}

export function describeRunSearch(create: CreateBench): void {
  const open = async (): Promise<Runs> => {
    const { runs } = await (await create()).open()
    recordSixty(runs)
    return runs
  }

  test('every criterion counts, alone and with others', async () => {
    const runs = await open()
    const find = async (criteria: Partial<Parameters<Runs['list']>[0]>) => numbers(await runs.list({ limit: 4, ...criteria }))
    expect(await find({})).toEqual([59, 58, 57, 56])
    expect(await find({ flow: 'even' })).toEqual([58, 56, 54, 52])
    expect(await find({ client: 'old', flow: 'odd' })).toEqual([29, 27, 25, 23])
    expect(await find({ state: 'failed' })).toEqual([48, 36, 24, 12])
    expect(await find({ state: 'failed,blocked' })).toEqual([57, 48, 45, 36])
    expect(await find({ state: 'failed,succeeded,failed', flow: 'even' })).toEqual([58, 56, 52, 50])
    expect(await find({ problem: 'target.timeout' })).toEqual([57, 51, 45, 39])
    expect(await find({ at: 'node-1', problem: 'target.timeout', client: 'old' })).toEqual([21, 9])
    expect(await find({ lane: 'lane-3' })).toEqual([58, 48, 38, 28])
    expect(await find({ keyHash: 'key-7' })).toEqual([57, 47, 37, 27])
    expect(await find({ keyHash: 'key-7', state: 'blocked,failed' })).toEqual([57])
    expect(await find({ connection: 'erp' })).toEqual([59])
    expect(await find({ connection: 'crm-3' })).toEqual([59, 45, 31, 17])
    expect(await find({ connection: 'crm-3', state: 'blocked,failed,waiting,needs-payload' })).toEqual([45, 3])
    expect(await find({ connection: 'crm-3', keyHash: 'key-9' })).toEqual([59])
    expect(await find({ from: at(10), to: at(12) })).toEqual([11, 10])
    expect(await find({ connection: 'crm-3', to: at(45) })).toEqual([31, 17, 3])
    expect(await find({ flow: "' or 1=1 --" })).toEqual([])
    expect(await find({ state: 'nothing' })).toEqual([])
  })

  test.each([{}, { state: 'succeeded,failed' }, { keyHash: 'key-7' }, { connection: 'crm-3' }])('pages of %j follow each other', async (criteria) => {
    const runs = await open()
    const all = (await runs.list({ limit: 500, ...criteria })).map(({ id }) => id)
    const paged: string[] = []
    for (let page = await runs.list({ limit: 2, ...criteria }); page.length > 0; page = await runs.list({ limit: 2, ...criteria, before: paged.at(-1)! }))
      paged.push(...page.map(({ id }) => id))
    expect(all.length).toBeGreaterThan(3)
    expect(paged).toEqual(all)
    expect(await runs.list({ limit: 2, ...criteria, before: 'no such' })).toEqual([])
  })

  test('ids need not grow with time; those of one moment are in the order of their ids', async () => {
    const { runs } = await (await create()).open()
    for (const [id, n] of [
      ['c', 1],
      ['a', 3],
      ['d', 2],
      ['b', 2],
    ] as const)
      runs.record({ run: aRun(n, { id }) })
    expect((await runs.list({ limit: 9 })).map(({ id }) => id)).toEqual(['a', 'd', 'b', 'c'])
    expect((await runs.list({ limit: 9, before: 'd' })).map(({ id }) => id)).toEqual(['b', 'c'])
  })

  test('accepted documents are in the order in which they were accepted', async () => {
    const { runs } = await (await create()).open()
    runs.record({ run: aRun(1, { startedAt: at(90), delivery: accepted(1) }) })
    runs.record({ run: aRun(2, { startedAt: at(2) }) })
    expect(numbers(await runs.list({ limit: 9 }))).toEqual([2, 1])
  })

  describeGroups(open)
}

function describeGroups(open: () => Promise<Runs>): void {
  test('groups are by flow, problem and place, largest first', async () => {
    const runs = await open()
    const groups = await runs.groups({})
    expect(groups.map(({ count }) => count)).toEqual(groups.map(({ count }) => count).toSorted((a, b) => b - a))
    expect(groups.reduce((sum, { count }) => sum + count, 0)).toBe(20)
    expect(groups.find((group) => group.at === 'node-0')).toEqual({
      flow: 'even',
      problem: 'target.validation',
      at: 'node-0',
      count: 5,
      retryable: 5,
      first: at(0),
      last: at(48),
    })
  })

  test('groups keep to the criteria; what was answered at once cannot be tried again', async () => {
    const runs = await open()
    const timeouts = await runs.groups({ flow: 'odd', problem: 'target.timeout', client: 'old', at: 'node-1' })
    expect(timeouts).toMatchObject([{ count: 2, retryable: 0, first: at(9), last: at(21) }])
    expect(await runs.groups({ state: 'blocked' })).toMatchObject([{ at: 'node-1', count: 5 }])
    expect(await runs.groups({ state: 'succeeded' })).toEqual([])
    // What waits for its next attempt can be tried sooner.
    runs.record({ run: aRun(70, { state: 'waiting', problem: { code: 'target.timeout', detail: 'd' }, flow: 'late', delivery: accepted(70, 'lane-70') }) })
    expect(await runs.groups({ flow: 'late' })).toMatchObject([{ count: 1, retryable: 1 }])
    expect((await runs.groups({ connection: 'crm-3' })).map(({ count }) => count)).toEqual([1, 1])
    expect(await runs.groups({ keyHash: 'key-3', from: at(30) })).toMatchObject([{ count: 1, at: 'node-1' }])
  })
}
