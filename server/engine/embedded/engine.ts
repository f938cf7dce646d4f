import { Problem } from '../../model/problem.ts'
import type { Engine, EngineHealth, Job, JobFilter, JobState, JobView } from '../contract.ts'
import { cancelJob, findJob, pauseJob, prepareReplay, purgeJob, resumeJob } from './admin.ts'
import type { JobRow } from './job-table.ts'
import { DEFAULTS, type EmbeddedEngineOptions } from './options.ts'
import type { Executor } from './run-job.ts'
import { JobRunner } from './runner.ts'
import { type JobDatabase, openJobDatabase } from './schema.ts'
import { prepareSubmit } from './submit.ts'
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
 * waiting -(due, resume)-> queued; blocked, paused -(resume)-> queued
 * queued, waiting, active -(pause)-> paused; queued, waiting, active, blocked, paused -(cancel)-> cancelled
 *
 * A lane has one head, and only a head becomes active. It stays head while it waits for a retry, is blocked or paused; the next job of the lane, by order of
 * acceptance, becomes head when it is completed, dead or cancelled.
 */
class EmbeddedEngine implements Engine {
  private readonly runner: JobRunner
  private readonly views
  private readonly insert
  private readonly copy
  private stopped: Promise<void> | undefined
  private closed = false

  constructor(options: Required<EmbeddedEngineOptions>, database: JobDatabase) {
    this.runner = new JobRunner(options, database)
    this.views = prepareViews(database, this.runner.jobs)
    this.insert = prepareSubmit(database, this.runner.jobs)
    this.copy = prepareReplay(database, this.runner.jobs)
  }

  start(run: Executor): Promise<void> {
    return this.runner.start(run)
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

  async submit(job: Job): Promise<'accepted' | 'duplicate'> {
    if (this.stopped) throw new Problem('service.stopping', 'The engine accepts no more jobs.')
    return (await this.runner.writes.commit(() => this.insert(job, this.runner.now()))) ? 'accepted' : 'duplicate'
  }

  async list(filter: JobFilter): Promise<JobView[]> {
    return this.opened().list(filter)
  }

  async get(id: string): Promise<JobView | undefined> {
    return this.opened().get(id)
  }

  async counts(): Promise<Record<JobState, number>> {
    return this.opened().counts()
  }

  async pause(id: string): Promise<void> {
    await this.act(id, (row) => pauseJob(this.runner.jobs, row))
    this.runner.interrupt(id, 'The job has been paused.')
  }

  async resume(id: string): Promise<void> {
    await this.act(id, (row) => resumeJob(this.runner.jobs, row, this.runner.now()))
  }

  async cancel(id: string): Promise<void> {
    await this.act(id, (row) => cancelJob(this.runner.jobs, row, this.runner.now()))
    this.runner.interrupt(id, 'The job has been cancelled.')
  }

  replay(id: string): Promise<string> {
    return this.act(id, (row) => this.copy(row, this.runner.now()))
  }

  async purge(id: string): Promise<void> {
    await this.act(id, (row) => purgeJob(this.runner.jobs, row))
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
