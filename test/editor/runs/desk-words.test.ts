import { describe, expect, it } from 'vitest'
import { bulkTime, bulkWords } from '../../../editor/runs/desk/bulk-words.ts'
import { dryRunWords } from '../../../editor/runs/desk/dry-run-results.tsx'
import { effectsOf, effectState, effectSummary, planLines } from '../../../editor/runs/desk/effect-words.ts'
import { pauseText } from '../../../editor/runs/desk/pause-words.ts'
import { verbFits, verbLines, type RunVerb } from '../../../editor/runs/desk/run-verbs.ts'
import { shownRetries } from '../../../editor/runs/desk/watched-retries.ts'
import { standingWords } from '../../../editor/runs/detail/standing-words.ts'
import { groupFilter, groupText } from '../../../editor/runs/groups/group-words.ts'
import { healthWords } from '../../../editor/runs/lanes/lane-words.ts'
import { timelineRows, timelineWords } from '../../../editor/runs/list/key-timeline.tsx'
import { writeRunFilter } from '../../../editor/runs/list/run-filter.ts'
import { countText, dueText } from '../../../editor/runs/run-words.ts'
import type { EffectRecord, LaneView } from '../../../server/model/delivery.ts'
import { RunState } from '../../../server/model/run.ts'
import type { BulkRetry, ConnectionHealth } from '../../../server/model/run-endpoint.ts'
import { sampleDelivery, sampleRun } from './sample-run.ts'

const NOW = new Date('2026-03-01T02:10:00.000Z')
const later = (seconds: number): string => new Date(NOW.getTime() + seconds * 1000).toISOString()
const names = { flow: (id: string) => id.toUpperCase(), connection: (id: string) => id.toUpperCase() }

describe('numbers in words', () => {
  it('counts, and says when something is due', () => {
    expect([countText(1, 'write'), countText(4120, 'document')]).toEqual(['1 write', '4,120 documents'])
    expect([-5, 40, 720, 10_800].map((seconds) => dueText(new Date(later(seconds)), NOW))).toEqual(['due now', 'due in 40 s', 'due in 12 min', 'due in 3 h'])
  })

  it('sums writes up', () => {
    expect(effectSummary({ confirmed: 3, unknown: 1, toSend: 1 })).toBe('3 of 5 writes confirmed, 1 unknown')
    expect(effectSummary({ confirmed: 0, unknown: 0, toSend: 1 })).toBe('0 of 1 write confirmed')
    expect(effectSummary({ confirmed: 0, unknown: 0, toSend: 0 })).toBe('')
  })

  it('leaves out what a delivered document did not need to write', () => {
    const delivery = sampleDelivery({ effects: { confirmed: 2, unknown: 0, toSend: 1 } })
    const totals = (['waiting', 'succeeded'] as const).map((state) => effectSummary(effectsOf(sampleRun({ state, delivery }))!))
    expect(totals).toEqual(['2 of 3 writes confirmed', '2 of 2 writes confirmed'])
  })

  it('says how a write is known', () => {
    const effect = { state: 'confirmed', confirmedBy: 'read-back' } as EffectRecord
    expect([effectState(effect), effectState({ ...effect, state: 'unknown', confirmedBy: null })]).toEqual(['confirmed, found by reading back', 'unknown'])
  })
})

describe('the plan of a retry', () => {
  it('says in numbers what will be sent, what is confirmed, looked up and left out', () => {
    expect(planLines({ runs: 412, leftOut: 1, blocking: 2, effects: { confirmed: 14, unknown: 1, toSend: 398 } })).toEqual([
      '412 documents will be tried again.',
      'At most 398 writes will be sent.',
      '14 writes are confirmed already and will not be sent again.',
      '1 write is unknown and will be looked up first; where the target cannot tell, a person must.',
      '2 of them hold their lanes up: what waits behind goes on after.',
      '1 document cannot be retried and is left out: ended, at work, or without a body.',
    ])
  })

  it('says so where nothing can be retried', () => {
    expect(planLines({ runs: 0, leftOut: 3, blocking: 0, effects: { confirmed: 0, unknown: 0, toSend: 0 } })).toHaveLength(1)
  })
})

describe('a bulk retry', () => {
  const bulk: BulkRetry = { id: 'b', by: 'ada', startedAt: later(-6), endedAt: null, total: 412, done: 118, refused: 2, rate: 20, cancelled: false }
  it('tells how far it is, how fast, and what came of it', () => {
    expect(bulkWords(bulk)).toBe('Retrying: 120 of 412, 2 refused, 20 a second, 15 s left')
    expect(bulkWords({ ...bulk, endedAt: later(0), done: 410 })).toBe('Retry done: 410 of 412 documents started again, 2 refused')
    expect(bulkWords({ ...bulk, endedAt: later(0), done: 412, refused: 0 })).toBe('Retry done: 412 documents started again')
    expect(bulkWords({ ...bulk, endedAt: later(0), cancelled: true })).toBe('Retry stopped: 118 of 412 documents started again, 2 refused')
    expect([bulkTime(4, 20), bulkTime(412, 20)]).toEqual(['takes about a second', 'takes about 21 s'])
  })

  it('is shown while it is under way, and after its end to whoever began it', () => {
    const ended = { ...bulk, id: 'e', endedAt: later(0) }
    expect([shownRetries([bulk, ended], []), shownRetries([bulk, ended], ['e'])].map((list) => list.map(({ id }) => id))).toEqual([['b'], ['b', 'e']])
  })
})

describe('groups, pauses, health and dry runs', () => {
  const group = { flow: 'orders', problem: 'target.validation', at: 'customer.vatId', count: 1412, retryable: 400, first: later(-900), last: later(0) }
  it('names a root cause and its runs', () => {
    expect([groupText(group), groupText({ ...group, at: null, count: 2 })]).toEqual(['1,412 × target.validation at customer.vatId', '2 × target.validation'])
    expect(writeRunFilter(groupFilter({ ...group, at: null }, { states: ['failed'], client: 'demo', at: 'old' }))).toBe(
      'flow=orders&client=demo&problem=target.validation&state=failed',
    )
  })

  it('says what is paused, by whom, and what waits', () => {
    const pause = { kind: 'connection', id: 'ledger', by: 'maria', at: later(0), note: '' } as const
    expect(pauseText({ ...pause, waiting: 37 }, names, NOW)).toMatch(/^Connection “LEDGER” is paused by maria since \d\d:10: 37 documents wait$/)
    expect(pauseText(pause, names, NOW)).toMatch(/its documents wait$/)
  })

  it('tells the worst of a connection', () => {
    const health: ConnectionHealth = { id: 'x', breaker: 'closed', retryAt: null, active: 1, waiting: 4, quietUntil: later(-1) }
    const words = [health, { ...health, waiting: 0 }, { ...health, quietUntil: later(130) }, { ...health, breaker: 'open' as const, retryAt: later(42) }]
    expect(words.map((each) => healthWords(each, NOW).words)).toEqual([
      '4 calls wait, 1 at work',
      '1 call at work',
      'asked for silence for 2 min',
      'breaker open, tries again in 42 s',
    ])
  })

  it('counts what would fail and what would differ', () => {
    const difference = { place: 'answer', path: 'a' }
    const results = [
      { run: 'a', problem: { code: 'x', detail: '' }, differences: [difference] },
      { run: 'b', problem: null, differences: [] },
    ]
    expect(dryRunWords(results)).toBe('1 of 2 documents would fail; 1 would do something else than with the version they were accepted for.')
    expect(dryRunWords(results.slice(1))).toBe('The document would be delivered, and do the same as with the version it was accepted for.')
  })

  it('puts the timeline of a key in either order', () => {
    const runs = [sampleRun({ id: 'new' }), sampleRun({ id: 'old', flow: 'mail' })]
    expect(timelineWords(runs)).toBe('2 runs in 2 flows')
    expect([timelineRows(runs, 'oldest')[0]?.id, timelineRows(runs, 'newest')[0]?.id]).toEqual(['old', 'new'])
  })
})

describe('what can be done with a document', () => {
  const fitting = (verb: RunVerb): RunState[] => RunState.options.filter((state) => verbFits(verb, sampleRun({ state, delivery: sampleDelivery() })))

  it('depends on its state', () => {
    expect(fitting('retry')).toEqual(['waiting', 'blocked', 'paused', 'failed', 'cancelled'])
    expect(fitting('resume')).toEqual(['paused'])
    expect(fitting('cancel')).not.toContain('failed')
    expect(fitting('purge')).not.toContain('running')
    expect(
      (['retry', 'pause', 'resume', 'cancel', 'skip', 'undo', 'purge'] as const).flatMap((verb) =>
        verbFits(verb, sampleRun({ state: 'failed' })) ? [verb] : [],
      ),
    ).toEqual([])
    expect(verbFits('undo', sampleRun({ state: 'failed', delivery: sampleDelivery({ effects: { confirmed: 0, unknown: 0, toSend: 2 } }) }))).toBe(false)
  })

  it('says before what it will do', () => {
    const run = sampleRun({ state: 'blocked', delivery: sampleDelivery() })
    const lane = { lane: 'a1b2c3d4e5f6', run: 'r1', behind: 12 } as LaneView
    expect(verbLines('skip', run, lane)).toEqual([
      'It is put aside as failed with its sealed body, and can be retried later.',
      'What became of 1 write stays unknown.',
      '12 documents behind it go on now.',
    ])
    expect(verbLines('retry', run, lane)).toEqual([
      'Attempt 9 begins now.',
      'At most 1 write will be sent.',
      '3 writes are confirmed already and will not be sent again.',
      '1 write is unknown and will be looked up first; where the target cannot tell, a person must.',
      '12 documents behind it go on when it is delivered.',
    ])
    expect(verbLines('cancel', run, { ...lane, run: 'another' }).join(' ')).not.toContain('behind')
    const stuck = { ...run, problem: { code: 'effect.unknown', detail: '' } }
    expect(verbLines('retry', stuck, lane)).toContain('The last attempt could not look it up: say first what became of it, under Writes.')
  })

  it('stands in a sentence for every state of an accepted document', () => {
    const words = RunState.options.map((state) =>
      standingWords({ run: sampleRun({ state, delivery: sampleDelivery() }), steps: [], stepsLeftOut: 0, effects: [], attempts: [] }, NOW),
    )
    expect(new Set(words).size).toBe(RunState.options.length)
    expect(words.every((text) => text.endsWith('.'))).toBe(true)
    expect(standingWords({ run: sampleRun(), steps: [], stepsLeftOut: 0, effects: [], attempts: [] }, NOW)).toBe('')
  })
})
