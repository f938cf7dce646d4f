import { Problem } from '../../model/problem.ts'
import type { Acceptance, Engine, EngineHealth, EngineStart, EngineStats, Job, JobFilter, JobView, LaneState, Sealed } from '../contract.ts'
import { type JobRow, toView } from '../embedded/job-row.ts'
import { cancelJob, pauseJob, purgeJob, recordStep, resumeJob, retryJob, skipJob } from './admin.ts'
import { type JobDatabase, openJobDatabase } from './database.ts'
import { COLUMNS, type JobTx } from './job-tx.ts'
import { DEFAULTS, type RestateEngineOptions } from './options.ts'
import { ReplicaRunner } from './replica-runner.ts'
import { acceptJobs, checkSubmitted, renewJob, type Submission } from './submit.ts'
import { countJobs, listJobs, listLanes } from './views.ts'
import { writeLanes, Writes } from './writes.ts'

/** For submitted jobs, for other changes, and some for what is read. */
const CONNECTIONS = 8

/**
 * Opens the cluster engine: jobs in PostgreSQL, run by any of the replicas that share it, called by Restate. It accepts jobs at once and runs them after `start`.
 * PostgreSQL is asked when it is first needed.
 */
export const openRestateEngine = (options: RestateEngineOptions): Engine =>
  new RestateEngine({ ...DEFAULTS, ...options }, openJobDatabase(options.postgresUrl, CONNECTIONS))

/**
 * Engine: accepting -(start)-> running -(stop)-> closed; one that never ran can be stopped as well. The states of jobs and lanes are those of the embedded engine.
 *
 * PostgreSQL holds the truth: each change of a job is one transaction under the lock of its lane. Restate is told which lanes are ready, calls one replica for
 * each, once at a time, and calls again where that fails. The replica claims the head of the lane, runs it, writes the end and goes on to the next.
 * What is said to Restate may get lost or come twice: replicas look regularly for what nobody has begun. A claim counts up the `fence` of the job; an attempt
 * with an older one can write nothing. A replica that gives no sign of life for the time of its lease loses its jobs to the others.
 */
class RestateEngine implements Engine {
  private readonly database: JobDatabase
  private readonly runner: ReplicaRunner
  private readonly submissions: Writes<Job>
  private stopped: Promise<void> | undefined
  private closed = false

  constructor(options: Required<RestateEngineOptions>, database: JobDatabase) {
    this.database = database
    this.runner = new ReplicaRunner(options, database)
    const { writer } = this.runner
    const write = (jobs: readonly Job[]) => writeLanes(writer, [...new Set(jobs.map(({ lane }) => lane))], (tx) => acceptJobs(tx, jobs))
    this.submissions = new Writes({ write, most: options.mostWaiting })
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
    if (this.stopped) return { ready: false, detail: 'The engine is stopping.' }
    return this.runner.health()
  }

  async submit(job: Job): Promise<Acceptance> {
    if (this.stopped) throw new Problem('service.stopping', 'The engine accepts no more jobs.')
    checkSubmitted(job)
    const submission = await this.submissions.offer<Submission>(job, job.key.length + job.body.length)
    return submission === 'expired' ? this.act(job.id, (tx, row) => renewJob(tx, row, job)) : submission
  }

  async list(filter: JobFilter): Promise<JobView[]> {
    return listJobs(this.opened(), filter)
  }

  async get(id: string): Promise<JobView | undefined> {
    const row = await this.find(id)
    return row && toView(row)
  }

  async stats(): Promise<EngineStats> {
    return countJobs(this.opened())
  }

  async lanes(filter: { flow?: string; limit: number }): Promise<LaneState[]> {
    return listLanes(this.opened(), filter, this.runner.held())
  }

  hold(flows: ReadonlySet<string>): void {
    this.runner.hold(flows)
  }

  pause(id: string): Promise<void> {
    return this.act(id, pauseJob)
  }

  resume(id: string): Promise<void> {
    return this.act(id, resumeJob)
  }

  cancel(id: string): Promise<void> {
    return this.act(id, cancelJob)
  }

  retry(...[id, change]: Parameters<Engine['retry']>): Promise<void> {
    return this.act(id, (tx, row) => retryJob(tx, row, change))
  }

  skip(id: string): Promise<void> {
    return this.act(id, skipJob)
  }

  async open(id: string): Promise<{ key: Sealed; body: Sealed } | undefined> {
    const row = await this.known(id)
    return (await this.database.query<{ key: Sealed; body: Sealed }>('SELECT key, body FROM engine.body WHERE job = $1', [row.seq]))[0]
  }

  record(id: string, nodeId: string, result: Sealed | null): Promise<void> {
    return this.act(id, (tx, row) => recordStep(tx, row, { node: nodeId, result }))
  }

  async steps(id: string): Promise<string[]> {
    const row = await this.known(id)
    const found = await this.database.query<{ node: string }>('SELECT node FROM engine.step WHERE job = $1 ORDER BY node', [row.seq])
    return found.map(({ node }) => node)
  }

  async stepResult(id: string, nodeId: string): Promise<Sealed | undefined> {
    const row = await this.known(id)
    return (await this.database.query<{ result: Sealed }>('SELECT result FROM engine.step WHERE job = $1 AND node = $2', [row.seq, nodeId]))[0]?.result
  }

  purge(id: string): Promise<void> {
    return this.act(id, purgeJob)
  }

  private async close(graceMs: number): Promise<void> {
    await this.runner.drain(graceMs)
    await this.submissions.close()
    await this.runner.close()
    this.closed = true
    await this.database.close()
  }

  /** Changes a job under the lock of its lane, which never changes. */
  private async act<T>(id: string, action: (tx: JobTx, row: JobRow) => Promise<T>): Promise<T> {
    const { lane } = await this.known(id)
    return this.runner.writes.commit<T>({
      lane,
      run: async (tx) => {
        const row = await tx.first('id = $1', [id])
        if (!row) throw notFound(id)
        return action(tx, row)
      },
    })
  }

  private async known(id: string): Promise<JobRow> {
    const row = await this.find(id)
    if (!row) throw notFound(id)
    return row
  }

  private async find(id: string): Promise<JobRow | undefined> {
    const database = this.opened()
    // PostgreSQL refuses texts with a zero character.
    return id.includes('\0') ? undefined : (await database.query<JobRow>(`SELECT ${COLUMNS} FROM engine.job WHERE id = $1`, [id]))[0]
  }

  private opened(): JobDatabase {
    if (this.closed) throw new Problem('service.stopping', 'The engine has been stopped.')
    return this.database
  }
}

const notFound = (id: string): Problem => new Problem('request.not-found', 'There is no such job.', { at: id })
