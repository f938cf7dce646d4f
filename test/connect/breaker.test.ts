import { array, assert, constantFrom, integer, nat, property, record } from 'fast-check'
import { expect, test } from 'vitest'
import { Breaker, BREAKER_SETTINGS, type Report, type Verdict } from '../../server/connect/breaker.ts'
import type { Problem } from '../../server/model/problem.ts'

const { consecutive, atLeast, windowMs, restMs, mostRestMs } = BREAKER_SETTINGS
const breaker = (): Breaker => new Breaker(() => 0)
const fail = (subject: Breaker, times: number, at = 0): void => {
  for (let index = 0; index < times; index++) subject.admit(at)('ill', at)
}
const refusal = (subject: Breaker, now: number): Problem | undefined => {
  try {
    subject.check(now)
  } catch (error) {
    return error as Problem
  }
  return undefined
}

test('failures in a row open it; one good call in between does not let them count', () => {
  const subject = breaker()
  fail(subject, consecutive - 1)
  subject.admit(0)('well', 0)
  fail(subject, consecutive - 1)
  expect(subject.state).toBe('closed')
  fail(subject, 1)
  expect(subject.state).toBe('open')
  expect(refusal(subject, 0)).toMatchObject({ code: 'target.resting', noEffect: true, retryAfter: restMs / 1000 })
})

test('a large share of failures within the window opens it, an old one does not', () => {
  const alternate = (subject: Breaker, step: number): void => {
    for (let index = 0; index < atLeast && subject.state === 'closed'; index++) subject.admit(index * step)(index % 2 === 0 ? 'well' : 'ill', index * step)
  }
  const [quick, slow] = [breaker(), breaker()]
  alternate(quick, 10)
  expect(quick.state).toBe('open')
  alternate(slow, windowMs)
  expect(slow.state).toBe('closed')
})

test('calls that say nothing do not count', () => {
  const subject = breaker()
  for (let index = 0; index < 100; index++) subject.admit(0)('neither', 0)
  expect(subject.state).toBe('closed')
})

test('after the rest one call is on trial; the others wait for what it says', () => {
  const subject = breaker()
  fail(subject, consecutive)
  const trial = subject.admit(restMs)
  expect(subject.state).toBe('half-open')
  expect(refusal(subject, restMs)?.code).toBe('target.resting')
  trial('well', restMs + 5)
  expect(subject.state).toBe('closed')
  expect(refusal(subject, restMs + 5)).toBeUndefined()
})

test('a trial that fails makes the rest longer, up to a limit; one that goes well makes it short again', () => {
  const subject = breaker()
  fail(subject, consecutive)
  let now = 0
  const rests: number[] = []
  for (let index = 0; index < 8; index++) {
    rests.push(subject.retryAt - now)
    now = subject.retryAt
    subject.admit(now)('ill', now)
  }
  expect(rests.slice(0, 4)).toEqual([restMs, restMs * 2, restMs * 4, restMs * 8])
  expect(rests.at(-1)).toBe(mostRestMs)
  now = subject.retryAt
  subject.admit(now)('well', now)
  fail(subject, consecutive, now)
  expect(subject.retryAt - now).toBe(restMs)
})

test('a trial that says nothing lets the next call try: one failed login does not hold it open', () => {
  const subject = breaker()
  fail(subject, consecutive)
  subject.admit(restMs)('neither', restMs)
  subject.admit(restMs)('well', restMs)
  expect(subject.state).toBe('closed')
})

test('what calls of an earlier time report changes nothing', () => {
  const subject = breaker()
  const late = Array.from({ length: 3 }, () => subject.admit(0))
  fail(subject, consecutive)
  late[0]!('well', 10)
  expect(subject.state).toBe('open')
  const trial = subject.admit(restMs)
  late[1]!('ill', restMs)
  expect(subject.state).toBe('half-open')
  trial('well', restMs)
  trial('ill', restMs)
  late[2]!('ill', restMs)
  expect(subject.state).toBe('closed')
})

interface Move {
  wait: number
  /** Which of the calls under way ends, and how. */
  end: number
  verdict: Verdict
}

const moves = array(record({ wait: integer({ min: 0, max: 5000 }), end: nat(5), verdict: constantFrom<Verdict>('well', 'ill', 'neither') }), {
  maxLength: 200,
})

interface Step {
  now: number
  /** Before the call asked to be let in. */
  before: { state: Breaker['state']; retryAt: number }
  after: { state: Breaker['state']; retryAt: number }
  refused: Problem | undefined
}

const look = ({ state, retryAt }: Breaker): Step['before'] => ({ state, retryAt })

/** One call begins with each move where it is let in, and one ends. */
function walk(list: readonly Move[]): { subject: Breaker; steps: Step[] } {
  const subject = new Breaker(() => 0.5)
  const open: Report[] = []
  const steps: Step[] = []
  let now = 0
  for (const { wait, end, verdict } of list) {
    now += wait
    const before = look(subject)
    const refused = refusal(subject, now)
    if (!refused) open.push(subject.admit(now))
    steps.push({ now, before, after: look(subject), refused })
    open.splice(end % Math.max(1, open.length), 1)[0]?.(verdict, now)
  }
  for (const report of open) report('neither', now)
  return { subject, steps }
}

test('whatever happens: closed lets everybody in, open nobody until its rest is over, and no rest is longer than the limit', () => {
  assert(
    property(moves, (list) => {
      const { steps } = walk(list)
      const resting = steps.filter(({ before, now }) => before.state === 'open' && now < before.retryAt)
      expect(steps.filter(({ before, refused }) => before.state === 'closed' && refused)).toEqual([])
      expect(resting.filter(({ refused }) => !refused)).toEqual([])
      expect(resting.filter(({ before, now }) => before.retryAt - now > mostRestMs * 1.2)).toEqual([])
      expect(steps.filter(({ refused }) => refused && !(refused.noEffect && refused.retryAfter! > 0))).toEqual([])
    }),
  )
})

test('whatever happens: half-open has one call on trial, and the others are kept out', () => {
  assert(
    property(moves, (list) => {
      const { steps } = walk(list)
      expect(steps.filter(({ before, after, refused }) => after.state === 'half-open' && before.state === 'open' && refused)).toEqual([])
      const subject = new Breaker(() => 0)
      fail(subject, consecutive)
      subject.admit(subject.retryAt)
      for (const { now } of steps) expect(refusal(subject, subject.retryAt + now)?.code).toBe('target.resting')
    }),
  )
})

test('whatever happens: once the target answers well again, it closes', () => {
  assert(
    property(moves, (list) => {
      const { subject } = walk(list)
      const later = subject.retryAt + mostRestMs * 2
      subject.admit(later)('well', later)
      expect(subject.state).toBe('closed')
    }),
  )
})
