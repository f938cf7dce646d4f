import type { EngineStart, Outcome } from '../contract.ts'
import { abort, type Attempt, runAttempt } from '../embedded/run-job.ts'
import type { Timers } from '../embedded/timers.ts'
import { Problem } from '../../model/problem.ts'
import { type Claimant, type Claimed, claimHead } from './claim.ts'
import type { LaneHandlers } from './endpoint.ts'
import { finishAttempt } from './finish.ts'
import { wakeLane } from './lanes.ts'
import type { OwnJob } from './replica.ts'
import { Slots } from './slots.ts'
import type { prepareSteps } from './steps.ts'
import type { LaneWork, LaneWrites } from './writes.ts'

export interface LaneRunnerOptions {
  writes: LaneWrites
  claimant: Claimant
  steps: ReturnType<typeof prepareSteps>
  timers: Timers
  random: () => number
  concurrency: number
}

/** Milliseconds until the database is tried again after it could not be written. */
const WRITE_AGAIN = 1_000
/** Milliseconds that an aborted attempt gets to end. */
const ABORT_GRACE = 1_000
/** Jobs of one lane in a row, where other lanes wait for a slot. */
const MOST_IN_A_ROW = 10

const OVERTAKEN = 'The attempt has been overtaken.'

interface LaneAttempt extends Attempt {
  readonly fence: number
}

/**
 * Runs the jobs of the lanes that Restate calls.
 * resting -(start)-> running -(drain)-> draining -(idle, or time over)-> idle. Jobs are claimed while running only.
 */
export class LaneRunner implements LaneHandlers {
  private readonly options: LaneRunnerOptions
  private readonly slots: Slots
  private readonly attempts = new Map<number, LaneAttempt>()
  /** Jobs that the last sign of life brought and that nobody runs here. */
  private strays = new Map<number, OwnJob>()
  private execute: EngineStart['run'] | undefined
  private draining = false
  private idle: (() => void) | undefined

  constructor(options: LaneRunnerOptions) {
    this.options = options
    this.slots = new Slots(options.concurrency)
  }

  /** How many more jobs may be begun now. */
  get free(): number {
    return this.draining || !this.execute ? 0 : this.slots.free
  }

  get active(): number {
    return this.attempts.size
  }

  start(run: EngineStart['run']): void {
    this.execute = run
  }

  /** The invocation fails where this replica is stopping, so that Restate makes it again elsewhere. */
  async work(lane: string, lost: AbortSignal): Promise<void> {
    await this.slots.take()
    try {
      if (lost.aborted) return
      if (this.draining || !this.execute) throw new Error('This replica runs no jobs now.')
      let claimed = await this.commit<Claimed | undefined>(lane, (tx) => claimHead(tx, lane, this.options.claimant))
      for (let jobs = 1; claimed; jobs += 1) {
        const isTurnOver = (): boolean => lost.aborted || this.draining || (jobs >= MOST_IN_A_ROW && this.slots.isContended)
        claimed = await this.run(claimed, isTurnOver)
      }
    } finally {
      this.slots.giveBack()
    }
  }

  /** Works on a lane whose call has got lost or is stuck. */
  workUncalled(lane: string): void {
    this.work(lane, new AbortController().signal).catch(() => undefined)
  }

  async wake(lane: string): Promise<void> {
    await this.commit(lane, (tx) => wakeLane(tx, lane))
  }

  /** Tells the attempt at a job to stop, if there is one here. */
  interrupt(seq: number): void {
    const attempt = this.attempts.get(seq)
    if (attempt) abort(attempt, 'An operator has stopped the job.')
  }

  /** What the attempts here are, to be compared with what the database says a little later. */
  running(): ReadonlyMap<number, LaneAttempt> {
    return new Map(this.attempts)
  }

  /** Stops attempts that have been overtaken, or that an operator stopped while no notice came through, and gives free what is said to run here but does not. */
  compare(before: ReadonlyMap<number, LaneAttempt>, own: readonly OwnJob[]): void {
    const known = new Map(own.map((job) => [job.seq, job]))
    for (const [seq, attempt] of before) {
      if (this.attempts.get(seq) !== attempt) continue
      const job = known.get(seq)
      if (job?.fence !== attempt.fence) abort(attempt, OVERTAKEN)
      else if (job.wish) this.interrupt(seq)
    }
    const strays = new Map(own.filter((job) => this.attempts.get(job.seq)?.fence !== job.fence).map((job) => [job.seq, job]))
    for (const [seq, job] of strays) if (this.strays.get(seq)?.fence === job.fence) this.giveFree(job)
    this.strays = strays
  }

  /** Lets attempts end within the grace time, then tells them to. */
  async drain(graceMs: number): Promise<void> {
    this.draining = true
    await this.idleWithin(graceMs)
    for (const attempt of this.attempts.values()) abort(attempt, 'The server is shutting down.')
    await this.idleWithin(ABORT_GRACE)
  }

  private commit<T>(lane: string, run: LaneWork['run']): Promise<T> {
    return this.options.writes.commit<T>({ lane, run })
  }

  /** Runs one attempt, writes its end, and takes the next job of the lane at the same time; if the turn of the lane is over, it is called anew for that. */
  private async run({ row, sealed, hasSteps }: Claimed, isTurnOver: () => boolean): Promise<Claimed | undefined> {
    const attempt: LaneAttempt = { row, controller: new AbortController(), fence: row.fence }
    const earlier = this.attempts.get(row.seq)
    if (earlier) abort(earlier, OVERTAKEN)
    this.attempts.set(row.seq, attempt)
    const steps = this.options.steps({ row, sealed, hasSteps }, attempt.controller.signal)
    const outcome = await runAttempt(this.execute!, attempt, { readBody: () => sealed, steps })
    const next = await this.finish({ row, outcome, attempt }, isTurnOver)
    if (this.attempts.get(row.seq) === attempt) this.attempts.delete(row.seq)
    if (this.attempts.size === 0) this.idle?.()
    return next
  }

  /** Writes the end of an attempt, again and again until it is durable or the engine is closed. */
  private async finish(
    { row, outcome, attempt }: { row: Claimed['row']; outcome: Outcome; attempt: Attempt },
    isTurnOver: () => boolean,
  ): Promise<Claimed | undefined> {
    const { claimant, random, timers } = this.options
    const ended = { row, outcome, aborted: attempt.controller.signal.aborted, policy: claimant.policy(row.flow), random: random() }
    for (;;) {
      try {
        return await this.commit<Claimed | undefined>(row.lane, async (tx) => {
          const mayGoOn = await finishAttempt(tx, ended)
          return mayGoOn && !isTurnOver() ? claimHead(tx, row.lane, claimant) : undefined
        })
      } catch (error) {
        if (error instanceof Problem && error.code === 'service.stopping') return undefined
        await new Promise<void>((resolve) => timers.set(`finish ${row.seq}`, WRITE_AGAIN, resolve))
      }
    }
  }

  /** A claim may have been written although its answer was lost. */
  private giveFree({ seq, fence, lane }: OwnJob): void {
    const ended = { ok: false, problem: 'internal.error', retryable: true } as const
    const { claimant } = this.options
    const work = this.commit(lane, async (tx) => {
      const row = await tx.first('seq = $1 AND fence = $2', [seq, fence])
      if (row) await finishAttempt(tx, { row, outcome: ended, aborted: true, policy: claimant.policy(row.flow), random: 0 })
    })
    work.catch(() => undefined)
  }

  private async idleWithin(ms: number): Promise<void> {
    if (this.attempts.size === 0) return
    await new Promise<void>((resolve) => {
      this.idle = resolve
      this.options.timers.set('idle', ms, resolve)
    })
  }
}
