import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'libsql'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Engine, RetryPolicy } from '../../server/engine/contract.ts'
import { openEmbeddedEngine } from '../../server/engine/embedded/engine.ts'
import { systemClock } from '../../server/engine/system-clock.ts'
import { begin, failing, job, NO_JOBS, OK } from './engine-bench.ts'

const skip: RetryPolicy = { attempts: 1, firstDelayMs: 1, factor: 1, mostDelayMs: 1, after: 'skip' }
/** What a day brings happens in milliseconds. */
const hurried = { now: Date.now, after: (ms: number, run: () => void) => systemClock.after(Math.min(ms, 5), run) }

let folder = ''
const engines: Engine[] = []
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'patchbay-file-'))
})
afterEach(async () => {
  await Promise.all(engines.splice(0).map((engine) => engine.stop(0)))
  await rm(folder, { recursive: true })
})

const file = (): string => join(folder, 'engine.sqlite')
function open(more: Partial<Parameters<typeof openEmbeddedEngine>[0]> = {}): Engine {
  const engine = openEmbeddedEngine({ file: file(), clock: hurried, random: () => 0.5, policy: () => skip, ...more })
  engines.push(engine)
  return engine
}
const sizes = async (): Promise<number> =>
  (await Promise.all(['', '-wal'].map((end) => stat(`${file()}${end}`).catch(() => ({ size: 0 }))))).reduce((sum, { size }) => sum + size, 0)

/** The tables of version 1, as far as they differ from those of today. */
const VERSION_1 = `
  CREATE TABLE job (seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, lane TEXT NOT NULL, flow TEXT NOT NULL, flow_version INTEGER NOT NULL,
    body BLOB, state TEXT NOT NULL, place INTEGER NOT NULL, attempt INTEGER NOT NULL DEFAULT 0, granted INTEGER NOT NULL DEFAULT 0,
    accepted_at INTEGER NOT NULL, due_at INTEGER, ended_at INTEGER, problem TEXT, wish TEXT) STRICT;
  CREATE UNIQUE INDEX job_head ON job (lane) WHERE place = 2;
  CREATE INDEX job_in_line ON job (lane, seq) WHERE place = 1;
  CREATE INDEX job_ready ON job (seq) WHERE place = 2 AND state = 'queued';
  CREATE INDEX job_due ON job (due_at) WHERE due_at IS NOT NULL;
  CREATE INDEX job_ended ON job (ended_at) WHERE ended_at IS NOT NULL;
  CREATE INDEX job_by_state ON job (state, seq);
  CREATE TABLE step (job INTEGER NOT NULL REFERENCES job (seq) ON DELETE CASCADE, node TEXT NOT NULL, result BLOB NOT NULL, PRIMARY KEY (job, node)) STRICT, WITHOUT ROWID;
  INSERT INTO job (id, lane, flow, flow_version, body, state, place, accepted_at, due_at, ended_at) VALUES
    ('done', 'x', 'f', 1, NULL, 'completed', 0, 5, NULL, 6), ('head', 'x', 'f', 1, x'01', 'active', 2, 5, NULL, NULL), ('next', 'x', 'f', 1, x'02', 'queued', 1, 6, NULL, NULL),
    ('late', 'x', 'f', 1, x'03', 'waiting', 0, 6, 9000000000000, NULL), ('dead', 'y', 'f', 1, x'04', 'dead', 0, 7, NULL, 8);
  INSERT INTO step VALUES (2, 'n', x'05');
  PRAGMA user_version = 1;
`

function writeVersion1(): void {
  const old = new Sqlite(file())
  old.exec(VERSION_1)
  for (const pragma of ['journal_mode = WAL', 'journal_mode = DELETE']) old.pragma(pragma)
  old.close()
}

test('a file of version 1 is taken over: what has not ended is expired, and can be sent again', async () => {
  writeVersion1()
  const engine = open({ policy: () => ({ ...skip, after: 'block' }), retentionMs: 9e12 })
  expect((await engine.stats()).counts).toEqual({ ...NO_JOBS, completed: 1, dead: 1, expired: 3 })
  expect([await engine.open('head'), await engine.open('dead'), await engine.steps('head'), await engine.stepResult('head', 'n')]).toEqual([
    undefined,
    undefined,
    ['n'],
    new Uint8Array(0),
  ])
  const order: string[] = []
  await begin(engine, async ({ id, body }) => {
    order.push(`${id} ${Buffer.from(body)}`)
    return OK
  })
  expect(await engine.lanes({ limit: 9 })).toMatchObject([{ head: { id: 'head', state: 'expired' }, behind: 1 }])
  for (const id of ['late', 'next', 'head']) expect(await engine.submit(job(id))).toBe('renewed')
  expect(await engine.submit(job('done'))).toBe('duplicate')
  await expect.poll(() => order).toEqual(['head body of head', 'next body of next', 'late body of late'])
})

test('expired jobs of a file of version 1 leave lanes that are not to be blocked', async () => {
  writeVersion1()
  const engine = open({ retentionMs: 9e12 })
  await begin(engine, async () => OK)
  await engine.submit(job('new', { lane: 'x' }))
  await expect.poll(async () => (await engine.get('new'))?.state).toBe('completed')
  expect((await engine.stats()).counts.expired).toBe(3)
})

test.each([1, 0])('freed pages are given back to the disk (file begun in version %i)', async (version) => {
  if (version === 1) writeVersion1()
  let now = 1_000_000_000_000
  const engine = open({ clock: { ...hurried, now: () => now }, retentionMs: 1_000 })
  await begin(engine, async () => failing(false))
  const jobs = Array.from({ length: 1_500 }, (_, n) => job(`${n}`, { lane: `${n}`, body: new Uint8Array(4_000).fill(7) }))
  await Promise.all(jobs.map((each) => engine.submit(each)))
  await expect.poll(async () => (await engine.stats()).counts.dead, { timeout: 10_000 }).toBeGreaterThanOrEqual(jobs.length)
  expect(await sizes()).toBeGreaterThan(6_000_000)
  now += 1_001
  await expect.poll(sizes, { timeout: 10_000 }).toBeLessThan(1_500_000)
  expect((await engine.stats()).counts.dead).toBe(0)
})

test('what is purged leaves the file and its log soon', async () => {
  const engine = open()
  await begin(engine, async () => failing(false))
  await engine.submit(job('a'))
  await expect.poll(async () => (await engine.get('a'))?.state).toBe('dead')
  await engine.purge('a')
  await expect.poll(async () => (await stat(`${file()}-wal`)).size).toBe(0)
})

test('more than may wait for the disk is refused, with a time to come back; what was accepted stays', async () => {
  const engine = open({ mostWaiting: { works: 3, bytes: 1_000 } })
  const answers = await Promise.allSettled(Array.from({ length: 5 }, (_, n) => engine.submit(job(`${n}`))))
  expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled', 'rejected', 'rejected'])
  expect(answers[4]).toMatchObject({ reason: { code: 'queue.full', retryAfter: expect.any(Number) } })
  expect((await engine.list({})).map(({ id }) => id)).toEqual(['0', '1', '2'])
  expect(await engine.submit(job('4'))).toBe('accepted')
})
