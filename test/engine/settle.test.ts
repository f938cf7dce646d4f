import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Outcome, RetryPolicy } from '../../server/engine/contract.ts'
import type { JobRow } from '../../server/engine/embedded/job-row.ts'
import { backoff, settle } from '../../server/engine/embedded/settle.ts'

const policy: RetryPolicy = { attempts: 3, firstDelayMs: 100, factor: 2, mostDelayMs: 1_000, after: 'block' }
const row: JobRow = {
  seq: 1,
  id: 'a',
  tag: 't',
  lane: 'l',
  flow: 'f',
  flow_version: 1,
  state: 'active',
  place: 2,
  turn: 1,
  attempt: 1,
  granted: 0,
  accepted_at: 0,
  due_at: null,
  expires_at: null,
  ended_at: null,
  head_at: 0,
  problem: null,
  wish: null,
  kept: 1,
}
const bad: Outcome = { ok: false, problem: 'target.timeout', retryable: true }
const end = (more: Partial<JobRow>, ending: Partial<Parameters<typeof settle>[1]> = {}) =>
  settle({ ...row, ...more }, { outcome: bad, aborted: false, policy, now: 5_000, random: 1, ...ending })

describe('the end of an attempt', () => {
  const cases: [string, ReturnType<typeof end>, ReturnType<typeof end>][] = [
    ['success', end({}, { outcome: { ok: true } }), { state: 'completed', problem: null, ended_at: 5_000 }],
    ['success after a wish', end({ wish: 'cancel' }, { outcome: { ok: true }, aborted: true }), { state: 'completed', problem: null, ended_at: 5_000 }],
    ['first failure', end({}), { state: 'waiting', problem: 'target.timeout', due_at: 5_100 }],
    ['second failure', end({ attempt: 2 }), { state: 'waiting', problem: 'target.timeout', due_at: 5_200 }],
    ['not tried', end({ attempt: 3 }, { outcome: { ...bad, untried: true } }), { state: 'waiting', problem: 'target.timeout', due_at: 5_100, attempt: 2 }],
    ['last failure', end({ attempt: 3 }), { state: 'blocked', problem: 'target.timeout' }],
    ['last failure, skip', end({ attempt: 3 }, { policy: { ...policy, after: 'skip' } }), { state: 'dead', problem: 'target.timeout', ended_at: 5_000 }],
    ['failure after new attempts were granted', end({ attempt: 4, granted: 3 }), { state: 'waiting', problem: 'target.timeout', due_at: 5_100 }],
    ['failure that cannot be retried', end({}, { outcome: { ...bad, retryable: false } }), { state: 'blocked', problem: 'target.timeout' }],
    ['the target asks for more time', end({}, { outcome: { ...bad, retryAfterMs: 9_000 } }), { state: 'waiting', problem: 'target.timeout', due_at: 14_000 }],
    ['the target asks for less time', end({}, { outcome: { ...bad, retryAfterMs: 1 } }), { state: 'waiting', problem: 'target.timeout', due_at: 5_100 }],
    [
      'the target asks for parts of a millisecond',
      end({}, { outcome: { ...bad, retryAfterMs: 652.5 } }),
      { state: 'waiting', problem: 'target.timeout', due_at: 5_653 },
    ],
    [
      'the target asks for ever',
      end({}, { outcome: { ...bad, retryAfterMs: Infinity } }),
      { state: 'waiting', problem: 'target.timeout', due_at: 5_000 + 7 * 86_400_000 },
    ],
    [
      'the target asks for nothing that is a time',
      end({}, { outcome: { ...bad, retryAfterMs: Number.NaN } }),
      { state: 'waiting', problem: 'target.timeout', due_at: 5_100 },
    ],
    ['cancelled', end({ wish: 'cancel' }, { aborted: true }), { state: 'cancelled', problem: 'target.timeout', ended_at: 5_000 }],
    ['put aside', end({ wish: 'skip' }, { aborted: true }), { state: 'dead', problem: 'target.timeout', ended_at: 5_000 }],
    ['paused', end({ wish: 'pause' }, { aborted: true }), { state: 'paused', problem: 'target.timeout', wish: null }],
    ['stopped', end({ attempt: 3 }, { aborted: true }), { state: 'queued', attempt: 2 }],
  ]
  test.each(cases)('%s', (_, change, expected) => {
    expect(change).toEqual(expected)
  })
})

test('delays grow, stay between half and all of the step, and below the greatest', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 60 }), fc.double({ min: 0, max: 1, noNaN: true }), (tries, random) => {
      const delay = backoff(policy, tries, random)
      const whole = Math.min(1_000, 100 * 2 ** (tries - 1))
      expect(delay).toBeGreaterThanOrEqual(whole / 2)
      expect(delay).toBeLessThanOrEqual(whole)
    }),
  )
})
