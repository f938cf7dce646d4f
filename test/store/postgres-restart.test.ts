import { afterAll, describe, expect, onTestFinished, test } from 'vitest'
import type { Store } from '../../server/store/contract.ts'
import { openTestPostgres } from '../support/postgres.ts'
import { aRun } from './describe-runs.ts'
import { inPostgres } from './store-bench.ts'

const postgres = process.env['PATCHBAY_TEST_POSTGRES'] ? undefined : await openTestPostgres()
afterAll(() => postgres?.stop())

const CLIENT = { id: 'shop', name: 'Shop', bindings: {} }

/** Everything that a store is asked for while its database is away. */
const uses = (store: Store): Promise<unknown>[] => [
  store.clients.get('shop'),
  store.clients.list(),
  store.clients.put('other', { ...CLIENT, id: 'other' }, null),
  store.secrets.write('crm', { a: 'b' }),
  store.secrets.read('crm'),
  store.users.verify('ann', 'a good password'),
  store.sessions.create('ann'),
  store.sessions.find('x'),
  store.runs.list({ limit: 5 }),
  store.runs.groups({}),
  store.fills.read('f', 1),
  store.fills.forget('f'),
  store.answers.begin('a', { tag: 't', expiresAt: 1 }),
  store.audit.add({ at: new Date(0).toISOString(), user: 'ann', action: 'a', subject: 's', note: '' }),
  store.audit.list({ limit: 1 }),
]

/** Codes of the problems that works were rejected with. */
const codesOf = (results: readonly PromiseSettledResult<unknown>[]): unknown[] =>
  results.flatMap((result) => (result.status === 'rejected' ? [(result.reason as { code?: unknown }).code] : []))

describe.skipIf(!postgres)('a PostgreSQL that goes away and comes back', () => {
  test.each([undefined, 'crash'] as const)(
    'ends nothing: what is asked meanwhile is storage.failed, and later all is well (%s)',
    { timeout: 60_000 },
    async (how) => {
      const failures: string[] = []
      const store = await (await inPostgres(postgres!)()).open({ failed: ({ code }) => failures.push(code) })
      const { key } = await store.apiKeys.create({ client: 'shop', name: 'till', by: 'ann' })
      const heard: unknown[] = []
      onTestFinished(store.changes((change) => heard.push(change)))
      await store.clients.put('shop', CLIENT, null)
      // Connections that are idle, and one in the middle of a transaction.
      await Promise.all(Array.from({ length: 20 }, () => store.clients.list()))
      for (let n = 0; n < 900; n += 1) store.runs.record({ run: aRun(n) })
      const flushing = store.runs.flush().catch((error: unknown) => error)
      const restarting = postgres!.restart(how)
      const results = await Promise.allSettled(uses(store))
      expect(codesOf(results).filter((code) => code !== 'storage.failed')).toEqual([])
      expect(store.apiKeys.verify(key)?.client).toBe('shop')
      await restarting
      await flushing
      await expect.poll(() => heard, { timeout: 20_000 }).toContain('everything')
      await expect.poll(async () => (await store.clients.get('shop'))?.value, { timeout: 10_000 }).toEqual(CLIENT)
      await expect.poll(() => store.runs.counts()).toEqual({ succeeded: 900 })
      expect(codesOf(await Promise.allSettled(uses(store))).filter((code) => code !== 'request.conflict')).toEqual([])
    },
  )
})
