import { describe, expect, it } from 'vitest'
import { addOlder, hasUnknown, mergeRuns, showWaiting, type RunList } from '../../../editor/runs/run-list.ts'
import type { RunRecord } from '../../../server/model/run.ts'

const run = (id: string, second: number, more: Partial<RunRecord> = {}): RunRecord => ({
  id,
  flow: 'f',
  version: 1,
  client: 'c',
  trigger: { kind: 'endpoint', name: 'customers.search' },
  state: 'running',
  startedAt: new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString(),
  durationMs: null,
  stepCount: 0,
  inBytes: 0,
  outBytes: 0,
  status: null,
  problem: null,
  ...more,
})
const ids = (list: RunList): [string[], string[]] => [list.rows.map((each) => each.id), list.waiting.map((each) => each.id)]
const list: RunList = { rows: [run('b', 2), run('a', 1)], waiting: [] }

describe('the list of runs', () => {
  it('does not go back to an earlier attempt that another server tells of late', () => {
    const effects = { confirmed: 0, unknown: 0, toSend: 0 }
    const tried = (attempt: number) => ({ acceptedAt: run('a', 1).startedAt, attempt, dueAt: null, expiresAt: null, lane: 'l', effects })
    const done = run('a', 1, { state: 'succeeded', delivery: tried(1) })
    const late = run('a', 1, { state: 'queued', delivery: tried(0) })
    for (const news of [
      [done, late],
      [late, done],
    ])
      expect(mergeRuns(list, news, { criteria: {}, held: false }).rows.at(-1)?.state).toBe('succeeded')
    expect(mergeRuns({ rows: [done], waiting: [] }, [late], { criteria: {}, held: false }).rows).toEqual([done])
    expect(mergeRuns({ rows: [late], waiting: [] }, [done], { criteria: {}, held: false }).rows).toEqual([done])
  })

  it('puts new runs on top, newest first, and changes known ones in their place', () => {
    const next = mergeRuns(list, [run('c', 3), run('d', 4), run('a', 1, { state: 'failed' })], { criteria: {}, held: false })
    expect(ids(next)).toEqual([['d', 'c', 'b', 'a'], []])
    expect(next.rows.at(-1)?.state).toBe('failed')
  })

  it('keeps new runs back while the reader is further down, and updates them there', () => {
    const held = mergeRuns(list, [run('c', 3)], { criteria: {}, held: true })
    const later = mergeRuns(held, [run('c', 3, { state: 'succeeded' }), run('d', 4)], { criteria: {}, held: true })
    expect(ids(later)).toEqual([
      ['b', 'a'],
      ['d', 'c'],
    ])
    expect(later.waiting[1]?.state).toBe('succeeded')
    expect(ids(showWaiting(later))).toEqual([['d', 'c', 'b', 'a'], []])
  })

  it('takes only runs that pass the filter, but never drops one that is shown', () => {
    const criteria = { state: 'running' } as const
    const next = mergeRuns(list, [run('c', 3, { state: 'failed' }), run('b', 2, { state: 'failed' })], { criteria, held: false })
    expect(ids(next)).toEqual([['b', 'a'], []])
  })

  it('tells runs of several states and of a time range', () => {
    const criteria = { state: 'failed,blocked', from: '2026-01-01T00:00:03.000Z', to: '2026-01-01T00:00:05.000Z' }
    const news = [run('early', 2, { state: 'failed' }), run('in', 3, { state: 'blocked' }), run('late', 5, { state: 'failed' }), run('other', 4)]
    expect(ids(mergeRuns({ rows: [], waiting: [] }, news, { criteria, held: false }))).toEqual([['in'], []])
  })

  it('leaves to the server which new runs have a business key, and says that there may be some', () => {
    const criteria = { key: 'R-987' }
    expect(ids(mergeRuns(list, [run('c', 3), run('a', 1, { state: 'failed' })], { criteria, held: false }))).toEqual([['b', 'a'], []])
    expect([hasUnknown(list, [run('c', 3)], criteria), hasUnknown(list, [run('a', 1)], criteria), hasUnknown(list, [run('c', 3)], {})]).toEqual([
      true,
      false,
      false,
    ])
    expect(hasUnknown(list, [run('c', 3)], { connection: 'ledger', flow: 'other' })).toBe(false)
  })

  it('adds older runs once', () => {
    expect(ids(addOlder(list, [run('a', 1), run('0', 0)]))).toEqual([['b', 'a', '0'], []])
  })
})
