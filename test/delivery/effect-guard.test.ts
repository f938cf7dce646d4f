import { describe, expect, test } from 'vitest'
import { EffectGuard } from '../../server/delivery/effect-guard.ts'
import { answerMemory, sentStep, stepMemory } from '../../server/delivery/effect-memory.ts'
import type { EffectRecord, RepeatSafety } from '../../server/model/delivery.ts'
import { Problem } from '../../server/model/problem.ts'
import type { Bodies } from '../../server/store/contract.ts'
import { callOf, CONNECTION, Death, DurableSteps, ModelTarget, type Place, PLACES } from './model-target.ts'

/** Sealing is tested with the store; here values are as they are. */
const OPEN: Bodies = { seal: (_run, body) => ({ key: Uint8Array.of(), body }), sealMore: (_run, _key, plain) => plain, open: (_run, _key, sealed) => sealed }

const WAYS: readonly RepeatSafety[] = ['key', 'search', 'version', 'nature', 'none']
const RUN = 'run-1'

class Story {
  readonly target: ModelTarget
  readonly steps = new DurableSteps()
  /** The copy that the store keeps; a crash leaves it as it was. */
  ledger: readonly EffectRecord[] = []
  readonly outcomes: string[] = []

  constructor(by: RepeatSafety) {
    this.target = new ModelTarget(by)
  }

  /** One attempt of a run with a single write. */
  async attempt(fault?: Place): Promise<void> {
    this.target.fault = fault
    if (fault === 'after-answer') this.steps.deadly = { step: 'book', when: 'before' }
    if (fault === 'after-record') this.steps.deadly = { step: 'book', when: 'after' }
    const before = new Map(this.ledger.map((effect) => [effect.key, effect]))
    const memory = stepMemory(this.steps.context(RUN), OPEN, { effects: before, complete: true })
    const guard = new EffectGuard({ connect: this.target, connection: () => CONNECTION, memory, run: RUN, before, now: () => 0 })
    try {
      const { output } = await guard.call(callOf(RUN, 'book', { number: 'R-1', version: 1 }))
      this.outcomes.push((output as { reference: string }).reference === 'ref-R-1' ? 'ok' : 'wrong output')
    } catch (error) {
      if (!(error instanceof Death) && !(error instanceof Problem)) throw error
      this.outcomes.push(error instanceof Problem ? error.code : 'died')
      if (error instanceof Death || this.wasDeath(error)) return
    }
    await guard.idle()
    this.ledger = [...guard.effects.values()]
  }

  /** A death within a call reaches the guard as a foreign error. */
  private wasDeath(error: unknown): boolean {
    if (!(error instanceof Problem) || !(error.cause instanceof Death)) return false
    this.outcomes[this.outcomes.length - 1] = 'died'
    return true
  }

  get last(): string {
    return this.outcomes.at(-1)!
  }

  get effect(): EffectRecord | undefined {
    return this.ledger[0]
  }
}

const DONE = ['ok', true, 'confirmed', 'ref-R-1']
const ASKED = ['effect.unknown', expect.anything(), 'unknown', null]

async function tell(by: RepeatSafety, faults: readonly Place[]): Promise<Story> {
  const story = new Story(by)
  for (const fault of faults) await story.attempt(fault)
  for (let n = 0; n < 3 && story.last !== 'ok' && story.last !== 'effect.unknown'; n++) await story.attempt()
  return story
}

const pairs: Place[][] = PLACES.flatMap((first) => [[first], ...PLACES.map((second) => [first, second])])

describe.each(WAYS)('a write that is repeated safely by %s', (by) => {
  test.each(pairs.map((faults) => [faults.join(', then '), faults] as const))(
    '%s: the effect is there exactly once, or an operator is asked',
    async (_title, faults) => {
      const story = await tell(by, faults)
      expect(story.target.applied.length).toBeLessThanOrEqual(1)
      const { state, reference } = story.effect!
      expect([DONE, ASKED]).toContainEqual([story.last, story.target.applied.length === 1 || story.last, state, reference])
      // Whoever declares a way that tells is never held up.
      expect(story.last === 'ok' || by === 'version' || by === 'none').toBe(true)
    },
  )
})

test('a write without a way is sent again as long as it certainly had no effect', async () => {
  const story = await tell('none', ['never-left', 'refused', 'refused', 'before-sent'])
  expect([story.last, story.target.applied]).toEqual(['ok', ['R-1']])
})

test('a write without a way whose answer was lost is not sent again, however often it is tried', async () => {
  const story = await tell('none', ['answer-lost'])
  for (let n = 0; n < 3; n++) await story.attempt()
  expect([story.last, story.target.applied.length]).toEqual(['effect.unknown', 1])
})

test('a refusal frees a write, and a later lost answer is unknown all the same', async () => {
  const story = await tell('none', ['refused', 'answer-lost'])
  expect([story.last, story.target.applied.length]).toEqual(['effect.unknown', 1])
  expect([...story.steps.results.keys()]).toEqual([sentStep('book', 1), 'book#refused', sentStep('book', 2)])
})

test('a read passes and leaves nothing behind', async () => {
  const steps = new DurableSteps()
  const connect = {
    repeat: () => undefined,
    readBack: async () => ({ found: 'no' as const }),
    call: async () => ({ output: 7, sentBytes: 0, receivedBytes: 0 }),
  }
  const guard = new EffectGuard({
    connect,
    connection: () => CONNECTION,
    memory: stepMemory(steps.context(RUN), OPEN, { effects: new Map(), complete: true }),
    run: RUN,
    before: new Map(),
    now: () => 0,
  })
  expect((await guard.call(callOf(RUN, 'find', {}))).output).toBe(7)
  expect([steps.results.size, guard.effects.size]).toEqual([0, 0])
})

test('an operator who says that a write has arrived keeps it from being sent', async () => {
  const story = await tell('none', ['answer-lost'])
  story.steps.results.set('book', Buffer.from(JSON.stringify({ output: null, reference: 'S-9', by: 'operator' })))
  const memory = stepMemory(story.steps.context(RUN), OPEN, { effects: new Map(), complete: true })
  const guard = new EffectGuard({ connect: story.target, connection: () => CONNECTION, memory, run: RUN, before: new Map(), now: () => 0 })
  expect((await guard.call(callOf(RUN, 'book', { number: 'R-1', version: 1 }))).output).toBeNull()
  expect([...guard.effects.values()]).toMatchObject([{ state: 'confirmed', reference: 'S-9', confirmedBy: 'operator' }])
  expect(story.target.applied).toHaveLength(1)
})

test.each([
  { after: 'crashed', effects: [], complete: false, expected: 'effect.unknown' },
  { after: 'ended before the write', effects: [], complete: true, expected: 'ok' },
  { after: 'ended with an unknown write', effects: [{ key: 'book', state: 'unknown' }], complete: true, expected: 'effect.unknown' },
  { after: 'was refused', effects: [{ key: 'book', state: 'to-send' }], complete: true, expected: 'ok' },
])('an answered run is tried again after one that $after', async ({ effects, complete, expected }) => {
  const target = new ModelTarget('none')
  const before = new Map(effects.map((effect) => [effect.key, effect as unknown as EffectRecord]))
  const guard = new EffectGuard({
    connect: target,
    connection: () => CONNECTION,
    memory: answerMemory({ effects: before, complete }),
    run: RUN,
    before,
    now: () => 0,
  })
  const outcome = await guard.call(callOf(RUN, 'book', { number: 'R-1', version: 1 })).then(
    () => 'ok',
    (error: Problem) => error.code,
  )
  expect(outcome).toBe(expected)
  expect(target.applied).toHaveLength(expected === 'ok' ? 1 : 0)
})

describe('a write by key', () => {
  const DAY = 86_400_000
  /** The write is tried again so much later, with what is known of it then. */
  async function later(known: Partial<EffectRecord>, after: number, said?: object): Promise<{ outcome: string; applied: number; effect: EffectRecord }> {
    const [target, steps] = [new ModelTarget('key'), new DurableSteps()]
    if (said) steps.results.set('book', Buffer.from(JSON.stringify(said)))
    const before = new Map([['book', { key: 'book', node: 'book', at: new Date(0).toISOString(), ...known } as EffectRecord]])
    const memory = stepMemory(steps.context(RUN), OPEN, { effects: before, complete: true })
    const guard = new EffectGuard({ connect: target, connection: () => CONNECTION, memory, run: RUN, before, now: () => after })
    const outcome = await guard.call(callOf(RUN, 'book', { number: 'R-1', version: 1 })).then(
      () => 'ok',
      (error: Problem) => error.code,
    )
    return { outcome, applied: target.applied.length, effect: guard.effects.get('book')! }
  }

  test('is sent again while the target knows the key, and no longer when it may have forgotten it', async () => {
    expect(await later({ state: 'unknown' }, DAY / 2)).toMatchObject({ outcome: 'ok', applied: 1 })
    const { outcome, applied, effect } = await later({ state: 'unknown' }, 2 * DAY)
    expect([outcome, applied, effect.at]).toEqual(['effect.unknown', 0, '1970-01-01T00:00:00.000Z'])
  })

  test('that is confirmed is not sent again, also where its output is gone', async () => {
    const operator = { output: null, reference: 'S-9', by: 'operator' }
    expect(await later({ state: 'confirmed', confirmedBy: 'operator' }, 1, operator)).toMatchObject({ outcome: 'ok', applied: 0 })
    expect(await later({ state: 'confirmed', confirmedBy: 'answer' }, 4 * DAY)).toMatchObject({ outcome: 'effect.unknown', applied: 0 })
  })
})
