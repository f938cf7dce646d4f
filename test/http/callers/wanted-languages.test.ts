import type { IncomingMessage } from 'node:http'
import { expect, test } from 'vitest'
import { wantedLanguages } from '../../../server/http/callers/wanted-languages.ts'

test.each([
  ['de-AT, de;q=0.9, en;q=0.8', ['de-AT', 'de', 'en']],
  ['en;q=0.2, cs;q=1.0, *;q=0.1', ['cs', 'en']],
  ['en;q=0, de;q=x, "><script>', []],
  ['', []],
])('the header %j asks for %j', (header, languages) => {
  expect(wantedLanguages(undefined, { headers: { 'accept-language': header } } as IncomingMessage)).toEqual(languages)
})

test('what the address asks for counts alone', () => {
  expect(wantedLanguages('cs', { headers: { 'accept-language': 'de' } } as IncomingMessage)).toEqual(['cs'])
})
