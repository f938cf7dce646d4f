import { afterEach, beforeEach, expect } from 'vitest'
import type { Engine, Job, Outcome, RetryPolicy } from '../../server/engine/contract.ts'

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
  keepCompleted?: boolean
}

const POLICY: RetryPolicy = { attempts: 3, firstDelayMs: 2, factor: 2, mostDelayMs: 10, after: 'block' }

export const OK: Outcome = { ok: true }
export const failing = (retryable = true): Outcome => ({ ok: false, problem: 'target.unavailable', retryable })
export const bytes = (text: string): Uint8Array => Buffer.from(text)
export const job = (id: string, more: Partial<Job> = {}): Job => ({ id, lane: 'lane', flow: 'flow', flowVersion: 3, body: bytes(`body of ${id}`), ...more })

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

/** Waits until a job is in a state. */
export async function reaches(engine: Engine, id: string, state: string): Promise<void> {
  await expect.poll(() => stateOf(engine, id), { timeout: 5_000, interval: 2 }).toBe(state)
}

/** Submits jobs in their order, without waiting in between. */
export async function submitAll(engine: Engine, jobs: readonly Job[]): Promise<void> {
  await Promise.all(jobs.map((each) => engine.submit(each)))
}

export interface EngineBench {
  open(choice?: EngineChoice): Engine
  stored(): Promise<Buffer>
  /** Goes on with a storage that is empty. */
  renew(): Promise<void>
}

/** Gives each test a storage and engines on it; these are stopped, and it is removed, after the test. */
export function useEngines(create: () => Promise<EngineSubject>): EngineBench {
  let subject: EngineSubject
  const engines: Engine[] = []
  const clear = async (): Promise<void> => {
    await Promise.all(engines.splice(0).map((engine) => engine.stop(0)))
    await subject.remove()
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
  }
}
