import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { CallerTokens } from '../../../server/hub/caller-tokens.ts'
import { makeSearchToken, requireSearchToken } from '../../../server/hub/customers/search-token.ts'
import type { Store } from '../../../server/store/contract.ts'

const hmac = (text: string): string => createHmac('sha256', 'workspace').update(text).digest('hex')
const KEY = '0123456789abcdef'

test('a search token is for one client, and for a quarter of an hour', () => {
  const token = makeSearchToken('shop', { hmac, now: () => 1000 })
  const at =
    (now: number, client = 'shop', sent: string | undefined = token) =>
    (): void =>
      requireSearchToken(client, sent, { hmac, now: () => now })
  expect(at(900_999)).not.toThrow()
  for (const refused of [at(901_000), at(2000, 'other'), at(2000, 'shop', `z${token}`), at(2000, 'shop', ''), at(2000, 'shop', token.slice(0, -1))])
    expect(refused).toThrow(expect.objectContaining({ code: 'crm.search-first' }))
  expect(() => requireSearchToken('shop', undefined, { hmac, now: () => 2000 })).toThrow('missing')
})

test('a caller token ends at its time and with its key', () => {
  const clock = { now: 1000 }
  const live = new Map([[KEY, 'shop']])
  const apiKeys = { verify: (key: string) => (key === 'pb_key' ? { id: KEY, client: 'shop' } : undefined), clientOf: (id: string) => live.get(id) }
  const tokens = new CallerTokens({ store: { apiKeys, seal: { hmac } } as unknown as Pick<Store, 'apiKeys' | 'seal'>, now: () => clock.now })
  const { token, expiresAt } = tokens.issue({ client: 'shop', key: KEY, minutes: 1 })
  expect(expiresAt).toBe('1970-01-01T00:01:01.000Z')
  expect(tokens.identify('pb_key')).toEqual({ client: 'shop', key: KEY, token: false })
  expect(tokens.identify(token)).toEqual({ client: 'shop', key: KEY, token: true })
  for (const wrong of [`${token.slice(0, -1)}${token.endsWith('0') ? '1' : '0'}`, token.replace('_', '_f'), '', 'pbt_', token.toUpperCase()])
    expect(tokens.identify(wrong)).toBeUndefined()
  clock.now = 61_000
  expect(tokens.identify(token)).toBeUndefined()
  clock.now = 2000
  live.delete(KEY)
  expect(tokens.identify(token)).toBeUndefined()
})
