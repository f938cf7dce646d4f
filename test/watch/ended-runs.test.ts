import { expect, test } from 'vitest'
import type { RunRecord, RunState } from '../../server/model/run.ts'
import { EndedRuns } from '../../server/watch/ended-runs.ts'

const run = (state: RunState, flow = 'f'): RunRecord => ({ flow, state }) as RunRecord

test('the error rate is that of the last five minutes, by flow', () => {
  let now = 1_000_000
  const runs = new EndedRuns(() => now)
  expect(runs.errorRate()).toBeNull()
  runs.note(run('failed'))
  runs.note(run('running'))
  now += 200_000
  for (const state of ['succeeded', 'succeeded', 'cancelled'] as const) runs.note(run(state))
  runs.note(run('failed', 'g'))
  expect([runs.errorRate('f'), runs.errorRate('g'), runs.errorRate(), runs.errorRate('h')]).toEqual([25, 100, 40, null])
  now += 120_000
  expect([runs.errorRate('f'), runs.errorRate()]).toEqual([0, 25])
  now += 500_000
  expect(runs.errorRate()).toBeNull()
})

test('a document counts once, whatever is told of it', () => {
  const runs = new EndedRuns(() => 0)
  runs.note(run('blocked'), run('running'))
  runs.note(run('blocked'), run('blocked'))
  runs.note(run('failed'), run('blocked'))
  runs.note(run('succeeded'), run('running'))
  runs.note(run('succeeded'), run('succeeded'))
  expect(runs.errorRate()).toBe(50)
})
