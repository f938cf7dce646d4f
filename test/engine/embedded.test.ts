import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { RetryPolicy } from '../../server/engine/contract.ts'
import { openEmbeddedEngine } from '../../server/engine/embedded/engine.ts'
import { systemClock } from '../../server/engine/system-clock.ts'
import { describeEngine } from './contract.ts'
import { begin, job } from './engine-bench.ts'

describeEngine('embedded', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'patchbay-engine-'))
  return {
    open: ({ policy, ...choice }) =>
      openEmbeddedEngine({ file: join(folder, 'engine.sqlite'), clock: systemClock, random: () => 0.5, policy: () => policy, ...choice }),
    stored: async () => Buffer.concat(await Promise.all((await readdir(folder)).map((file) => readFile(join(folder, file))))),
    remove: () => rm(folder, { recursive: true, force: true }),
  }
})

const policy: RetryPolicy = { attempts: 1, firstDelayMs: 1, factor: 1, mostDelayMs: 1, after: 'skip' }

test('a file belongs to one engine at a time', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'patchbay-engine-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const options = { file: join(folder, 'engine.sqlite'), clock: systemClock, random: () => 0.5, policy: () => policy }
  const first = openEmbeddedEngine(options)
  expect(() => openEmbeddedEngine(options)).toThrow(expect.objectContaining({ code: 'storage.failed' }))
  await first.stop(0)
  await openEmbeddedEngine(options).stop(0)
})

test('ended jobs are forgotten after the retention time', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'patchbay-engine-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  let now = 1_000_000
  const options = {
    file: join(folder, 'engine.sqlite'),
    clock: { ...systemClock, now: () => now },
    random: () => 0.5,
    policy: () => policy,
    retentionMs: 1_000,
  }
  const first = openEmbeddedEngine(options)
  await begin(first, async (context) => {
    await context.step('n', async () => Buffer.from('y'))
    return { ok: true }
  })
  await Promise.all(Array.from({ length: 450 }, (_, n) => first.submit(job(`${n}`))))
  await expect.poll(async () => (await first.stats()).counts.completed, { timeout: 5_000 }).toBe(450)
  await first.stop(0)
  now += 1_001
  const second = openEmbeddedEngine(options)
  onTestFinished(() => second.stop(0))
  await second.submit(job('new'))
  await begin(second, async () => ({ ok: true }))
  await expect.poll(async () => await second.list({ limit: 1_000 }), { timeout: 5_000 }).toMatchObject([{ id: 'new', state: 'completed' }])
  expect(await second.submit(job('7'))).toBe('accepted')
})

test('a job that is active at every crash is put aside', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'patchbay-engine-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const hurried = { now: Date.now, after: (ms: number, run: () => void) => systemClock.after(Math.min(ms, 5), run) }
  const options = { file: join(folder, 'engine.sqlite'), clock: hurried, random: () => 0.5, policy: () => policy }
  const attempts: number[] = []
  for (let crash = 0; crash < 6; crash += 1) {
    const engine = openEmbeddedEngine(options)
    if (crash === 0) await engine.submit(job('poison'))
    await begin(engine, async ({ attempt }) => {
      attempts.push(attempt)
      return new Promise(() => undefined)
    })
    await engine.stop(0)
  }
  const engine = openEmbeddedEngine(options)
  onTestFinished(() => engine.stop(0))
  expect(attempts).toEqual([1, 2, 3, 4])
  expect(await engine.get('poison')).toMatchObject({ state: 'dead', problem: 'internal.error' })
})
