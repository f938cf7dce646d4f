import { Problem } from '../../model/problem.ts'
import type { Outcome, Sealed } from '../contract.ts'
import { GroupCommit } from './group-commit.ts'
import { type JobRow, type JobTable, prepareJobs } from './job-table.ts'
import { claimReady, endJob, wakeDue } from './lanes.ts'
import type { EmbeddedEngineOptions } from './options.ts'
import { recoverJobs } from './recover.ts'
import { prepareExpiry } from './retention.ts'
import { abort, type Attempt, type Executor, runAttempt } from './run-job.ts'
import type { JobDatabase } from './schema.ts'
import { settle } from './settle.ts'
import { prepareSteps } from './steps.ts'
import { createTimers } from './timers.ts'

/** Milliseconds between two looks for jobs whose retention time is over. */
const EXPIRE_EVERY = 60_000
/** Milliseconds until the database is tried again after it could not be written. */
const WRITE_AGAIN = 1_000
/** Milliseconds that an aborted attempt gets to end. */
const ABORT_GRACE = 1_000

/**
 * Claims jobs, runs them and writes what became of them.
 * resting -(start)-> running -(stop)-> draining -(idle, or time over)-> closed. Jobs are claimed while running only.
 */
export class JobRunner {
  readonly jobs: JobTable
  readonly writes: GroupCommit
  private readonly options: Required<EmbeddedEngineOptions>
  private readonly database: JobDatabase
  private readonly steps
  private readonly expire
  private readonly timers
  private readonly attempts = new Map<number, Attempt>()
  private executor: Executor | undefined
  private draining = false
  private idle: (() => void) | undefined
  private failure: Problem | undefined

  constructor(options: Required<EmbeddedEngineOptions>, database: JobDatabase) {
    this.options = options
    this.database = database
    this.jobs = prepareJobs(database)
    this.writes = new GroupCommit({ database, last: () => this.claim(), failed: (problem) => this.writeLater(problem) })
    this.steps = prepareSteps(database, this.writes)
    this.expire = prepareExpiry(database)
    this.timers = createTimers(options.clock)
  }

  async start(executor: Executor): Promise<void> {
    if (this.executor) throw new Problem('internal.error', 'The engine has been started before.')
    await this.writes.commit(() => {
      recoverJobs(this.jobs, this.options.policy, this.now())
      // Not before: what is claimed earlier would be taken for the rest of a dead process.
      this.executor = executor
    })
    this.wake()
    void this.removeExpired()
  }

  /** Lets attempts end within the grace time, then tells them to. Those that do not end stay active in the database and run again at the next start. */
  async stop(graceMs: number): Promise<void> {
    this.draining = true
    await this.idleWithin(graceMs)
    for (const attempt of this.attempts.values()) abort(attempt, 'The server is shutting down.')
    await this.idleWithin(ABORT_GRACE)
    this.timers.cancelAll()
    this.writes.close()
    this.database.close()
  }

  state(): { running: boolean; draining: boolean; active: number; failure: Problem | undefined } {
    return { running: this.executor !== undefined, draining: this.draining, active: this.attempts.size, failure: this.failure }
  }

  /** Aborts the attempt of a job, if it has one. */
  interrupt(id: string, detail: string): void {
    for (const attempt of this.attempts.values()) if (attempt.row.id === id) abort(attempt, detail)
  }

  now(): number {
    return this.options.clock.now()
  }

  /** Within each transaction: takes jobs for the free slots; they begin after the commit. */
  private claim(): () => void {
    const free = this.executor && !this.draining ? this.options.concurrency - this.attempts.size : 0
    const rows = free > 0 ? claimReady(this.jobs, free) : []
    const dueAt = this.jobs.nextDue.first()?.due_at ?? null
    return () => {
      this.failure = undefined
      for (const row of rows) void this.run(row)
      if (dueAt !== null && this.executor) this.timers.set('wake', dueAt - this.now(), () => this.wake())
    }
  }

  private async run(row: JobRow): Promise<void> {
    const attempt: Attempt = { row, controller: new AbortController() }
    this.attempts.set(row.seq, attempt)
    const readBody = (): Sealed => new Uint8Array(this.jobs.body.first(row.seq)?.body ?? new ArrayBuffer(0))
    const outcome = await runAttempt(this.executor!, attempt, { readBody, step: this.steps(row, attempt.controller.signal) })
    await this.finish(attempt, outcome)
    if (this.attempts.size === 0) this.idle?.()
  }

  /** Writes the end of an attempt, again and again until it is durable or the engine is closed. */
  private async finish(attempt: Attempt, outcome: Outcome): Promise<void> {
    try {
      await this.writes.commit(() => this.settle(attempt, outcome))
    } catch (error) {
      if (error instanceof Problem && error.code === 'service.stopping') return
      this.attempts.set(attempt.row.seq, attempt)
      await new Promise<void>((resolve) => this.timers.set(`finish ${attempt.row.seq}`, WRITE_AGAIN, resolve))
      await this.finish(attempt, outcome)
    }
  }

  private settle({ row: { seq }, controller }: Attempt, outcome: Outcome): void {
    // Its slot is free for the claim at the end of this transaction.
    this.attempts.delete(seq)
    const row = this.jobs.bySeq.first(seq)
    if (row?.state !== 'active') return
    const { policy, random, keepCompleted } = this.options
    const change = settle(row, { outcome, aborted: controller.signal.aborted, policy: policy(row.flow), now: this.now(), random: random() })
    if (change.ended_at === undefined) this.jobs.change(row, change)
    else endJob(this.jobs, row, { change, keepBody: keepCompleted || change.state !== 'completed' })
  }

  private wake(): void {
    const work = this.writes.commit(() => wakeDue(this.jobs, this.now()))
    work.then((more) => more && this.wake()).catch(() => undefined)
  }

  private async removeExpired(): Promise<void> {
    const more = await this.writes.commit(() => this.expire(this.now() - this.options.retentionMs)).catch(() => false)
    if (this.draining) return
    if (!more) this.truncateLog()
    this.timers.set('expire', more ? 0 : EXPIRE_EVERY, () => void this.removeExpired())
  }

  /** What was erased leaves the write-ahead log too. */
  private truncateLog(): void {
    try {
      this.database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
    } catch {
      // The next round does it.
    }
  }

  /** Claims and due jobs of a failed transaction are looked at again. */
  private writeLater(problem: Problem): void {
    this.failure = problem
    this.timers.set('wake', WRITE_AGAIN, () => this.wake())
  }

  private async idleWithin(ms: number): Promise<void> {
    if (this.attempts.size === 0) return
    await new Promise<void>((resolve) => {
      this.idle = resolve
      this.timers.set('idle', ms, resolve)
    })
  }
}
