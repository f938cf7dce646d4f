import { join } from 'node:path'
import type { Logger } from 'pino'
import type { Engine, Outcome, RetryPolicy, RunContext } from './engine/contract.ts'
import { openEmbeddedEngine } from './engine/embedded/engine.ts'
import { systemClock } from './engine/system-clock.ts'
import type { FlowRuntime, LiveSchedule } from './flow/contract.ts'
import { createSchedules } from './hub/schedules.ts'
import { toProblem } from './model/problem.ts'
import type { Store } from './store/contract.ts'

/** Runs that a schedule starts: accepted durably when they are due, so that a restart loses none of them. */
export interface ScheduledRuns {
  engine: Engine
  /** Begins to run what was accepted, and follows the schedules of the live flows from now on. */
  start(runtime: FlowRuntime): Promise<void>
  /** Accepts the run of a schedule that was due at a time, in milliseconds since 1970. The same one again changes nothing. */
  fire(schedule: LiveSchedule, dueAt: number): Promise<void>
  /** Called whenever live flows have changed. */
  follow(): void
  stop(graceMs: number): Promise<void>
}

const POLICY: RetryPolicy = { attempts: 5, firstDelayMs: 2_000, factor: 4, mostDelayMs: 300_000, after: 'skip' }

export function openScheduledRuns({ store, dataDir, log }: { store: Store; dataDir: string; log: Logger }): ScheduledRuns {
  const engine = openEmbeddedEngine({ file: join(dataDir, 'jobs.sqlite'), policy: () => POLICY, clock: systemClock, random: Math.random })
  const live: { runtime?: FlowRuntime } = {}
  const fire = (schedule: LiveSchedule, dueAt: number): Promise<void> => submit({ engine, store }, schedule, dueAt)
  const due = (schedule: LiveSchedule, dueAt: number): void => {
    fire(schedule, dueAt).catch((error: unknown) => log.error({ flow: schedule.flow, problem: toProblem(error).message }, 'a scheduled run was not accepted'))
  }
  const schedules = createSchedules<LiveSchedule>(due, ({ flow, node }) => log.error({ flow, node }, 'a schedule cannot be read'))
  const follow = (): void => {
    if (live.runtime) schedules.follow(live.runtime.schedules())
  }
  return {
    engine,
    fire,
    follow,
    start: async (runtime) => {
      live.runtime = runtime
      await engine.start((context) => execute({ runtime, store }, context))
      follow()
    },
    stop: (graceMs) => {
      schedules.stop()
      delete live.runtime
      return engine.stop(graceMs)
    },
  }
}

/** What the sealed body of a job holds. */
interface Due {
  trigger: string
  body: unknown
}

/** A schedule runs the version that is live when it is due. */
const LIVE_VERSION = 0

const jobContext = (id: string): string => `job:${id}`

/** One job per schedule and time, however often it is announced. The runs of one schedule keep their order. */
async function submit({ engine, store }: { engine: Engine; store: Store }, { flow, node, body }: LiveSchedule, dueAt: number): Promise<void> {
  const due: Due = { trigger: node, body }
  const id = `${flow}:${node}:${new Date(dueAt).toISOString()}`
  const sealed = store.seal.seal(Buffer.from(JSON.stringify(due)), jobContext(id))
  await engine.submit({ id, lane: store.seal.hmac(`schedule:${flow}:${node}`), flow, flowVersion: LIVE_VERSION, body: sealed })
}

async function execute({ runtime, store }: { runtime: FlowRuntime; store: Store }, { id, flow, body: sealed, signal }: RunContext): Promise<Outcome> {
  const plain = store.seal.open(sealed, jobContext(id))
  const { trigger, body } = JSON.parse(Buffer.from(plain).toString('utf8')) as Due
  const { problem } = await runtime.run({ flow, trigger, body, inBytes: plain.length, signal })
  if (!problem) return { ok: true }
  const { code, kind, retryAfter } = problem
  return { ok: false, problem: code, retryable: kind.retry, ...(retryAfter !== undefined && { retryAfterMs: retryAfter * 1000 }) }
}
