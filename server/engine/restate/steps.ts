import { Problem } from '../../model/problem.ts'
import type { RunContext, Sealed } from '../contract.ts'
import type { Claimed } from './claim.ts'
import type { JobDatabase } from './database.ts'
import type { LaneWrites } from './writes.ts'

const stale = (): Problem => new Problem('flow.cancelled', 'The attempt has been stopped.')

const INSERT = "INSERT INTO engine.step (job, node, result) SELECT seq, $1, $2 FROM engine.job WHERE seq = $3 AND fence = $4 AND state = 'active' RETURNING job"

/** Makes the steps of attempts. Results are durable before they are handed out; an attempt that was overtaken can record nothing. */
export function prepareSteps(database: JobDatabase, writes: LaneWrites): (claimed: Claimed, signal: AbortSignal) => Pick<RunContext, 'step' | 'recorded'> {
  const load = async (seq: number): Promise<Map<string, Sealed>> => {
    const rows = await database.query<{ node: string; result: Sealed }>('SELECT node, result FROM engine.step WHERE job = $1', [seq])
    return new Map(rows.map(({ node, result }) => [node, result]))
  }
  return ({ row, hasSteps }, signal) => {
    const { seq, fence, lane } = row
    let results: Promise<Map<string, Sealed>> | undefined
    const recorded = (): Promise<Map<string, Sealed>> =>
      (results ??= (hasSteps ? load(seq) : Promise.resolve(new Map<string, Sealed>())).catch((error: unknown) => {
        results = undefined
        throw error
      }))
    const running = new Map<string, Promise<Sealed>>()
    const perform = async (node: string, work: () => Promise<Sealed>): Promise<Sealed> => {
      if (signal.aborted) throw stale()
      const known = (await recorded()).get(node)
      if (known) return known
      const result = await work()
      // Also after an abort: the effect is there, and must not be repeated by the next attempt.
      const written = await writes.commit<unknown[]>({ lane, run: (tx) => tx.sql.query(INSERT, [node, result, seq, fence]) })
      if (written.length === 0) throw stale()
      ;(await recorded()).set(node, result)
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
    return { step, recorded: async (node) => (await recorded()).get(node) }
  }
}
