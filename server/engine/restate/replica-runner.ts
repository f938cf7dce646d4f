import { randomUUID } from 'node:crypto'
import { Problem } from '../../model/problem.ts'
import type { EngineHealth, EngineStart } from '../contract.ts'
import { toView } from '../embedded/job-row.ts'
import { createTimers } from '../embedded/timers.ts'
import type { Claimant } from './claim.ts'
import type { JobDatabase } from './database.ts'
import { type Endpoint, openEndpoint, registerEndpoint } from './endpoint.ts'
import { STOP_CHANNEL } from './job-tx.ts'
import { DEFAULT_SERVICE, type RestateEngineOptions } from './options.ts'
import { Poker } from './poker.ts'
import { BEAT_EVERY, createReplica, type Replica } from './replica.ts'
import { LaneRunner } from './runner.ts'
import { prepareSteps } from './steps.ts'
import { callReady, removeEnded, sweep, type SweepOptions } from './sweep.ts'
import { type LaneWriter, LaneWrites } from './writes.ts'

/** Milliseconds between two looks for what calls have missed, if there may be more of it, between two for jobs whose retention time is over, and until what failed is tried again. */
const SWEEP_EVERY = 1_000
const SWEEP_SOON = 100
const CLEAN_EVERY = 60_000
const TRY_AGAIN = 1_000

/**
 * This process as one of the replicas: what it does at intervals, and what connects it with Restate and the others.
 * resting -(start)-> running -(drain)-> draining -(close)-> closed.
 */
export class ReplicaRunner {
  readonly writes: LaneWrites
  readonly writer: LaneWriter
  private readonly options: Required<RestateEngineOptions>
  private readonly database: JobDatabase
  private readonly replica: Replica
  private readonly poker: Poker
  private readonly lanes: LaneRunner
  private readonly timers
  private readonly claimant: Claimant
  private readonly sweeping: SweepOptions
  private changed: EngineStart['changed']
  private flowsHeld: ReadonlySet<string> = new Set()
  private endpoint: Endpoint | undefined
  private notices: { close(): Promise<void> } | undefined
  private registered = false
  private closed = false

  constructor(options: Required<RestateEngineOptions>, database: JobDatabase) {
    const { clock, policy, random, concurrency, mostWaiting, restate } = options
    this.options = options
    this.database = database
    this.timers = createTimers(clock)
    this.replica = createReplica(randomUUID(), database, clock)
    this.poker = new Poker({ ingressUrls: restate.ingressUrls, service: restate.service ?? DEFAULT_SERVICE, clock })
    this.writer = {
      database,
      now: clock.now,
      committed: (tx) => {
        this.poker.call(tx.calls())
        if (this.changed) for (const row of tx.changed()) this.changed(toView(row))
      },
    }
    this.writes = new LaneWrites(this.writer, mostWaiting)
    this.claimant = { id: this.replica.id, policy, held: () => this.flowsHeld, isSteady: () => this.replica.isSteady() }
    const steps = prepareSteps(database, this.writes)
    this.lanes = new LaneRunner({ writes: this.writes, claimant: this.claimant, steps, timers: this.timers, random, concurrency })
    this.sweeping = { database, writes: this.writes, poker: this.poker, claimant: this.claimant, clock, lanes: this.lanes }
  }

  /** Where Restate cannot be reached, this is tried again in the background. Throws `storage.failed`. */
  async start({ run, changed }: EngineStart): Promise<void> {
    if (this.endpoint) throw new Problem('internal.error', 'The engine has been started before.')
    const { restate } = this.options
    this.changed = changed
    this.endpoint = await openEndpoint(restate, restate.service ?? DEFAULT_SERVICE, this.lanes)
    await this.beat()
    this.lanes.start(run)
    await Promise.all([this.register(), this.listen()])
    await this.sweep()
    await callReady(this.sweeping)
    void this.clean()
  }

  health(): EngineHealth {
    if (!this.endpoint) return { ready: false, detail: 'The engine has not been started.' }
    if (!this.replica.isSeen()) return { ready: false, detail: 'PostgreSQL cannot be reached.' }
    if (!this.registered) return { ready: false, detail: 'Restate has not taken the endpoint of this replica yet.' }
    return { ready: true, detail: this.poker.isHeard ? `${this.lanes.active} jobs are active.` : 'Restate takes no calls now; jobs wait.' }
  }

  held(): ReadonlySet<string> {
    return this.flowsHeld
  }

  /** Lanes whose flow is held no longer are called. */
  hold(flows: ReadonlySet<string>): void {
    const isReleased = [...this.flowsHeld].some((flow) => !flows.has(flow))
    this.flowsHeld = new Set(flows)
    if (isReleased && this.endpoint) this.later('call', 0, () => callReady(this.sweeping))
  }

  /** Begins no more jobs; returns when those at work have ended, or have been told to and do not. */
  drain(graceMs: number): Promise<void> {
    return this.lanes.drain(graceMs)
  }

  /** What is still running here belongs to nobody from now on. */
  async close(): Promise<void> {
    this.closed = true
    this.timers.cancelAll()
    this.poker.close()
    await this.writes.close()
    await this.notices?.close().catch(() => undefined)
    if (this.endpoint) await this.replica.leave().catch(() => undefined)
    await this.endpoint?.close()
  }

  private async beat(): Promise<void> {
    const before = this.lanes.running()
    this.lanes.compare(before, await this.replica.beat())
    this.later('beat', BEAT_EVERY, () => this.beat())
  }

  private async register(): Promise<void> {
    const { adminUrls, endpointUrl } = this.options.restate
    try {
      await registerEndpoint(adminUrls, endpointUrl ?? this.endpoint!.url)
      this.registered = true
    } catch {
      this.later('register', TRY_AGAIN, () => this.register())
    }
  }

  private async listen(): Promise<void> {
    const again = (): void => this.later('listen', TRY_AGAIN, () => this.listen())
    const notices = await this.database.listen(STOP_CHANNEL, { heard: (seq) => this.lanes.interrupt(Number(seq)), ended: again })
    if (this.closed) await notices.close()
    else this.notices = notices
  }

  private async sweep(): Promise<void> {
    const isMore = await sweep(this.sweeping)
    this.later('sweep', isMore ? SWEEP_SOON : SWEEP_EVERY, () => this.sweep())
  }

  private async clean(): Promise<void> {
    await removeEnded(this.database, this.options.clock.now() - this.options.retentionMs).catch(() => undefined)
    this.later('clean', CLEAN_EVERY, () => this.clean())
  }

  /** What fails is tried again. */
  private later(name: string, ms: number, work: () => Promise<void>): void {
    if (this.closed) return
    this.timers.set(name, ms, () => {
      work().catch(() => this.later(name, TRY_AGAIN, work))
    })
  }
}
