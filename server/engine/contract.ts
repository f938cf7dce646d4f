/** An encrypted body: AES-256-GCM under a per-run data key. The engine never sees inside. */
export type Sealed = Uint8Array

/** A document that was accepted. `lane` is the HMAC of its business key: jobs of one lane run strictly in accept order. */
export interface Job {
  id: string
  lane: string
  flow: string
  flowVersion: number
  body: Sealed
  /** Milliseconds since 1970: not before. */
  notBefore?: number
}

export type JobState = 'queued' | 'active' | 'waiting' | 'blocked' | 'paused' | 'completed' | 'dead' | 'cancelled'

export interface JobView {
  id: string
  lane: string
  flow: string
  flowVersion: number
  state: JobState
  attempt: number
  acceptedAt: number
  /** When a waiting job is due. */
  dueAt: number | null
  /** Problem code of the last attempt. */
  problem: string | null
}

/** How an attempt ended. `retryable` problems are tried again until the attempts are used up. */
export type Outcome = { ok: true } | { ok: false; problem: string; retryable: boolean; retryAfterMs?: number }

/** What follows a failed attempt. Delays grow by `factor` up to `mostDelayMs` and are spread by up to half, so that retries do not come all at once. */
export interface RetryPolicy {
  /** All attempts, the first included. */
  readonly attempts: number
  readonly firstDelayMs: number
  readonly factor: number
  readonly mostDelayMs: number
  /** After the last attempt: the lane waits for an operator, or the job is put aside as dead and the lane goes on. */
  readonly after: 'block' | 'skip'
}

/** Time as the engine sees it. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number
  /** Calls `run` once after `ms`; gives back what cancels it. */
  after(ms: number, run: () => void): () => void
}

export interface RunContext {
  readonly id: string
  readonly lane: string
  readonly flow: string
  readonly flowVersion: number
  readonly attempt: number
  readonly body: Sealed
  /** Aborted when this attempt is stale: cancelled, stopped, or overtaken. */
  readonly signal: AbortSignal
  /** Runs `work` unless an earlier attempt recorded its result; a recorded step never runs again. */
  step(nodeId: string, work: () => Promise<Sealed>): Promise<Sealed>
}

export interface JobFilter {
  state?: JobState
  flow?: string
  lane?: string
  limit?: number
  /** Job id: only later accepted ones. */
  after?: string
}

export interface EngineHealth {
  ready: boolean
  detail: string
}

/** Durable execution of asynchronous runs. Guarantees: architecture section 4, each one a test of the shared contract suite. */
export interface Engine {
  start(run: (context: RunContext) => Promise<Outcome>): Promise<void>
  stop(graceMs: number): Promise<void>
  health(): Promise<EngineHealth>
  /** Resolves when the job is durable; `duplicate` when the id was accepted before. */
  submit(job: Job): Promise<'accepted' | 'duplicate'>
  list(filter: JobFilter): Promise<JobView[]>
  get(id: string): Promise<JobView | undefined>
  counts(): Promise<Record<JobState, number>>
  pause(id: string): Promise<void>
  resume(id: string): Promise<void>
  cancel(id: string): Promise<void>
  /** Runs a finished or dead job again as a new one. */
  replay(id: string): Promise<string>
  purge(id: string): Promise<void>
}
