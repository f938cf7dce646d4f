import { Problem } from '../../model/problem.ts'
import type { RunContext, Sealed } from '../contract.ts'
import type { GroupCommit } from './group-commit.ts'
import type { JobRow } from './job-table.ts'
import type { JobDatabase } from './schema.ts'

const stale = (): Problem => new Problem('flow.cancelled', 'The attempt has been stopped.')

/** Makes the `step` of an attempt. Results are durable before they are handed out; a stale attempt can record nothing. */
export function prepareSteps(database: JobDatabase, writes: GroupCommit): (row: JobRow, signal: AbortSignal) => RunContext['step'] {
  const select = database.prepare<{ node: string; result: ArrayBuffer }>('SELECT node, result FROM step WHERE job = ?')
  const insert = database.prepare<never>("INSERT INTO step (job, node, result) SELECT seq, ?, ? FROM job WHERE seq = ? AND state = 'active' AND attempt = ?")

  return (row, signal) => {
    let recorded: Map<string, Sealed> | undefined
    const running = new Map<string, Promise<Sealed>>()
    const perform = async (node: string, work: () => Promise<Sealed>): Promise<Sealed> => {
      if (signal.aborted) throw stale()
      recorded ??= new Map(select.all(row.seq).map((step) => [step.node, new Uint8Array(step.result)]))
      const known = recorded.get(node)
      if (known) return known
      const result = await work()
      // Also after an abort: the effect is there, and must not be repeated by the next attempt.
      const written = await writes.commit(() => insert.run(node, result, row.seq, row.attempt))
      if (written === 0) throw stale()
      recorded.set(node, result)
      return result
    }
    return async (node, work) => {
      const result = running.get(node) ?? perform(node, work)
      running.set(node, result)
      try {
        return await result
      } finally {
        running.delete(node)
      }
    }
  }
}
