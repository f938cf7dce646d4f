import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { GroupCommit } from '../../server/engine/embedded/group-commit.ts'
import { DEFAULTS } from '../../server/engine/embedded/options.ts'
import { JobRunner } from '../../server/engine/embedded/runner.ts'
import { type JobDatabase, openJobDatabase } from '../../server/engine/embedded/schema.ts'
import { prepareSubmit } from '../../server/engine/embedded/submit.ts'
import { systemClock } from '../../server/engine/system-clock.ts'
import { Problem } from '../../server/model/problem.ts'
import { job } from './engine-bench.ts'

let folder = ''
let database: JobDatabase
let executed: string[] = []
/** Commits that fail from now on. */
let failures = 0

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'patchbay-commit-'))
  const real = openJobDatabase(join(folder, 'engine.sqlite'))
  executed = []
  failures = 0
  database = {
    ...real,
    exec: (sql) => {
      executed.push(sql)
      if (sql === 'COMMIT' && failures > 0) {
        failures -= 1
        throw new Error('disk full')
      }
      real.exec(sql)
    },
  }
})
afterEach(async () => {
  database.close()
  await rm(folder, { recursive: true })
})

const insert = (id: string): void =>
  void database
    .prepare("INSERT INTO job (id, tag, lane, flow, flow_version, state, place, turn, accepted_at) VALUES (?, 't', ?, 'f', 1, 'queued', 1, 1, 0)")
    .run(id, id)
const ids = (): string[] =>
  database
    .prepare<{ id: string }>('SELECT id FROM job ORDER BY id')
    .all()
    .map((row) => row.id)

test('works of one turn share a transaction', async () => {
  const writes = new GroupCommit({ database })
  expect(await Promise.all(['a', 'b', 'c'].map((id) => writes.commit(() => (insert(id), id))))).toEqual(['a', 'b', 'c'])
  expect(executed).toEqual(['BEGIN IMMEDIATE', 'COMMIT'])
  expect(ids()).toEqual(['a', 'b', 'c'])
})

test('a work that is refused fails alone', async () => {
  const writes = new GroupCommit({ database })
  const refused = (): never => {
    throw new Problem('request.conflict', 'no')
  }
  const results = await Promise.allSettled([writes.commit(() => insert('a')), writes.commit(refused), writes.commit(() => insert('b'))])
  expect(results.map((result) => result.status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  expect(ids()).toEqual(['a', 'b'])
})

test('a transaction that fails fails for all, leaves nothing, and the next one works', async () => {
  const failed: string[] = []
  let afters = 0
  const writes = new GroupCommit({ database, failed: (problem) => failed.push(problem.code), last: () => () => void (afters += 1) })
  failures = 1
  const results = await Promise.allSettled([writes.commit(() => insert('a')), writes.commit(() => insert('b'))])
  expect(results).toMatchObject([{ reason: { code: 'storage.failed' } }, { reason: { code: 'storage.failed' } }])
  expect([ids(), failed, afters]).toEqual([[], ['storage.failed'], 0])
  const twice = await Promise.allSettled([writes.commit(() => insert('c')), writes.commit(() => insert('c'))])
  expect(twice.map((result) => result.status)).toEqual(['rejected', 'rejected'])
  await writes.commit(() => insert('d'))
  expect([ids(), afters]).toEqual([['d'], 1])
})

test('where too much waits, an offered work is refused; others are not', async () => {
  const writes = new GroupCommit({ database, most: { works: 2, bytes: 100 } })
  const refused = { code: 'queue.full', retryAfter: expect.any(Number), kind: { status: 503, retry: true } }
  const [first, tooLarge, second, tooMany, other] = [
    writes.offer(60, () => insert('a')),
    writes.offer(41, () => insert('b')),
    writes.offer(40, () => insert('c')),
    writes.offer(0, () => insert('d')),
    writes.commit(() => insert('e')),
  ]
  await expect(tooLarge).rejects.toMatchObject(refused)
  await expect(tooMany).rejects.toMatchObject(refused)
  await Promise.all([first, second, other])
  await writes.offer(100, () => insert('f'))
  expect(ids()).toEqual(['a', 'c', 'e', 'f'])
})

test('what waits when it is closed is committed, later works are refused', async () => {
  const writes = new GroupCommit({ database })
  const waiting = Array.from({ length: 1_200 }, (_, n) => writes.commit(() => insert(`${n}`)))
  writes.close()
  await Promise.all(waiting)
  expect(ids()).toHaveLength(1_200)
  await expect(writes.commit(() => insert('late'))).rejects.toMatchObject({ code: 'service.stopping' })
})

test('the end of an attempt is written as soon as the database can be written again, before the engine stops; the work is not repeated', async () => {
  const policy = { attempts: 1, firstDelayMs: 1, factor: 1, mostDelayMs: 1, after: 'skip' } as const
  const hurried = { now: Date.now, after: (ms: number, run: () => void) => systemClock.after(ms === 1_000 ? 5 : ms, run) }
  const runner = new JobRunner({ ...DEFAULTS, file: '', clock: hurried, random: () => 0.5, policy: () => policy }, { ...database, close: () => undefined })
  let runs = 0
  await runner.start({
    run: async () => {
      runs += 1
      failures = 3
      return { ok: true }
    },
  })
  const submit = prepareSubmit(database, runner.jobs, () => false)
  await runner.writes.commit(() => submit(job('a'), 0))
  await expect.poll(() => failures, { interval: 1 }).toBe(2)
  expect(runner.state()).toMatchObject({ active: 1, failure: { code: 'storage.failed' } })
  await runner.stop(30_000)
  expect(runner.jobs.byId.first('a')?.state).toBe('completed')
  expect([runs, failures]).toEqual([1, 0])
})
