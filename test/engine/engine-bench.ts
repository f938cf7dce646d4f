import { afterEach, beforeEach, expect } from 'vitest'
import type { Engine, EngineStart, Job, JobState, Outcome, RetryPolicy } from '../../server/engine/contract.ts'

/** What a test suite is run on. */
export interface Suite {
  name: string
  create: () => Promise<EngineSubject>
  /** Milliseconds that a test waits for something to happen. */
  patienceMs: number
  /** Runs of a property. */
  runs: number
}

/** One deployment of the engine, with a storage of its own for each test. */
export interface EngineSubject {
  /** Opens an engine on the storage of the test; after `stop` it can be opened again. */
  open(options: EngineChoice & { policy: RetryPolicy }): Engine
  /** Everything on the disk, once the engine is stopped. */
  stored(): Promise<Buffer>
  remove(): Promise<void>
}

export interface EngineChoice {
  policy?: Partial<RetryPolicy>
  concurrency?: number
}

const POLICY: RetryPolicy = { attempts: 3, firstDelayMs: 2, factor: 2, mostDelayMs: 10, after: 'block' }

export const NO_JOBS = { queued: 0, active: 0, waiting: 0, blocked: 0, paused: 0, expired: 0, completed: 0, dead: 0, cancelled: 0 }
export const OK: Outcome = { ok: true }
export const failing = (retryable = true): Outcome => ({ ok: false, problem: 'target.unavailable', retryable })
export const bytes = (text: string): Uint8Array => Buffer.from(text)
export const job = (id: string, more: Partial<Job> = {}): Job => ({
  id,
  lane: 'lane',
  flow: 'flow',
  flowVersion: 3,
  tag: `tag of ${id}`,
  key: bytes(`key of ${id}`),
  body: bytes(`body of ${id}`),
  ...more,
})

/** Something that a test lets happen. */
export function gate(): { opened: Promise<void>; open: () => void } {
  let open = (): void => undefined
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { opened, open }
}

export const untilAborted = (signal: AbortSignal): Promise<Outcome> => new Promise((resolve) => signal.addEventListener('abort', () => resolve(failing())))

export const stateOf = async (engine: Engine, id: string): Promise<string | undefined> => (await engine.get(id))?.state

/** Key and body as they are kept, as text. */
export async function opened(engine: Engine, id: string): Promise<string | undefined> {
  const sealed = await engine.open(id)
  return sealed && `${Buffer.from(sealed.key)}, ${Buffer.from(sealed.body)}`
}

/** Lets an engine run its jobs. */
export const begin = (engine: Engine, run: EngineStart['run']): Promise<void> => engine.start({ run })

/** Submits jobs one after the other. */
export async function submitAll(engine: Engine, jobs: readonly Job[]): Promise<void> {
  for (const each of jobs) await engine.submit(each)
}

export interface EngineBench {
  open(choice?: EngineChoice): Engine
  stored(): Promise<Buffer>
  /** Goes on with a storage that is empty. */
  renew(): Promise<void>
  /** Waits until a job is in a state. */
  reaches(engine: Engine, id: string, state: JobState): Promise<void>
  /** Waits until something is as expected. */
  until<T>(look: () => T | Promise<T>, expected: T): Promise<void>
}

/** Gives each test a storage and engines on it; these are stopped, and it is removed, after the test. */
export function useEngines({ create, patienceMs }: Suite): EngineBench {
  let subject: EngineSubject
  const engines: Engine[] = []
  const clear = async (): Promise<void> => {
    await Promise.all(engines.splice(0).map((engine) => engine.stop(0)))
    await subject.remove()
  }
  const until: EngineBench['until'] = async (look, expected) => {
    await expect.poll(look, { timeout: patienceMs, interval: 2 }).toEqual(expected)
  }
  beforeEach(async () => {
    subject = await create()
  })
  afterEach(clear)
  return {
    open: (choice = {}) => {
      const engine = subject.open({ ...choice, policy: { ...POLICY, ...choice.policy } })
      engines.push(engine)
      return engine
    },
    stored: () => subject.stored(),
    renew: async () => {
      await clear()
      subject = await create()
    },
    reaches: (engine, id, state) => until(() => stateOf(engine, id), state),
    until,
  }
}
