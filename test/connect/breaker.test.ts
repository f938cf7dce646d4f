import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Breaker, BREAKER_SETTINGS, type Report, type Verdict } from '../../server/connect/breaker.ts'
import { Problem } from '../../server/model/problem.ts'

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

const moves = fc.array(
  fc.record({ wait: fc.integer({ min: 0, max: 5000 }), end: fc.nat(5), verdict: fc.constantFrom<Verdict>('well', 'ill', 'neither') }),
  { maxLength: 200 },
)

/** One call begins with each move where it is let in, and one ends. */
function walk(list: readonly Move[], seen: (subject: Breaker, step: { now: number; admitted: boolean; before: Breaker['state'] }) => void): Breaker {
  const subject = new Breaker(() => 0.5)
  const open: Report[] = []
  let now = 0
  for (const { wait, end, verdict } of list) {
    now += wait
    const before = subject.state
    let admitted = false
    try {
      open.push(subject.admit(now))
      admitted = true
    } catch (error) {
      expect(error).toMatchObject({ code: 'target.resting', noEffect: true })
      expect((error as Problem).retryAfter).toBeGreaterThan(0)
    }
    seen(subject, { now, admitted, before })
    open.splice(end % Math.max(1, open.length), 1)[0]?.(verdict, now)
  }
  for (const report of open) report('neither', now)
  return subject
}

test('whatever happens: open keeps everybody out until its rest is over, and no rest is longer than the limit', () => {
  fc.assert(
    fc.property(moves, (list) => {
      walk(list, (subject, { now, admitted, before }) => {
        if (before === 'open' && now < subject.retryAt) expect(admitted).toBe(false)
        if (before === 'closed') expect(admitted).toBe(true)
        if (subject.state === 'open') expect(subject.retryAt - now).toBeLessThanOrEqual(mostRestMs * 1.2)
      })
    }),
  )
})

test('whatever happens: once the target answers well again, it closes', () => {
  fc.assert(
    fc.property(moves, (list) => {
      const subject = walk(list, () => undefined)
      const later = subject.retryAt + mostRestMs * 2
      subject.admit(later)('well', later)
      expect(subject.state).toBe('closed')
    }),
  )
})

test('whatever happens: never two calls on trial', () => {
  fc.assert(
    fc.property(moves, (list) => {
      const subject = new Breaker(() => 0)
      const trials: Report[] = []
      let now = 0
      fail(subject, consecutive)
      for (const { wait, verdict } of list) {
        now = Math.max(now + wait, subject.state === 'open' ? subject.retryAt : 0)
        if (subject.state === 'closed') fail(subject, consecutive, now)
        else if (trials.length > 0) {
          expect(refusal(subject, now)?.code).toBe('target.resting')
          trials.pop()!(verdict, now)
        } else trials.push(subject.admit(now))
      }
    }),
  )
})
