import { expect, test } from 'vitest'
import { changeOf, nextStanding, type Standing, UNKNOWN } from '../../server/watch/rule-state.ts'

const LIMIT = { over: 10, forSeconds: 60 }
/** States and changes over time: [second, value] -> state, told. */
function follow(readings: readonly [number, number | null][], limit = LIMIT): string[] {
  let standing: Standing = UNKNOWN
  return readings.map(([second, value]) => {
    const next = nextStanding(standing, { ...limit, value, now: second * 1000 })
    const change = changeOf(standing, next)
    standing = next
    return change ? `${next.state} ${change}` : next.state
  })
}

test.each<[string, [number, number | null][], string[]]>([
  [
    'stays ok at the limit',
    [
      [0, 10],
      [15, 10],
    ],
    ['ok', 'ok'],
  ],
  [
    'is raised when it has lasted',
    [
      [0, 11],
      [59, 12],
      [60, 12],
      [75, 99],
    ],
    ['pending', 'pending', 'raised raised', 'raised'],
  ],
  [
    'forgets what did not last',
    [
      [0, 11],
      [30, 1],
      [61, 11],
      [120, 11],
      [121, 11],
    ],
    ['pending', 'ok', 'pending', 'pending', 'raised raised'],
  ],
  [
    'is cleared once',
    [
      [0, 11],
      [60, 11],
      [75, 10],
      [90, 1],
    ],
    ['pending', 'raised raised', 'ok cleared', 'ok'],
  ],
  [
    'is cleared when there is nothing to measure',
    [
      [0, 11],
      [60, 11],
      [75, null],
    ],
    ['pending', 'raised raised', 'ok cleared'],
  ],
])('a rule %s', (_, readings, states) => {
  expect(follow(readings)).toEqual(states)
})

test('a rule without a time is raised at once, and says since when', () => {
  const standing = nextStanding(UNKNOWN, { value: 1, over: 0, forSeconds: 0, now: 5000 })
  expect(standing).toEqual({ state: 'raised', since: 5000, value: 1 })
  expect(nextStanding(standing, { value: 3, over: 0, forSeconds: 0, now: 9000 })).toEqual({ state: 'raised', since: 5000, value: 3 })
})
