import type { JobState, Sealed } from '../contract.ts'
import { HEAD, type JobChange, type JobRow } from '../embedded/job-row.ts'
import type { Sql } from './database.ts'

/** A job with what guards its attempts. */
export interface LaneRow extends JobRow {
  fence: number
}

const NAMES =
  'seq, id, tag, lane, flow, flow_version, state, place, turn, attempt, granted, fence, kept, accepted_at, due_at, expires_at, ended_at, head_at, problem, wish'.split(
    ', ',
  )
/** The columns of a `LaneRow`, of `table` where another one is asked too. */
export const columnsOf = (table: string): string => NAMES.map((name) => `${table}.${name}`).join(', ')
export const COLUMNS = NAMES.join(', ')

/** Milliseconds after which a replica with a free slot begins a ready head by itself, because the call of its lane has got lost or is stuck. */
export const OVERDUE = 3_000

/** Notices name the jobs whose attempts an operator wants to stop, wherever they run. */
export const STOP_CHANNEL = 'patchbay_engine_stop'

/** A call of a lane that is to be made once the transaction is durable: to work on its head, or to let in what is due. */
export interface Call {
  lane: string
  handler: 'work' | 'wake'
  /** Milliseconds since 1970; 0 for now. */
  at: number
}

/** The jobs within a transaction that holds the locks of their lanes. What it changes is told, and the lanes it makes ready are called, when it is durable. */
export class JobTx {
  readonly sql: Sql
  readonly now: number
  private readonly changes = new Map<number, { from: JobState | undefined; to: JobRow }>()
  private readonly ready = new Set<string>()
  private readonly delayed: Call[] = []

  constructor(sql: Sql, now: number) {
    this.sql = sql
    this.now = now
  }

  async first(where: string, values: readonly unknown[]): Promise<LaneRow | undefined> {
    return (await this.sql.query<LaneRow>(`SELECT ${COLUMNS} FROM engine.job WHERE ${where}`, values))[0]
  }

  head(lane: string): Promise<LaneRow | undefined> {
    return this.first(`lane = $1 AND place = ${HEAD}`, [lane])
  }

  /** Writes a transition. With `erase`, key and body are destroyed. */
  async change<R extends JobRow>(row: R, change: Partial<JobChange>, { erase = false } = {}): Promise<R> {
    const to: R = { ...row, ...change, ...(erase && { kept: 0 }) }
    const isReady = to.place === HEAD && to.state === 'queued'
    const set = { ...change, ...(erase && { kept: 0 }), ...(isReady && { overdue_at: this.now + OVERDUE }) }
    const names = Object.keys(set)
    if (names.length > 0) {
      const assignments = names.map((name, index) => `${name} = $${index + 2}`).join(', ')
      await this.sql.query(`UPDATE engine.job SET ${assignments} WHERE seq = $1`, [row.seq, ...Object.values(set)])
    }
    if (erase) await this.sql.query('DELETE FROM engine.body WHERE job = $1', [row.seq])
    if (change.wish) await this.sql.query(`SELECT pg_notify('${STOP_CHANNEL}', $1)`, [`${row.seq}`])
    this.note(row.state, to)
    return to
  }

  /** Puts a job at the end of its lane: its next place by turn. */
  async newTurn(): Promise<number> {
    return (await this.sql.query<{ turn: number }>("SELECT nextval('engine.turn') AS turn"))[0]!.turn
  }

  async replaceBody(row: JobRow, { key, body }: { key: Sealed; body: Sealed }): Promise<void> {
    const sql = 'INSERT INTO engine.body (job, key, body) VALUES ($1, $2, $3) ON CONFLICT (job) DO UPDATE SET key = excluded.key, body = excluded.body'
    await this.sql.query(sql, [row.seq, key, body])
    await this.sql.query('UPDATE engine.job SET kept = 1 WHERE seq = $1', [row.seq])
  }

  async sealed(row: JobRow): Promise<{ key: Sealed; body: Sealed } | undefined> {
    return (await this.sql.query<{ key: Sealed; body: Sealed }>('SELECT key, body FROM engine.body WHERE job = $1', [row.seq]))[0]
  }

  async eraseSteps(row: JobRow): Promise<void> {
    await this.sql.query('DELETE FROM engine.step WHERE job = $1', [row.seq])
  }

  async emptySteps(row: JobRow): Promise<void> {
    await this.sql.query("UPDATE engine.step SET result = '' WHERE job = $1", [row.seq])
  }

  /** Notes a transition that has been written by itself; `from` is missing for a new job. */
  note(from: JobState | undefined, to: JobRow): void {
    const before = this.changes.get(to.seq)
    this.changes.set(to.seq, { from: before ? before.from : from, to })
    if (to.place === HEAD && to.state === 'queued') this.ready.add(to.lane)
  }

  callLater(call: Call): void {
    this.delayed.push(call)
  }

  /** The head of the lane is taken care of. */
  begun(lane: string): void {
    this.ready.delete(lane)
  }

  /** Jobs whose state is another than before the transaction. */
  changed(): JobRow[] {
    return [...this.changes.values()].filter(({ from, to }) => from !== to.state).map(({ to }) => to)
  }

  calls(): Call[] {
    return [...[...this.ready].map((lane): Call => ({ lane, handler: 'work', at: 0 })), ...this.delayed]
  }
}
