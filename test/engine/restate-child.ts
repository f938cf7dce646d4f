import { openSync, writeSync } from 'node:fs'
import type { RestateAddresses } from '../../server/engine/restate/options.ts'
import { openRestateEngine } from '../../server/engine/restate/engine.ts'
import { systemClock } from '../../server/engine/system-clock.ts'

/** What the first argument says, as JSON. */
export interface ChildPlan {
  postgresUrl: string
  restate: RestateAddresses
  /** Where it writes what has happened, with the time: what is written outlives the process. */
  log: string
  /** Whether the first attempts at jobs whose id begins with `slow` end only when they are told to. */
  hangs: boolean
}

/** A replica that is made to be killed. Each line of its log: time, what happened, job id, and more. */
const plan = JSON.parse(process.argv[2]!) as ChildPlan
const log = openSync(plan.log, 'a')
const say = (what: string, ...more: readonly string[]): void => void writeSync(log, `${[`${Date.now()}`, what, ...more].join(' ')}\n`)

const policy = { attempts: 5, firstDelayMs: 5, factor: 2, mostDelayMs: 20, after: 'block' } as const
const engine = openRestateEngine({ ...plan, clock: systemClock, random: Math.random, policy: () => policy, concurrency: 8 })
await engine.start({
  run: async ({ id, attempt, signal, step }) => {
    say('began', id, `${attempt}`)
    await step('send', async () => {
      say('effect', id)
      return Buffer.from('sent')
    })
    say('recorded', id)
    if (plan.hangs && attempt === 1 && id.startsWith('slow')) {
      await new Promise((resolve) => signal.addEventListener('abort', resolve))
      const late = await step('late', async () => Buffer.from('late')).catch((error: { code: string }) => error.code)
      say('stale', id, `${late}`)
      return { ok: true }
    }
    await new Promise((resolve) => setTimeout(resolve, 5))
    if (attempt === 1 && id.endsWith('7')) return { ok: false, problem: 'target.unavailable', retryable: true }
    say('ran', id)
    return { ok: true }
  },
})
say('started')
