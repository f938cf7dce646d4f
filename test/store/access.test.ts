import { randomBytes } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openApiKeys } from '../../server/store/api-keys.ts'
import { createSessions } from '../../server/store/sessions.ts'
import { createSetup } from '../../server/store/setup-token.ts'
import { openUsers } from '../../server/store/users.ts'
import { useFolder } from './folder.ts'

const folder = useFolder()
const now = (): number => Date.UTC(2026, 0, 1)
const users = () => openUsers({ folder: join(folder(), 'users'), now, random: randomBytes })
const apiKeys = () => openApiKeys({ folder: join(folder(), 'keys'), now, random: randomBytes })

async function everythingStored(): Promise<string> {
  const files = await readdir(folder(), { recursive: true, withFileTypes: true })
  const texts = files.filter((file) => file.isFile()).map((file) => readFile(join(file.parentPath, file.name), 'utf8'))
  return (await Promise.all(texts)).join('\n')
}

describe('users', () => {
  test('are verified by password, also after a restart; the password is nowhere', async () => {
    await (await users()).create({ name: 'ann', role: 'admin', password: 'correct horse' })
    const again = await users()
    expect(await again.verify('ann', 'correct horse')).toMatchObject({ name: 'ann', role: 'admin' })
    expect(await again.verify('ann', 'correct horsf')).toBeUndefined()
    expect(await again.verify('bob', 'correct horse')).toBeUndefined()
    expect(await again.verify('__proto__', 'correct horse')).toBeUndefined()
    expect(await everythingStored()).not.toContain('correct horse')
    expect(Object.keys((await again.get('ann'))!)).toEqual(['name', 'role', 'createdAt', 'disabled'])
  })

  test('accents typed in another form are the same password', async () => {
    const store = await users()
    await store.create({ name: 'ann', role: 'admin', password: 'Zlu\u0165ou\u010dk\u00fd k\u016f\u0148' })
    expect(await store.verify('ann', 'Zlut\u030couc\u030cky\u0301 ku\u030an\u030c')).toBeDefined()
  })

  test('a new password replaces the old one; a disabled user is refused', async () => {
    const store = await users()
    await store.create({ name: 'ann', role: 'admin', password: 'first password' })
    await store.create({ name: 'bob', role: 'viewer', password: 'first password' })
    await store.update('bob', { password: 'second password', role: 'operator' })
    expect(await store.verify('bob', 'first password')).toBeUndefined()
    expect(await store.verify('bob', 'second password')).toMatchObject({ role: 'operator' })
    await store.update('bob', { disabled: true })
    expect(await store.verify('bob', 'second password')).toBeUndefined()
  })

  test('the last administrator stays, also when two are taken at once', async () => {
    const store = await users()
    await store.create({ name: 'ann', role: 'admin', password: 'a good password' })
    await expect(store.update('ann', { role: 'viewer' })).rejects.toMatchObject({ code: 'request.invalid' })
    await store.create({ name: 'bob', role: 'admin', password: 'a good password' })
    const results = await Promise.allSettled([store.update('ann', { disabled: true }), store.update('bob', { disabled: true })])
    expect(results.map((result) => result.status).toSorted()).toEqual(['fulfilled', 'rejected'])
  })

  test.each([
    ['a name that is taken', { name: 'ann', password: 'a good password', code: 'request.conflict' }],
    ['a path as name', { name: '../x', password: 'a good password', code: 'request.invalid' }],
    ['the name __proto__', { name: '__proto__', password: 'a good password', code: 'request.invalid' }],
    ['a short password', { name: 'bob', password: 'short', code: 'request.invalid' }],
  ])('%s is refused', async (_, { name, password, code }) => {
    const store = await users()
    await store.create({ name: 'ann', role: 'admin', password: 'a good password' })
    await expect(store.create({ name, role: 'viewer', password })).rejects.toMatchObject({ code })
  })

  test('changing an unknown user is refused', async () => {
    await expect((await users()).update('nobody', { disabled: true })).rejects.toMatchObject({ code: 'request.not-found' })
  })
})

describe('API keys', () => {
  test('are valid until revoked, for good; the secret is stored nowhere', async () => {
    const store = await apiKeys()
    const { view, key } = await store.create({ client: 'shop', name: 'till 1', by: 'ann' })
    expect(key.startsWith(`${view.prefix}_`)).toBe(true)
    expect(store.verify(key)).toEqual({ id: view.id, client: 'shop' })
    expect((await apiKeys()).verify(key)).toEqual({ id: view.id, client: 'shop' })
    expect(await everythingStored()).not.toContain(key.slice(view.prefix.length + 1))
    const revoking = store.revoke('shop', view.id)
    await revoking
    expect(store.verify(key)).toBeUndefined()
    expect((await apiKeys()).verify(key)).toBeUndefined()
    expect(await store.list('shop')).toEqual([{ ...view, revokedAt: new Date(now()).toISOString() }])
    expect((await store.revoke('shop', view.id)).revokedAt).not.toBeNull()
  })

  test('a key with a changed part is no key', async () => {
    const store = await apiKeys()
    const one = await store.create({ client: 'shop', name: 'a', by: 'ann' })
    const two = await store.create({ client: 'other', name: 'b', by: 'ann' })
    const [, id, secret] = /^pb_([^_]+)_(.+)$/.exec(one.key)!
    const wrong = [
      '',
      'pb_',
      one.key.slice(0, -1),
      `${one.key}A`,
      `pb_${two.view.id}_${secret}`,
      `pb_${id}_${'A'.repeat(43)}`,
      `pb___proto___${secret}`,
      `PB_${id}_${secret}`,
    ]
    expect(wrong.map((key) => store.verify(key))).toEqual(wrong.map(() => undefined))
  })

  test('belong to their client', async () => {
    const store = await apiKeys()
    const { view, key } = await store.create({ client: 'shop', name: 'a', by: 'ann' })
    expect(await store.list('other')).toEqual([])
    await expect(store.revoke('other', view.id)).rejects.toMatchObject({ code: 'request.not-found' })
    expect(store.verify(key)).toBeDefined()
  })
})

describe('sessions', () => {
  const HOUR = 3_600_000
  const at = (clock: { time: number }) => createSessions({ now: () => clock.time, random: randomBytes, idleMs: HOUR, maxAgeMs: 3 * HOUR })

  test('end after idle time, and at the greatest age in spite of activity', () => {
    const clock = { time: 0 }
    const sessions = at(clock)
    const idle = sessions.create('ann')
    const busy = sessions.create('bob')
    for (clock.time = HOUR / 2; clock.time < 3 * HOUR; clock.time += HOUR / 2) expect(sessions.find(busy.token)?.user).toBe('bob')
    expect(sessions.find(idle.token)).toBeUndefined()
    expect(sessions.find(busy.token)).toBeUndefined()
  })

  test('end one by one or all of a user', () => {
    const sessions = at({ time: 0 })
    const [a, b, c] = [sessions.create('ann'), sessions.create('ann'), sessions.create('bob')]
    expect(new Set([a.token, b.token, a.session.csrf, b.session.csrf]).size).toBe(4)
    sessions.end(a.token)
    expect([a, b, c].map(({ token }) => sessions.find(token)?.user)).toEqual([undefined, 'ann', 'bob'])
    sessions.endAll('ann')
    expect([a, b, c].map(({ token }) => sessions.find(token)?.user)).toEqual([undefined, undefined, 'bob'])
  })

  test('a made-up token has none', () => {
    expect(at({ time: 0 }).find('__proto__')).toBeUndefined()
  })
})

describe('set-up', () => {
  test('creates one administrator with the token of this start', async () => {
    const store = await users()
    const setup = createSetup(store, randomBytes)
    const first = { user: 'ann', password: 'a good password' }
    expect(await setup.needed()).toBe(true)
    await expect(setup.finish({ ...first, token: 'guess' })).rejects.toMatchObject({ code: 'request.forbidden' })
    await expect(setup.finish({ ...first, token: setup.token, password: 'short' })).rejects.toMatchObject({ code: 'request.invalid' })
    const both = await Promise.allSettled([setup.finish({ ...first, token: setup.token }), setup.finish({ ...first, user: 'eve', token: setup.token })])
    expect(both.map((result) => result.status)).toEqual(['fulfilled', 'rejected'])
    expect(await setup.needed()).toBe(false)
    expect(await store.list()).toMatchObject([{ name: 'ann', role: 'admin' }])
  })
})
