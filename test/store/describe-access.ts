import { describe, expect, test } from 'vitest'
import type { Users } from '../../server/store/contract.ts'
import { type CreateBench, START } from './store-bench.ts'

const users = async (create: CreateBench): Promise<Users> => (await (await create()).open()).users

export function describeAccess(create: CreateBench): void {
  describe('users', () => {
    describeUsers(create)
  })
  describe('API keys', () => {
    describeKeys(create)
  })
  describe('set-up', () => {
    describeSetup(create)
  })
}

function describeUsers(create: CreateBench): void {
  test('are verified by password, also after a restart; the password is nowhere', async () => {
    const bench = await create()
    const store = await bench.open()
    await store.users.create({ name: 'ann', role: 'admin', password: 'correct horse' })
    await bench.close(store)
    const again = (await bench.open()).users
    expect(await again.verify('ann', 'correct horse')).toMatchObject({ name: 'ann', role: 'admin' })
    expect(await again.verify('ann', 'correct horsf')).toBeUndefined()
    expect(await again.verify('bob', 'correct horse')).toBeUndefined()
    expect(await again.verify('__proto__', 'correct horse')).toBeUndefined()
    expect((await bench.everything()).includes('correct horse')).toBe(false)
    expect(Object.keys((await again.get('ann'))!)).toEqual(['name', 'role', 'createdAt', 'disabled'])
  })

  test('accents typed in another form are the same password', async () => {
    const store = await users(create)
    await store.create({ name: 'ann', role: 'admin', password: 'Zlu\u0165ou\u010dk\u00fd k\u016f\u0148' })
    expect(await store.verify('ann', 'Zlut\u030couc\u030cky\u0301 ku\u030an\u030c')).toBeDefined()
  })

  test('a new password replaces the old one; a disabled user is refused', async () => {
    const store = await users(create)
    await store.create({ name: 'ann', role: 'admin', password: 'first password' })
    await store.create({ name: 'bob', role: 'viewer', password: 'first password' })
    await store.update('bob', { password: 'second password', role: 'operator' })
    expect(await store.verify('bob', 'first password')).toBeUndefined()
    expect(await store.verify('bob', 'second password')).toMatchObject({ role: 'operator' })
    await store.update('bob', { disabled: true })
    expect(await store.verify('bob', 'second password')).toBeUndefined()
  })

  test('the last administrator stays, also when two are taken at once', async () => {
    const store = await users(create)
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
    const store = await users(create)
    await store.create({ name: 'ann', role: 'admin', password: 'a good password' })
    await expect(store.create({ name, role: 'viewer', password })).rejects.toMatchObject({ code })
  })

  test('changing an unknown user is refused', async () => {
    await expect((await users(create)).update('nobody', { disabled: true })).rejects.toMatchObject({ code: 'request.not-found' })
  })
}

function describeKeys(create: CreateBench): void {
  test('are valid until revoked, for good; the secret is stored nowhere', async () => {
    const bench = await create()
    const first = await bench.open()
    const { view, key } = await first.apiKeys.create({ client: 'shop', name: 'till 1', by: 'ann' })
    expect(key.startsWith(`${view.prefix}_`)).toBe(true)
    expect(first.apiKeys.verify(key)).toEqual({ id: view.id, client: 'shop' })
    expect((await bench.everything()).includes(key.slice(view.prefix.length + 1))).toBe(false)
    await bench.close(first)
    const second = await bench.open()
    expect(second.apiKeys.verify(key)).toEqual({ id: view.id, client: 'shop' })
    await second.apiKeys.revoke('shop', view.id)
    expect(second.apiKeys.verify(key)).toBeUndefined()
    await bench.close(second)
    const { apiKeys: store } = await bench.open()
    expect(store.verify(key)).toBeUndefined()
    expect(await store.list('shop')).toEqual([{ ...view, revokedAt: new Date(START).toISOString() }])
    expect((await store.revoke('shop', view.id)).revokedAt).not.toBeNull()
  })

  test('a key with a changed part is no key', async () => {
    const { apiKeys: store } = await (await create()).open()
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
    const { apiKeys: store } = await (await create()).open()
    const { view, key } = await store.create({ client: 'shop', name: 'a', by: 'ann' })
    expect(await store.list('other')).toEqual([])
    await expect(store.revoke('other', view.id)).rejects.toMatchObject({ code: 'request.not-found' })
    expect(store.verify(key)).toBeDefined()
  })
}

function describeSetup(create: CreateBench): void {
  test('creates one administrator with its token', async () => {
    const { users: store, setup } = await (await create()).open()
    const first = { user: 'ann', password: 'a good password' }
    expect(await setup.needed()).toBe(true)
    await expect(setup.finish({ ...first, token: 'guess' })).rejects.toMatchObject({ code: 'request.forbidden' })
    await expect(setup.finish({ ...first, token: setup.token, password: 'short' })).rejects.toMatchObject({ code: 'request.invalid' })
    const both = await Promise.allSettled([setup.finish({ ...first, token: setup.token }), setup.finish({ ...first, user: 'eve', token: setup.token })])
    expect(both.map((result) => result.status)).toEqual(['fulfilled', 'rejected'])
    expect(await setup.needed()).toBe(false)
    expect(await store.list()).toMatchObject([{ name: 'ann', role: 'admin' }])
  })
}
