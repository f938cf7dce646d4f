import { Pool } from 'pg'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import type { Query } from '../../server/connect/postgres-query.ts'
import type { CallLimits } from '../../server/connect/shared-limits.ts'
import { openPostgresLimits, type PostgresLimits } from '../../server/connect/shared-limits-postgres.ts'
import { Problem } from '../../server/model/problem.ts'
import { openTestPostgres, type TestPostgres } from '../support/postgres.ts'
import { problemOf } from './support.ts'

const server: TestPostgres | undefined = await openTestPostgres({ fsync: false })
let pool: Pool
const ends: Promise<void>[] = []
let statements = 0
let holders = 0

beforeAll(() => {
  pool = new Pool({ connectionString: server?.url, max: 8 })
  pool.on('connect', (client) => ends.push(new Promise((resolve) => client.once('end', resolve))))
})
afterAll(async () => {
  await pool.end()
  // The pool does not wait for its sockets, which are told when the server stops.
  await Promise.all(ends)
  await server?.stop()
})

const query: Query = async (sql, params) => {
  statements += 1
  return (await pool.query(sql, [...params])).rows as Record<string, unknown>[]
}

async function open(asked: Query = query): Promise<PostgresLimits> {
  const limits = await openPostgresLimits({ query: asked, holder: `replica-${++holders}`, now: Date.now, random: Math.random })
  onTestFinished(() => limits.close())
  return limits
}

const never = (): AbortSignal => new AbortController().signal

interface Load {
  connection: string
  limits: CallLimits
  calls: number
}

/** Lets calls through as fast as they come; gives back which began when, and the most that were under way at once over all. */
async function load(replicas: readonly PostgresLimits[], { connection, limits, calls }: Load) {
  const begun: { replica: number; call: number; at: number }[] = []
  let running = 0
  let most = 0
  const one = async (subject: PostgresLimits, replica: number, call: number): Promise<void> => {
    const release = await subject.take(connection, limits, never())
    begun.push({ replica, call, at: Date.now() })
    most = Math.max(most, ++running)
    await new Promise((resolve) => setTimeout(resolve, 2))
    running -= 1
    await release()
  }
  await Promise.all(replicas.flatMap((subject, replica) => Array.from({ length: calls }, (_, call) => one(subject, replica, call))))
  return { begun, most }
}

describe.skipIf(server === undefined)('limits in PostgreSQL', () => {
  test.each([1, 3])('two processes together never have more than %i calls under way, and both come to their turn', async (concurrency) => {
    const replicas = await Promise.all([open(), open()])
    const { begun, most } = await load(replicas, { connection: `c-${concurrency}`, limits: { concurrency }, calls: 15 })
    expect(most).toBeLessThanOrEqual(concurrency)
    expect(begun.length).toBe(30)
    for (const replica of [0, 1]) {
      const calls = begun.filter((each) => each.replica === replica).map(({ call }) => call)
      expect(calls).toEqual(calls.toSorted((one, other) => one - other))
      // Neither is served only after the other is done.
      expect(begun.slice(0, 25).some((each) => each.replica === replica)).toBe(true)
    }
  })

  test('two processes together never begin more calls than the rate allows, with fewer round trips than calls', async () => {
    const replicas = await Promise.all([open(), open()])
    const before = statements
    const start = Date.now()
    const { begun } = await load(replicas, { connection: 'paced', limits: { perSecond: 50 }, calls: 20 })
    // The database spreads the begins from the first statement on; being late can only make it longer.
    expect(Math.max(...begun.map(({ at }) => at)) - start).toBeGreaterThanOrEqual((39 * 1000) / 50 - 1)
    expect(statements - before).toBeLessThan(40)
  })

  test('connections do not hold each other up', async () => {
    const subject = await open()
    await subject.take('busy', { concurrency: 1 }, never())
    await expect(subject.take('free', { concurrency: 1 }, never())).resolves.toBeTypeOf('function')
  })

  test('a call that is given up while it waits leaves at once, also behind others, and takes no place', async () => {
    const [one, other] = [await open(), await open()]
    const release = await one.take('given-up', { concurrency: 1 }, never())
    const controllers = [new AbortController(), new AbortController()]
    const waiting = controllers.map(({ signal }) => problemOf(other.take('given-up', { concurrency: 1 }, signal)))
    controllers[1]!.abort(new Problem('flow.deadline', 'late'))
    expect((await waiting[1])?.code).toBe('flow.deadline')
    controllers[0]!.abort()
    expect((await waiting[0])?.code).toBe('flow.cancelled')
    await release()
    await (
      await one.take('given-up', { concurrency: 1 }, never())
    )()
  })

  test('the places of a process that is gone come free when its leases are over, and with close at once', async () => {
    const [dead, closed, alive] = [await open(), await open(), await open()]
    await dead.take('gone', { concurrency: 2 }, never())
    await closed.take('gone', { concurrency: 2 }, never())
    await closed.close()
    const release = await alive.take('gone', { concurrency: 2 }, never())
    await query(`update limit_lease set expires_at = clock_timestamp() where connection = $1 and holder not in ('', $2)`, ['gone', `replica-${holders}`])
    await alive.take('gone', { concurrency: 2 }, never())
    await release()
    const waiting = problemOf(alive.take('gone', { concurrency: 1 }, never()))
    await alive.close()
    expect((await waiting).code).toBe('service.stopping')
    expect((await problemOf(closed.take('gone', { concurrency: 2 }, never()))).code).toBe('service.stopping')
  })

  test('a lower limit holds at once, a higher one makes places', async () => {
    const subject = await open()
    const releases = await Promise.all([1, 2, 3].map(() => subject.take('changed', { concurrency: 3 }, never())))
    await releases[2]!()
    const controller = new AbortController()
    const waiting = problemOf(subject.take('changed', { concurrency: 1 }, controller.signal))
    await subject.take('other', { concurrency: 1 }, never())
    controller.abort()
    expect((await waiting).code).toBe('flow.cancelled')
    await subject.take('changed', { concurrency: 4 }, never())
    await expect(subject.take('changed', { concurrency: 4 }, never())).resolves.toBeTypeOf('function')
  })

  test('a database that does not answer is a problem that may pass, and no place is lost', async () => {
    let broken = false
    const subject = await open((sql, params) => (broken ? Promise.reject(new Error('connection refused, password=x')) : query(sql, params)))
    broken = true
    const problem = await problemOf(subject.take('broken', { concurrency: 1, perSecond: 5 }, never()))
    expect(problem).toMatchObject({ code: 'storage.failed' })
    expect(problem.detail).not.toContain('password')
    broken = false
    await (
      await subject.take('broken', { concurrency: 1, perSecond: 5 }, never())
    )()
  })
})
