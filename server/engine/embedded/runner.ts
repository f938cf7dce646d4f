import { Problem } from '../../model/problem.ts'
import type { EngineStart, Outcome, Sealed } from '../contract.ts'
import { GroupCommit } from './group-commit.ts'
import { claimReady, type ExpiryChoice, expireLapsed } from './expiry.ts'
import { type Holds, prepareHolds } from './holds.ts'
import type { JobRow } from './job-row.ts'
import { type JobTable, nextTime, prepareJobs, sealedOf } from './job-table.ts'
import { leaveLane, wakeDue } from './lanes.ts'
import type { EmbeddedEngineOptions } from './options.ts'
import { recoverJobs } from './recover.ts'
import { prepareRetention, prepareShrinking } from './retention.ts'
import { abort, type Attempt, runAttempt } from './run-job.ts'
import type { JobDatabase } from './schema.ts'
import { settle } from './settle.ts'
import { prepareSteps } from './steps.ts'
import { createTimers } from './timers.ts'

/** Milliseconds between two looks for jobs whose retention time is over, and until one after a purge. */
const CLEAN_EVERY = 60_000
const CLEAN_SOON = 100
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
  private readonly holds: Holds
  private readonly steps
  private readonly removeEnded
  private readonly shrink
  private readonly timers
  private readonly attempts = new Map<number, Attempt>()
  private execute: EngineStart['run'] | undefined
  private draining = false
  private idle: (() => void) | undefined
  private failure: Problem | undefined
  /** When the timer `wake` is due. */
  private wakeAt: number | undefined

  constructor(options: Required<EmbeddedEngineOptions>, database: JobDatabase) {
    this.options = options
    this.database = database
    this.holds = prepareHolds(database)
    this.jobs = prepareJobs(database, this.holds.flows)
    this.writes = new GroupCommit({ database, most: options.mostWaiting, last: () => this.finishWrite(), failed: (problem) => this.writeLater(problem) })
    this.steps = prepareSteps(database, this.writes)
    this.removeEnded = prepareRetention(database, this.jobs)
    this.shrink = prepareShrinking(database)
    this.timers = createTimers(options.clock)
  }

  async start({ run, changed }: EngineStart): Promise<void> {
    if (this.execute) throw new Problem('internal.error', 'The engine has been started before.')
    await this.writes.commit(() => {
      this.jobs.log.changed = changed
      recoverJobs(this.jobs, this.expiryNow())
      // Not before: what is claimed earlier would be taken for the rest of a dead process.
      this.execute = run
    })
    this.wake()
    void this.clean()
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
    return { running: this.execute !== undefined, draining: this.draining, active: this.attempts.size, failure: this.failure }
  }

  /** Aborts the attempt of a job, if it has one. */
  interrupt(id: string, detail: string): void {
    for (const attempt of this.attempts.values()) if (attempt.row.id === id) abort(attempt, detail)
  }

  /** Holds these flows from the next transaction on. */
  hold(flows: ReadonlySet<string>): void {
    this.holds.replace(flows)
    this.writes.commit(() => undefined).catch(() => undefined)
  }

  isHeld(flow: string): boolean {
    return this.holds.flows().has(flow)
  }

  /** What was erased leaves the file soon. */
  cleanSoon(): void {
    if (this.execute) this.timers.set('clean', CLEAN_SOON, () => void this.clean())
    else this.shrink()
  }

  now(): number {
    return this.options.clock.now()
  }

  private expiryNow(): ExpiryChoice {
    return { policy: this.options.policy, now: this.now() }
  }

  /** Within each transaction, at its end: takes jobs for the free slots; they begin after the commit. */
  private finishWrite(): () => void {
    const applied = this.holds.apply()
    const free = this.execute && !this.draining ? this.options.concurrency - this.attempts.size : 0
    const { claimed, isMore } = free > 0 ? claimReady(this.jobs, free, this.expiryNow()) : { claimed: [], isMore: false }
    const wakeAt = isMore ? this.now() : nextTime(this.jobs)
    return () => {
      this.failure = undefined
      applied()
      this.jobs.log.committed()
      for (const row of claimed) void this.run(row)
      if (this.execute) this.wakeLater(wakeAt)
    }
  }

  private wakeLater(at: number | undefined): void {
    if (at === undefined || at === this.wakeAt) return
    this.wakeAt = at
    this.timers.set('wake', at - this.now(), () => this.wake())
  }

  private async run(row: JobRow): Promise<void> {
    const attempt: Attempt = { row, controller: new AbortController() }
    this.attempts.set(row.seq, attempt)
    const readBody = (): { key: Sealed; body: Sealed } => sealedOf(this.jobs, row) ?? { key: new Uint8Array(0), body: new Uint8Array(0) }
    const outcome = await runAttempt(this.execute!, attempt, { readBody, steps: this.steps(row, attempt.controller.signal) })
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
    const { policy, random } = this.options
    const now = this.now()
    const change = settle(row, { outcome, aborted: controller.signal.aborted, policy: policy(row.flow), now, random: random() })
    if (change.ended_at === undefined) return this.jobs.change(row, change)
    const erase = change.state === 'completed'
    if (erase) this.jobs.eraseSteps.run(seq)
    leaveLane(this.jobs, row, { change, now, erase })
  }

  private wake(): void {
    this.wakeAt = undefined
    const work = this.writes.commit(() => {
      const isMoreDue = wakeDue(this.jobs, this.now())
      return expireLapsed(this.jobs, this.expiryNow()) || isMoreDue
    })
    work.then((isMore) => isMore && this.wake()).catch(() => undefined)
  }

  private async clean(): Promise<void> {
    const isMoreEnded = await this.writes.commit(() => this.removeEnded(this.now() - this.options.retentionMs)).catch(() => false)
    if (this.draining) return
    const isMore = isMoreEnded || this.shrink()
    this.timers.set('clean', isMore ? 0 : CLEAN_EVERY, () => void this.clean())
  }

  /** Claims and due jobs of a failed transaction are looked at again. */
  private writeLater(problem: Problem): void {
    this.failure = problem
    this.jobs.log.rolledBack()
    this.wakeLater(this.now() + WRITE_AGAIN)
  }

  private async idleWithin(ms: number): Promise<void> {
    if (this.attempts.size === 0) return
    await new Promise<void>((resolve) => {
      this.idle = resolve
      this.timers.set('idle', ms, resolve)
    })
  }
}
