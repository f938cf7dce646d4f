import { Problem } from '../../model/problem.ts'
import type { RunContext, Sealed } from '../contract.ts'
import { refuse } from './admin.ts'
import type { GroupCommit } from './group-commit.ts'
import type { JobRow } from './job-row.ts'
import type { JobDatabase } from './schema.ts'

const stale = (): Problem => new Problem('flow.cancelled', 'The attempt has been stopped.')

export type Steps = Pick<RunContext, 'step' | 'recorded'>

/** Makes the steps of an attempt. Results are durable before they are handed out; a stale attempt can record nothing. */
export function prepareSteps(database: JobDatabase, writes: GroupCommit): (row: JobRow, signal: AbortSignal) => Steps {
  const select = database.prepare<{ node: string; result: ArrayBuffer }>('SELECT node, result FROM step WHERE job = ?')
  const insert = database.prepare<never>("INSERT INTO step (job, node, result) SELECT seq, ?, ? FROM job WHERE seq = ? AND state = 'active' AND attempt = ?")

  return (row, signal) => {
    let results: Map<string, Sealed> | undefined
    const load = (): Map<string, Sealed> => (results ??= new Map(select.all(row.seq).map((step) => [step.node, new Uint8Array(step.result)])))
    const running = new Map<string, Promise<Sealed>>()
    const perform = async (node: string, work: () => Promise<Sealed>): Promise<Sealed> => {
      if (signal.aborted) throw stale()
      const known = load().get(node)
      if (known) return known
      const result = await work()
      // Also after an abort: the effect is there, and must not be repeated by the next attempt.
      const written = await writes.commit(() => insert.run(node, result, row.seq, row.attempt))
      if (written === 0) throw stale()
      load().set(node, result)
      return result
    }
    const step = async (node: string, work: () => Promise<Sealed>): Promise<Sealed> => {
      const result = running.get(node) ?? perform(node, work)
      running.set(node, result)
      try {
        return await result
      } finally {
        running.delete(node)
      }
    }
    return { step, recorded: async (node) => load().get(node) }
  }
}

export interface StepTable {
  names(row: JobRow): string[]
  result(row: JobRow, node: string): Sealed | undefined
  /** Records a result from outside, or forgets it. Throws `request.conflict` where the job is active or its steps are destroyed. */
  record(row: JobRow, node: string, result: Sealed | null): void
}

/** Makes what operators do with the steps of a job that is not active. */
export function prepareStepTable(database: JobDatabase): StepTable {
  const names = database.prepare<{ node: string }>('SELECT node FROM step WHERE job = ? ORDER BY node')
  const select = database.prepare<{ result: ArrayBuffer }>('SELECT result FROM step WHERE job = ? AND node = ?')
  const upsert = database.prepare<never>('INSERT INTO step (job, node, result) VALUES (?, ?, ?) ON CONFLICT (job, node) DO UPDATE SET result = excluded.result')
  const forget = database.prepare<never>('DELETE FROM step WHERE job = ? AND node = ?')
  return {
    names: (row) => names.all(row.seq).map(({ node }) => node),
    result: (row, node) => {
      const step = select.first(row.seq, node)
      return step && new Uint8Array(step.result)
    },
    record: (row, node, result) => {
      if (row.state === 'active' || (!row.kept && row.state !== 'expired')) throw refuse(row, 'given a result')
      if (result === null) forget.run(row.seq, node)
      // Of an expired job only the name is kept.
      else upsert.run(row.seq, node, row.kept ? result : new Uint8Array(0))
    },
  }
}
