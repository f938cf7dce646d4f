import { Problem } from '../../model/problem.ts'
import type { Acceptance, Engine, EngineHealth, EngineStart, EngineStats, Job, JobFilter, JobView, LaneState, Sealed } from '../contract.ts'
import { cancelJob, findJob, pauseJob, purgeJob, resumeJob, retryJob, skipJob } from './admin.ts'
import type { JobRow } from './job-row.ts'
import { sealedOf } from './job-table.ts'
import { DEFAULTS, type EmbeddedEngineOptions } from './options.ts'
import { JobRunner } from './runner.ts'
import { type JobDatabase, openJobDatabase } from './schema.ts'
import { prepareStepTable } from './steps.ts'
import { checkJob, prepareSubmit } from './submit.ts'
import { prepareViews } from './views.ts'

/** Opens the embedded engine: jobs in an SQLite file, run in this process. It accepts jobs at once and runs them after `start`. Throws `storage.failed`. */
export const openEmbeddedEngine = (options: EmbeddedEngineOptions): Engine => new EmbeddedEngine({ ...DEFAULTS, ...options }, openJobDatabase(options.file))

/**
 * Engine: accepting -(start)-> running -(stop)-> closed; one that never ran can be stopped as well.
 *
 * Job, each change durable before it shows:
 * (submit) -> queued; with a later time -> waiting outside its lane -(due)-> queued
 * queued -(head of its lane, and a slot is free)-> active
 * active -> completed | waiting (for a retry) | blocked or dead (no attempt left) | cancelled or paused (as wished) | queued (stopped, or the process died)
 * waiting -(due, resume)-> queued; blocked, paused -(resume)-> queued; dead, cancelled -(retry)-> queued
 * queued, waiting, active -(pause)-> paused; all that have not ended -(cancel)-> cancelled; those in their lane -(skip)-> dead
 * queued, waiting, blocked, paused, dead -(expiry)-> expired -(submitted again)-> queued; blocked, paused, expired -(purge)-> cancelled
 *
 * A lane has one head, and only a head becomes active. It stays head while it waits for a retry, is blocked or paused; the next job of the lane, by order of
 * acceptance, becomes head when it is completed, dead, cancelled, or expired where the lane is not to be blocked.
 */
class EmbeddedEngine implements Engine {
  private readonly runner: JobRunner
  private readonly views
  private readonly accept
  private readonly stepTable
  private stopped: Promise<void> | undefined
  private closed = false

  constructor(options: Required<EmbeddedEngineOptions>, database: JobDatabase) {
    this.runner = new JobRunner(options, database)
    this.views = prepareViews(database, this.runner.jobs)
    this.accept = prepareSubmit(database, this.runner.jobs, (flow) => this.runner.isHeld(flow))
    this.stepTable = prepareStepTable(database)
  }

  start(start: EngineStart): Promise<void> {
    return this.runner.start(start)
  }

  /** Jobs that are being submitted are still accepted durably; later ones are refused with `service.stopping`. */
  stop(graceMs: number): Promise<void> {
    this.stopped ??= this.close(graceMs)
    return this.stopped
  }

  async health(): Promise<EngineHealth> {
    const { running, draining, active, failure } = this.runner.state()
    if (failure) return { ready: false, detail: failure.detail }
    if (draining) return { ready: false, detail: 'The engine is stopping.' }
    return running ? { ready: true, detail: `${active} jobs are active.` } : { ready: false, detail: 'The engine has not been started.' }
  }

  async submit(job: Job): Promise<Acceptance> {
    if (this.stopped) throw new Problem('service.stopping', 'The engine accepts no more jobs.')
    checkJob(job)
    return this.runner.writes.offer(job.key.length + job.body.length, () => this.accept(job, this.runner.now()))
  }

  async list(filter: JobFilter): Promise<JobView[]> {
    return this.opened().list(filter)
  }

  async get(id: string): Promise<JobView | undefined> {
    return this.opened().get(id)
  }

  async stats(): Promise<EngineStats> {
    return this.opened().stats()
  }

  async lanes(filter: { flow?: string; limit: number }): Promise<LaneState[]> {
    return this.opened().lanes(filter)
  }

  hold(flows: ReadonlySet<string>): void {
    this.runner.hold(flows)
  }

  async pause(id: string): Promise<void> {
    await this.act(id, (row) => pauseJob(this.runner.jobs, row))
    this.runner.interrupt(id, 'The job has been paused.')
  }

  resume(id: string): Promise<void> {
    return this.act(id, (row) => resumeJob(this.runner.jobs, row, this.runner.now()))
  }

  async cancel(id: string): Promise<void> {
    await this.act(id, (row) => cancelJob(this.runner.jobs, row, this.runner.now()))
    this.runner.interrupt(id, 'The job has been cancelled.')
  }

  retry(...[id, change]: Parameters<Engine['retry']>): Promise<void> {
    return this.act(id, (row) => retryJob(this.runner.jobs, row, { change, now: this.runner.now() }))
  }

  async skip(id: string): Promise<void> {
    await this.act(id, (row) => skipJob(this.runner.jobs, row, this.runner.now()))
    this.runner.interrupt(id, 'The job has been put aside.')
  }

  async open(id: string): Promise<{ key: Sealed; body: Sealed } | undefined> {
    this.opened()
    return sealedOf(this.runner.jobs, findJob(this.runner.jobs, id))
  }

  record(id: string, nodeId: string, result: Sealed | null): Promise<void> {
    return this.act(id, (row) => this.stepTable.record(row, nodeId, result))
  }

  async steps(id: string): Promise<string[]> {
    this.opened()
    return this.stepTable.names(findJob(this.runner.jobs, id))
  }

  async stepResult(id: string, nodeId: string): Promise<Sealed | undefined> {
    this.opened()
    return this.stepTable.result(findJob(this.runner.jobs, id), nodeId)
  }

  async purge(id: string): Promise<void> {
    await this.act(id, (row) => purgeJob(this.runner.jobs, row, this.runner.now()))
    this.runner.cleanSoon()
  }

  private async close(graceMs: number): Promise<void> {
    await this.runner.stop(graceMs)
    this.closed = true
  }

  private act<T>(id: string, action: (row: JobRow) => T): Promise<T> {
    return this.runner.writes.commit(() => action(findJob(this.runner.jobs, id)))
  }

  private opened() {
    if (this.closed) throw new Problem('service.stopping', 'The engine has been stopped.')
    return this.views
  }
}
