import { expect, test } from 'vitest'
import { quietMs } from '../../server/connect/limit-headers.ts'

const NOW = Date.UTC(2026, 10, 22, 12, 0, 0)
const date = 'Sun, 22 Nov 2026 12:00:00 GMT'

test.each<[string, Record<string, string>, [status: number, wait: number]]>([
  ['Retry-After of 429', { 'retry-after': '7' }, [429, 7000]],
  ['Retry-After of 503', { 'retry-after': '0' }, [503, 0]],
  ['Retry-After as a date', { 'retry-after': 'Sun, 22 Nov 2026 12:00:30 GMT', date }, [503, 30_000]],
  ['Retry-After of another answer', { 'retry-after': '7' }, [202, 0]],
  ['calls left', { 'x-ratelimit-remaining': '1', 'x-ratelimit-reset': '30' }, [200, 0]],
  ['no calls left, reset in seconds', { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '30' }, [200, 30_000]],
  ['no calls left, reset in parts of seconds', { 'ratelimit-remaining': '0', 'ratelimit-reset': '1.5' }, [200, 1500]],
  ['no calls left, reset as a time in seconds', { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(NOW / 1000 + 60) }, [200, 60_000]],
  ['no calls left, reset as a time in milliseconds', { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(NOW + 2500) }, [200, 2500]],
  ['a reset that is over', { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(NOW / 1000 - 60) }, [200, 0]],
  ['no reset', { 'x-ratelimit-remaining': '0' }, [200, 0]],
  ['a reset that is no number', { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': 'soon' }, [200, 0]],
  ['an empty number of calls', { 'x-ratelimit-remaining': '', 'x-ratelimit-reset': '30' }, [200, 0]],
  ['RateLimit, calls left', { ratelimit: '"default";r=50;t=30' }, [200, 0]],
  ['RateLimit, none left', { ratelimit: '"default";r=0;t=30' }, [200, 30_000]],
  ['RateLimit, one of two used up', { ratelimit: '"burst";r=0;t=2, "daily";r=900;t=3600' }, [200, 2000]],
  ['RateLimit without a time, bounded by its policy', { ratelimit: '"day";r=0', 'ratelimit-policy': '"day";q=100;w=60' }, [200, 60_000]],
  ['RateLimit of an older draft', { ratelimit: 'limit=100, remaining=0, reset=12' }, [200, 12_000]],
  ['RateLimit of an older draft, calls left', { ratelimit: 'limit=100, remaining=10, reset=12' }, [200, 0]],
  ['RateLimit that is nonsense', { ratelimit: ';;=,r' }, [200, 0]],
  ['the longest one', { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '5', 'retry-after': '9' }, [429, 9000]],
  ['a silence without end', { 'retry-after': '999999999' }, [429, 86_400_000]],
])('%s', (_title, headers, [status, wait]) => {
  expect(quietMs({ status, headers }, [], NOW)).toBe(wait)
})

test('a time counts by the clock of the target', () => {
  const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(NOW / 1000 + 60), date }
  expect(quietMs({ status: 200, headers }, [], NOW + 3_600_000)).toBe(60_000)
})

test('names that the connector declares, and what a failure rule was told', () => {
  const headers = { 'x-daily-left': '0', 'x-daily-reset': '40' }
  expect(quietMs({ status: 200, headers }, [], NOW)).toBe(0)
  expect(quietMs({ status: 200, headers }, [{ remaining: 'X-Daily-Left', reset: 'X-Daily-Reset' }], NOW)).toBe(40_000)
  expect(quietMs({ status: 200, headers, told: 90 }, [], NOW)).toBe(90_000)
})
