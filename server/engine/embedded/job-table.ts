import type { JobState, Sealed } from '../contract.ts'
import { ChangeLog } from './change-log.ts'
import { COLUMNS, HEAD, IN_LINE, type JobChange, type JobRow, NO_JOBS } from './job-row.ts'
import type { JobDatabase } from './schema.ts'

const STALLED: ReadonlySet<JobState> = new Set(['waiting', 'blocked', 'paused', 'expired'])

/** Counts all jobs once; from then on the log counts along. */
function prepareLog(database: JobDatabase): ChangeLog {
  const counted = database.prepare<{ state: JobState; count: number }>('SELECT state, COUNT(*) AS count FROM job GROUP BY state').all()
  return new ChangeLog({ ...NO_JOBS, ...Object.fromEntries(counted.map(({ state, count }) => [state, count])) })
}

/** Makes what gives the next place in the order of acceptance, and of lanes. */
function prepareTurns(database: JobDatabase): () => number {
  const last = (sql: string): number => database.prepare<{ last: number | null }>(sql).first()?.last ?? 0
  let turn = Math.max(last('SELECT MAX(seq) AS last FROM job'), last('SELECT MAX(turn) AS last FROM job WHERE turn <> seq'))
  return () => (turn += 1)
}

/** Makes what writes a transition, and with `erase` destroys key and body. Heads of the flows in `held` count as stalled. */
function prepareChange(database: JobDatabase, log: ChangeLog, held: () => ReadonlySet<string>) {
  const update = (more: string) =>
    database.prepare<never>(
      `UPDATE job SET tag = ?, flow_version = ?, state = ?, place = ?, turn = ?, stalled = ?, attempt = ?, granted = ?, due_at = ?, expires_at = ?, ended_at = ?,
       head_at = ?, problem = ?, wish = ?${more} WHERE seq = ?`,
    )
  const keep = update('')
  const destroy = update(', key = NULL')
  const destroyBody = database.prepare<never>('DELETE FROM body WHERE job = ?')
  const begin = database.prepare<never>("UPDATE job SET state = 'active', attempt = ? WHERE seq = ?")
  return {
    /** A ready head becomes active: apart from the other changes because every job does it, and few indexes are concerned. */
    begin: (row: JobRow): JobRow => {
      const to: JobRow = { ...row, state: 'active', attempt: row.attempt + 1 }
      begin.run(to.attempt, row.seq)
      log.note(row.seq, { from: row.state, to })
      return to
    },
    change: (row: JobRow, change: Partial<JobChange>, { erase = false } = {}): void => {
      const to = { ...row, ...change }
      const stalled = to.place === HEAD && (STALLED.has(to.state) || (to.state === 'queued' && held().has(to.flow))) ? 1 : 0
      const { tag, flow_version, state, place, turn, attempt, granted, due_at, expires_at, ended_at, head_at, problem, wish } = to
      const values = [tag, flow_version, state, place, turn, stalled, attempt, granted, due_at, expires_at, ended_at, head_at, problem, wish]
      ;(erase ? destroy : keep).run(...values, row.seq)
      if (erase) destroyBody.run(row.seq)
      log.note(row.seq, { from: row.state, to })
    },
  }
}

/** The prepared statements on jobs that several parts need. */
export function prepareJobs(database: JobDatabase, held: () => ReadonlySet<string>) {
  const select = (rest: string) => database.prepare<JobRow>(`SELECT ${COLUMNS} FROM job ${rest}`)
  const log = prepareLog(database)
  return {
    log,
    nextTurn: prepareTurns(database),
    ...prepareChange(database, log, held),
    byId: select('WHERE id = ?'),
    bySeq: select('WHERE seq = ?'),
    head: select(`WHERE lane = ? AND place = ${HEAD}`),
    next: select(`WHERE lane = ? AND place = ${IN_LINE} ORDER BY turn LIMIT 1`),
    // Named, because the planner would rather go through all queued jobs of all lanes.
    ready: select(`INDEXED BY job_ready WHERE place = ${HEAD} AND stalled = 0 AND state = 'queued' ORDER BY turn LIMIT ?`),
    due: select('WHERE due_at <= ? ORDER BY due_at, seq LIMIT ?'),
    lapsed: select("WHERE expires_at <= ? AND key IS NOT NULL AND state <> 'active' ORDER BY expires_at LIMIT ?"),
    nextDue: database.prepare<{ at: number | null }>('SELECT MIN(due_at) AS at FROM job WHERE due_at IS NOT NULL'),
    nextLapse: database.prepare<{ at: number }>(
      "SELECT expires_at AS at FROM job WHERE expires_at IS NOT NULL AND key IS NOT NULL AND state <> 'active' ORDER BY expires_at LIMIT 1",
    ),
    inState: select('WHERE state = ?'),
    body: database.prepare<{ key: ArrayBuffer | null; body: ArrayBuffer | null }>('SELECT key, body FROM job JOIN body ON job = seq WHERE seq = ?'),
    putKey: database.prepare<never>('UPDATE job SET key = ? WHERE seq = ?'),
    putBody: database.prepare<never>('INSERT OR REPLACE INTO body (job, body) VALUES (?, ?)'),
    eraseSteps: database.prepare<never>('DELETE FROM step WHERE job = ?'),
    emptySteps: database.prepare<never>("UPDATE step SET result = x'' WHERE job = ?"),
  }
}

export type JobTable = ReturnType<typeof prepareJobs>

/** Key and body of a job; undefined where they are destroyed. */
export function sealedOf(jobs: JobTable, { seq }: JobRow): { key: Sealed; body: Sealed } | undefined {
  const { key, body } = jobs.body.first(seq) ?? { key: null, body: null }
  return key && body ? { key: new Uint8Array(key), body: new Uint8Array(body) } : undefined
}

/** When the next job is due or lapses; undefined if none will. */
export function nextTime(jobs: JobTable): number | undefined {
  const times = [jobs.nextDue.first()?.at, jobs.nextLapse.first()?.at].filter((at) => typeof at === 'number')
  return times.length > 0 ? Math.min(...times) : undefined
}
