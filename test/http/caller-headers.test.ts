import { expect, test } from 'vitest'
import { readIdempotencyKey } from '../../server/http/idempotency-key.ts'
import { readPreference } from '../../server/http/preference.ts'

test.each([
  ['8e03978e-40d5-43dd-bc93-6894a57f9324', '8e03978e-40d5-43dd-bc93-6894a57f9324'],
  ['"8e03978e-40d5-43dd-bc93-6894a57f9324"', '8e03978e-40d5-43dd-bc93-6894a57f9324'],
  [' POS-1/000123 ', 'POS-1/000123'],
  [String.raw`"a\"b\\c"`, String.raw`a"b\c`],
  ['x'.repeat(255), 'x'.repeat(255)],
  [`"${'x'.repeat(255)}"`, 'x'.repeat(255)],
  ['~', '~'],
])('the idempotency key %s is read', (header, key) => {
  expect(readIdempotencyKey(header)).toBe(key)
})

test.each([
  '',
  ' ',
  '""',
  '"',
  '"a',
  'a"',
  'a"b',
  '"a"b"',
  String.raw`"a\b"`,
  String.raw`"a\"`,
  'two words',
  '"two words"',
  '"a", "b"',
  'a, b',
  'ä',
  '"ä"',
  '\u0007',
  'x'.repeat(256),
  `"${'x'.repeat(256)}"`,
])('the idempotency key %j is refused with what is expected', (header) => {
  expect(() => readIdempotencyKey(header)).toThrow(
    expect.objectContaining({ code: 'request.invalid', errors: [{ path: 'idempotency-key', message: expect.stringContaining('1 to 255 visible ASCII') }] }),
  )
})

test('without the headers nothing is asked for', () => {
  expect([readIdempotencyKey(undefined), readPreference(undefined)]).toEqual([undefined, undefined])
})

test.each([
  ['respond-async', 0, 'respond-async'],
  ['Respond-Async', 0, 'respond-async'],
  ['respond-async=""', 0, 'respond-async'],
  ['respond-async; colour=blue', 0, 'respond-async'],
  ['wait=5', 5000, 'wait=5'],
  ['wait = 5', 5000, 'wait=5'],
  ['wait="5"', 5000, 'wait=5'],
  ['wait=0', 0, 'wait=0'],
  ['wait=3600', 60_000, 'wait=60'],
  ['respond-async, wait=10', 10_000, 'respond-async, wait=10'],
  ['wait=10,respond-async', 10_000, 'respond-async, wait=10'],
  ['wait=10, wait=20', 10_000, 'wait=10'],
  ['return=minimal, handling=lenient, respond-async', 0, 'respond-async'],
  ['note="a, wait=7", wait=2', 2000, 'wait=2'],
  ['note="an open quote', undefined, undefined],
  ['return=representation', undefined, undefined],
  ['', undefined, undefined],
  [',,;=', undefined, undefined],
])('the preference %j waits %s ms', (header, waitMs, applied) => {
  expect(readPreference(header)).toEqual(waitMs === undefined ? undefined : { waitMs, applied })
})

test.each(['wait', 'wait=', 'wait=soon', 'wait=-1', 'wait=1.5', 'wait=1e3', 'respond-async=no', 'respond-async, wait=x'])(
  'the preference %j is refused with what is expected',
  (header) => {
    expect(() => readPreference(header)).toThrow(
      expect.objectContaining({ code: 'request.invalid', errors: [{ path: 'prefer', message: expect.any(String) }] }),
    )
  },
)

test('a long header of quotes is read in one go', () => {
  expect(readPreference(`${'"\\'.repeat(8000)}, wait=1`)).toBeUndefined()
})
