/** An encrypted body: AES-256-GCM under a per-run data key. The engine never sees inside. */
export type Sealed = Uint8Array

/** A document that was accepted. `lane` is the HMAC of its business key: jobs of one lane run strictly in accept order. */
export interface Job {
  id: string
  lane: string
  flow: string
  flowVersion: number
  /** Keyed hash of what was accepted: tells a repeat from another document under the same id. */
  tag: string
  /** The data key of the body, sealed by the workspace key. Without it the body is lost wherever copies of it are. */
  key: Sealed
  body: Sealed
  /** Milliseconds since 1970: not before. */
  notBefore?: number
  /** Milliseconds since 1970: key, body and results of steps are destroyed then, and the job is `expired`, unless it has ended. */
  expiresAt?: number
}

export type JobState = 'queued' | 'active' | 'waiting' | 'blocked' | 'paused' | 'expired' | 'completed' | 'dead' | 'cancelled'

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
  expiresAt: number | null
  /** Problem code of the last attempt. */
  problem: string | null
}

/** How an attempt ended. `retryable` problems are tried again until the attempts are used up; one that is `untried` too came to nothing by itself and is not counted. */
export type Outcome = { ok: true } | { ok: false; problem: string; retryable: boolean; retryAfterMs?: number; untried?: true }

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
  readonly acceptedAt: number
  readonly key: Sealed
  readonly body: Sealed
  /** Aborted when this attempt is stale: cancelled, stopped, or overtaken. */
  readonly signal: AbortSignal
  /** Runs `work` unless an earlier attempt recorded its result; a recorded step never runs again. */
  step(nodeId: string, work: () => Promise<Sealed>): Promise<Sealed>
  /** What earlier attempts recorded for a step, empty where its result has expired; undefined if it is not recorded. */
  recorded(nodeId: string): Promise<Sealed | undefined>
}

export interface JobFilter {
  state?: JobState
  flow?: string
  lane?: string
  limit?: number
  /** Job id: only later accepted ones. */
  after?: string
}

/** A lane by its head: the first job of it that has not ended. */
export interface LaneState {
  head: JobView
  /** Since when it is the head, milliseconds since 1970. */
  headSince: number
  /** Jobs behind the head. */
  behind: number
}

export interface EngineStats {
  counts: Record<JobState, number>
  /** When the oldest job that has not ended was accepted, milliseconds since 1970; delayed jobs do not count. */
  oldestAt: number | null
}

export interface EngineHealth {
  ready: boolean
  detail: string
}

/**
 * What becomes of a submitted job: `duplicate` where the id is known with the same tag, `different` with another one (nothing is changed by either);
 * `renewed` where the known job had expired and goes on with the body that was sent now.
 */
export type Acceptance = 'accepted' | 'duplicate' | 'different' | 'renewed'

export interface EngineStart {
  run(context: RunContext): Promise<Outcome>
  /** Told of a job after each durable change of its state, by whatever cause. Must not throw. */
  changed?(job: JobView): void
}

/** Durable execution of asynchronous runs. Guarantees: architecture section 4, each one a test of the shared contract suite. */
export interface Engine {
  start(start: EngineStart): Promise<void>
  stop(graceMs: number): Promise<void>
  health(): Promise<EngineHealth>
  /** Resolves when the job is durable. Throws `queue.full` where more jobs wait for the disk than memory is meant for. */
  submit(job: Job): Promise<Acceptance>
  list(filter: JobFilter): Promise<JobView[]>
  get(id: string): Promise<JobView | undefined>
  stats(): Promise<EngineStats>
  /** Lanes whose head has not ended and is not simply at work, those waiting longest first. */
  lanes(filter: { flow?: string; limit: number }): Promise<LaneState[]>
  /** Jobs of these flows are not begun from now on; they keep their places. Replaces the flows named before. */
  hold(flows: ReadonlySet<string>): void
  /** Throws `request.not-found` or, where the state does not allow it, `request.conflict`; so do the following. */
  pause(id: string): Promise<void>
  /** Lets a paused, waiting or blocked job go on now, with new attempts. */
  resume(id: string): Promise<void>
  cancel(id: string): Promise<void>
  /**
   * Lets a dead or cancelled job run again under its id, at the end of its lane; does what `resume` does for one that is still in its lane. Recorded steps stay.
   * `change`: another body from now on, with a time at which it is destroyed, or another version of the flow.
   */
  retry(id: string, change?: { key?: Sealed; body?: Sealed; flowVersion?: number; expiresAt?: number }): Promise<void>
  /** Puts a job that is in its lane aside as dead, so that the lane goes on. */
  skip(id: string): Promise<void>
  /** The sealed body, for showing it; undefined where it is destroyed. */
  open(id: string): Promise<{ key: Sealed; body: Sealed } | undefined>
  /** Records the result of a step from outside, or forgets it (`null`): what an operator knows of an effect. Not while the job is active. */
  record(id: string, nodeId: string, result: Sealed | null): Promise<void>
  /** Names of the recorded steps. */
  steps(id: string): Promise<string[]>
  /** The recorded result of a step, as `RunContext.recorded` gives it. */
  stepResult(id: string, nodeId: string): Promise<Sealed | undefined>
  /** Destroys key, body and steps of an ended, blocked, paused or expired job. One that was in its lane is cancelled. */
  purge(id: string): Promise<void>
}
