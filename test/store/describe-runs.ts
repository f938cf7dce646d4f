import { expect, test } from 'vitest'
import type { AttemptRecord, DeliveryRecord, EffectRecord } from '../../server/model/delivery.ts'
import type { RunRecord, StepRecord, TryStep } from '../../server/model/run.ts'
import { type CreateBench, START } from './store-bench.ts'

const DAY = 86_400_000

export const aRun = (n: number, more: Partial<RunRecord> = {}): RunRecord => ({
  id: `run-${String(n).padStart(6, '0')}`,
  flow: 'f',
  version: 1,
  client: 'shop',
  trigger: { kind: 'endpoint', name: 'orders.create' },
  state: 'succeeded',
  startedAt: new Date(START + n).toISOString(),
  durationMs: 1.5,
  stepCount: 1,
  inBytes: 10,
  outBytes: 20,
  status: 200,
  problem: null,
  ...more,
})

export const accepted = (n: number, lane = 'lane'): DeliveryRecord => ({
  acceptedAt: new Date(START + n).toISOString(),
  attempt: 1,
  dueAt: null,
  expiresAt: null,
  lane,
  effects: { confirmed: 1, unknown: 0, toSend: 0 },
})

const step: StepRecord = {
  seq: 0,
  node: 'n',
  kind: 'map',
  startMs: 0,
  durationMs: 1,
  inBytes: 1,
  outBytes: 2,
  wires: ['w'],
  ports: ['out'],
  item: [3],
  problem: { code: 'mapping.type', detail: 'd', at: 'a' },
  shape: ['name: string'],
}

export const effect: EffectRecord = {
  key: 'n',
  node: 'n',
  connection: 'crm',
  operation: 'customers.create',
  by: 'search',
  state: 'confirmed',
  reference: 'crm:customer:1',
  confirmedBy: 'answer',
  at: new Date(START).toISOString(),
  problem: null,
}

const attempt: AttemptRecord = {
  attempt: 1,
  version: 1,
  startedAt: new Date(START).toISOString(),
  durationMs: 5,
  problem: { code: 'target.timeout', detail: 'd' },
}

export const numbers = (runs: readonly RunRecord[]): number[] => runs.map(({ id }) => Number(id.slice(4)))

export function describeRuns(create: CreateBench): void {
  describeParts(create)

  test('many records at once are all written', async () => {
    const { runs } = await (await create()).open()
    for (let n = 0; n < 2_345; n += 1) runs.record({ run: aRun(n), steps: [step], keys: [`k${n % 5}`] })
    expect(await runs.counts()).toEqual({ succeeded: 2_345 })
    expect(await runs.list({ limit: 500, keyHash: 'k3' })).toHaveLength(469)
  })

  test('are counted by client or flow in the states that are asked for', async () => {
    const { runs } = await (await create()).open()
    for (const [n, state] of (['queued', 'waiting', 'failed', 'succeeded'] as const).entries()) runs.record({ run: aRun(n, { state, flow: `f${n}` }) })
    runs.record({ run: aRun(9, { state: 'queued', client: 'other', flow: 'f0' }) })
    expect(await runs.countsBy('client', ['queued', 'waiting'])).toEqual(new Map(Object.entries({ shop: 2, other: 1 })))
    expect(await runs.countsBy('flow', ['queued', 'waiting'])).toEqual(new Map(Object.entries({ f0: 2, f1: 1 })))
  })

  test('values that come along are not stored', async () => {
    const bench = await create()
    const { runs } = await bench.open()
    const tried: TryStep = { ...step, input: { name: 'CANARY' }, output: [{ port: 'out', body: 'CANARY' }] }
    const delivery = { ...accepted(1), body: 'CANARY' } as DeliveryRecord
    const run = { ...aRun(1, { delivery }), body: 'CANARY' } as RunRecord
    runs.record({
      run,
      steps: [tried],
      effects: [{ ...effect, output: 'CANARY' } as EffectRecord],
      attempts: [{ ...attempt, body: 'CANARY' } as AttemptRecord],
    })
    const detail = await runs.get('run-000001')
    expect(detail).toMatchObject({ run: { delivery: accepted(1) }, steps: [step], effects: [effect], attempts: [attempt] })
    expect(JSON.stringify(detail)).not.toContain('CANARY')
    expect((await bench.everything()).includes('CANARY')).toBe(false)
  })

  test('too many and too old runs go, oldest first', async () => {
    const bench = await create()
    const first = await bench.open({ retention: { runs: 500, days: 30 } })
    for (let n = 0; n < 1_500; n += 1) first.runs.record({ run: aRun(n), keys: [`k${n}`] })
    const kept = await first.runs.list({ limit: 500 })
    expect(await first.runs.counts()).toEqual({ succeeded: 500 })
    expect(numbers(kept).at(-1)).toBe(1_000)
    await bench.close(first)
    const { runs } = await bench.open({ retention: { runs: 5_000, days: 1 } })
    runs.record({ run: aRun(9_999, { startedAt: new Date(START - DAY / 2).toISOString() }) })
    for (let n = 0; n < 300; n += 1) runs.record({ run: aRun(n, { startedAt: new Date(START - 2 * DAY).toISOString() }) })
    await runs.flush()
    expect(await runs.counts()).toEqual({ succeeded: 501 })
  })

  test('an accepted document that has not ended keeps its record', async () => {
    const { runs } = await (await create()).open({ retention: { runs: 10, days: 1 } })
    for (const state of ['queued', 'running', 'waiting', 'blocked', 'paused', 'failed'] as const)
      runs.record({ run: aRun(state.length, { id: state, state, startedAt: new Date(START - 9 * DAY).toISOString() }) })
    await runs.flush()
    expect(await runs.counts()).toEqual({ queued: 1, running: 1, waiting: 1, blocked: 1, paused: 1 })
  })

  test('a place with a character that no text may hold is written', async () => {
    const { runs } = await (await create()).open()
    runs.record({ run: aRun(1, { state: 'failed', problem: { code: 'mapping.type', detail: 'a\0b', at: 'a\0\ud800' } }) })
    expect((await runs.get('run-000001'))?.run.problem).toEqual({ code: 'mapping.type', detail: 'a\0b', at: 'a\0\ud800' })
    expect(await runs.counts()).toEqual({ failed: 1 })
  })
}

function describeParts(create: CreateBench): void {
  test('a run is read back with all its parts, also after a restart', async () => {
    const bench = await create()
    const entry = { run: aRun(1, { delivery: accepted(1) }), steps: [step], stepsLeftOut: 4, effects: [effect], attempts: [attempt] }
    const first = await bench.open()
    first.runs.record({ ...entry, keys: ['k'] })
    expect(await first.runs.get('run-000001')).toEqual(entry)
    await bench.close(first)
    const second = await bench.open()
    expect(await second.runs.get('run-000001')).toEqual(entry)
    expect(await second.runs.get('no such')).toBeUndefined()
  })

  test.each(['written together', 'written one by one'])('parts that are left out stay, %s', async (how) => {
    const { runs } = await (await create()).open()
    const between = () => (how === 'written one by one' ? runs.flush() : Promise.resolve())
    const delivery = accepted(1)
    runs.record({ run: aRun(1, { state: 'queued', delivery }), keys: ['k1'] })
    await between()
    runs.record({ run: aRun(1, { state: 'running', delivery }), effects: [effect] })
    await between()
    const retried = { ...delivery, attempt: 2 }
    runs.record({
      run: aRun(1, { state: 'waiting', delivery: retried, startedAt: new Date(START + DAY).toISOString() }),
      steps: [step],
      stepsLeftOut: 2,
      attempts: [attempt],
    })
    await between()
    runs.record({ run: aRun(1, { state: 'succeeded', delivery: retried }), keys: ['k2'] })
    const run = aRun(1, { delivery: retried })
    expect(await runs.get('run-000001')).toEqual({ run, steps: [step], stepsLeftOut: 2, effects: [effect], attempts: [attempt] })
    for (const criteria of [{ keyHash: 'k1' }, { keyHash: 'k2' }, { connection: 'crm' }, { lane: 'lane' }])
      expect(await runs.list({ limit: 9, ...criteria })).toEqual([run])
    expect(await runs.counts()).toEqual({ succeeded: 1 })
  })
}
