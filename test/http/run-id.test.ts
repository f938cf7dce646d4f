import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { createRunIds } from '../../server/run-id.ts'

test('run ids sort by time, are unique, and use 32 signs', () => {
  let now = Date.UTC(2026, 0, 31)
  const next = createRunIds(() => now, randomBytes)
  const ids = Array.from({ length: 2_000 }, () => {
    now += 1
    return next()
  })
  expect(new Set(ids.map((id) => id.slice(10))).size).toBe(2_000)
  expect(ids.toSorted()).toEqual(ids)
  for (const id of ids) expect(id).toMatch(/^[0-9abcdefghjkmnpqrstvwxyz]{22}$/)
})

test('the random part follows the bytes that are given', () => {
  const next = createRunIds(
    () => 0,
    (count) => Uint8Array.from({ length: count }, (_, index) => index % 32),
  )
  expect([next(), next()]).toEqual(['00000000000123456789ab', '0000000000cdefghjkmnpq'])
})
