import { expect, test } from 'vitest'
import { type AdmissionOptions, createAdmission } from '../../server/http/admission.ts'
import type { Problem } from '../../server/model/problem.ts'

const open = (options: Partial<AdmissionOptions> = {}) => createAdmission({ limits: () => undefined, now: () => 0, most: 1000, ...options })

function refusalOf(enter: () => void): Problem | undefined {
  try {
    enter()
    return undefined
  } catch (error) {
    return error as Problem
  }
}

test('a client without limits is not limited, but all clients together are', () => {
  const admission = open({ most: 3 })
  for (const client of ['a', 'b', 'a']) admission.enter(client)
  expect(refusalOf(() => admission.enter('c'))).toMatchObject({ code: 'request.rate-limited', at: 'server', retryAfter: 1 })
  expect(admission.atWork()).toBe(3)
  admission.leave()
  admission.enter('c')
  expect(admission.atWork()).toBe(3)
})

test('a client may send its burst at once and its rate in the long run', () => {
  let now = 1_000_000
  const admission = open({ limits: () => ({ perSecond: 2, burst: 4 }), now: () => now })
  const sent = (): number => {
    let count = 0
    while (!refusalOf(() => admission.enter('a'))) count++
    return count
  }
  expect(sent()).toBe(4)
  expect(refusalOf(() => admission.enter('a'))).toMatchObject({ code: 'request.rate-limited', at: 'client', retryAfter: 0.5 })
  now += 250
  expect(refusalOf(() => admission.enter('a'))).toMatchObject({ retryAfter: 0.25 })
  now += 1250
  expect(sent()).toBe(3)
  now += 3_600_000
  expect(sent()).toBe(4)
})

test('each client has a bucket of its own, and what is refused is not at work', () => {
  const admission = open({ limits: (client) => (client === 'slow' ? { perSecond: 1, burst: 1 } : undefined) })
  admission.enter('slow')
  expect(refusalOf(() => admission.enter('slow'))?.code).toBe('request.rate-limited')
  admission.enter('other')
  expect(admission.atWork()).toBe(2)
})

test('a limit that is changed holds at once, and a clock that is set back gives nothing', () => {
  let now = 10_000
  let limits = { perSecond: 1, burst: 10 }
  const admission = open({ limits: () => limits, now: () => now })
  admission.enter('a')
  limits = { perSecond: 1, burst: 2 }
  admission.enter('a')
  admission.enter('a')
  expect(refusalOf(() => admission.enter('a'))?.retryAfter).toBe(1)
  now = 0
  expect(refusalOf(() => admission.enter('a'))?.retryAfter).toBe(1)
  now = 1000
  expect(refusalOf(() => admission.enter('a'))).toBeUndefined()
})

test('a request whose client is not known yet takes a place, and counts once the client is known', () => {
  const admission = open({ most: 2, limits: () => ({ perSecond: 1, burst: 1 }) })
  admission.enter()
  admission.charge('a')
  expect(refusalOf(() => admission.charge('a'))?.at).toBe('client')
  admission.enter()
  expect(refusalOf(() => admission.enter())?.at).toBe('server')
})
