import { openSync, writeSync } from 'node:fs'
import { openEmbeddedEngine } from '../../server/engine/embedded/engine.ts'
import { systemClock } from '../../server/engine/system-clock.ts'

/**
 * An engine under load, made to be killed. Arguments: database, log, prefix of the job ids, number of jobs. Writes `accepted`, `effect`, `recorded`, `ran` with job ids into
 * the log when it has happened (what is written outlives the process), and `idle` when nothing is left to do.
 */
const [file, logFile, prefix] = process.argv.slice(2) as [string, string, string]
const count = Number(process.argv[5])
const log = openSync(logFile, 'a')
const say = (what: string, id = ''): void => void writeSync(log, `${what} ${id}\n`)

const policy = { attempts: 5, firstDelayMs: 1, factor: 2, mostDelayMs: 5, after: 'block' } as const
const engine = openEmbeddedEngine({ file, clock: systemClock, random: Math.random, policy: () => policy, concurrency: 8 })
await engine.start({
  run: async (context) => {
    await context.step('send', async () => {
      say('effect', context.id)
      return Buffer.from('sent')
    })
    say('recorded', context.id)
    await new Promise((resolve) => setImmediate(resolve))
    if (context.attempt === 1 && context.id.endsWith('7')) return { ok: false, problem: 'target.unavailable', retryable: true }
    say('ran', context.id)
    return { ok: true }
  },
})
let next = 0
async function caller(lane: number): Promise<void> {
  while (next < count) {
    const id = `${prefix}-${lane}-${(next += 1)}`
    await engine.submit({ id, lane: `${lane}`, flow: 'f', flowVersion: 1, tag: id, key: Buffer.alloc(60, id), body: Buffer.alloc(500, id) })
    say('accepted', id)
  }
}
// One caller for each lane: what it was told first was accepted first.
await Promise.all(Array.from({ length: 10 }, (_, lane) => caller(lane)))
for (;;) {
  const { queued, active, waiting } = (await engine.stats()).counts
  if (queued + active + waiting === 0) break
  await new Promise((resolve) => setTimeout(resolve, 5))
}
say('idle', JSON.stringify((await engine.stats()).counts))
await engine.stop(0)
