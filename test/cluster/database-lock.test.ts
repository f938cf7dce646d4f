import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { DatabaseLock, type DatabaseLockOptions } from '../../server/database-lock.ts'
import { openTestPostgres } from '../support/postgres.ts'

const postgres = await openTestPostgres({ fsync: false })
const PATIENCE = { timeout: 15_000, interval: 20 }

describe.skipIf(!postgres)('a lock among processes', () => {
  const locks: DatabaseLock[] = []
  const make = (options: Omit<DatabaseLockOptions, 'url'>): DatabaseLock => {
    const lock = new DatabaseLock({ url: postgres!.url, ...options })
    locks.push(lock)
    return lock
  }
  afterEach(async () => {
    for (const lock of locks.splice(0)) await lock.close()
  })
  afterAll(() => postgres?.stop())

  test('is held by one, and by another when that has given it up', async () => {
    const [one, other] = [make({ name: 'a' }), make({ name: 'a' })]
    expect(await one.seek(0)).toBe(true)
    expect(await other.seek(0)).toBe(false)
    await one.close()
    expect(one.held()).toBe(false)
    await expect.poll(() => other.held(), PATIENCE).toBe(true)
  })

  test('can be shared, but then nobody has it alone', async () => {
    const [one, other, alone] = [make({ name: 'b', shared: true }), make({ name: 'b', shared: true }), make({ name: 'b' })]
    expect([await one.seek(0), await other.seek(0), await alone.seek(200)]).toEqual([true, true, false])
    expect(await make({ name: 'c' }).seek(0)).toBe(true)
  })

  test.skipIf(process.env['PATCHBAY_TEST_POSTGRES'])(
    'is sought again when the database was restarted, and its loss is told where another one has it',
    async () => {
      const told: DatabaseLock[] = []
      const locks = [1, 2].map((): DatabaseLock => {
        const lock: DatabaseLock = make({ name: 'd', lost: () => told.push(lock) })
        return lock
      })
      for (const lock of locks) await lock.seek(0)
      const held = (): DatabaseLock[] => locks.filter((lock) => lock.held())
      const [before] = held()
      await postgres!.restart('crash')
      await expect.poll(() => held().length, PATIENCE).toBe(1)
      // Whoever comes first has it; the one that had it before is told.
      const losers = held()[0] === before ? [] : [before]
      await expect.poll(() => losers.filter((lock) => !told.includes(lock!)), PATIENCE).toEqual([])
      expect(held()).toHaveLength(1)
    },
  )

  test('is not waited for where the database cannot be reached', async () => {
    const lock = new DatabaseLock({ url: 'postgres://nobody@127.0.0.1:1/none', name: 'e' })
    locks.push(lock)
    expect(await lock.seek(0)).toBe(false)
  })
})
