import { expect, test } from 'vitest'
import { deliveryWords } from '../../../editor/inspector/delivery-words.ts'
import { DeliverySettings } from '../../../server/model/delivery.ts'

test('says when a document is tried and how long it is kept', () => {
  const given = DeliverySettings.parse({})
  expect(deliveryWords(given)).toBe('Tried at once, then after 2 s, 6 s, 18 s, 54 s and so on: 8 attempts in 22 min. Personal data is kept for 72 h at most.')
  expect(deliveryWords({ ...given, attempts: 3, firstDelayMs: 1500, expiryMs: 5_400_000 })).toBe(
    'Tried at once, then after 1.50 s, 4.50 s: 3 attempts in 6 s. Personal data is kept for 1 h 30 min at most.',
  )
  expect(deliveryWords({ ...given, attempts: 1 })).toBe('Tried once. Personal data is kept for 72 h at most.')
})
