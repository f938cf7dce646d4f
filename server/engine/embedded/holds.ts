import type { JobDatabase } from './schema.ts'

/** The flows whose jobs are not begun. Their heads stand apart from the ready ones in the database, so that a claim does not pass over them again and again. */
export interface Holds {
  flows(): ReadonlySet<string>
  /** Holds these flows instead of the former ones from the next `apply` on. */
  replace(flows: ReadonlySet<string>): void
  /** Within a transaction: brings the heads in line. What it gives back is called after the commit. */
  apply(): () => void
}

export function prepareHolds(database: JobDatabase): Holds {
  const mark = database.prepare<never>(
    `UPDATE job SET stalled = 1 - stalled WHERE place = 2 AND state = 'queued' AND stalled <> (flow IN (SELECT value FROM json_each(?)))`,
  )
  let held: ReadonlySet<string> = new Set()
  // What a former process held is forgotten.
  let isApplied = false
  return {
    flows: () => held,
    replace: (flows) => {
      held = new Set(flows)
      isApplied = false
    },
    apply: () => {
      if (isApplied) return () => undefined
      const applied = held
      mark.run(JSON.stringify([...applied]))
      return () => {
        isApplied = applied === held
      }
    },
  }
}
