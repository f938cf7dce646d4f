import type { Query } from './postgres-query.ts'

/** Begins of calls, spread evenly over all processes: one second divided by the rate lies between two of them. */
export interface Pace {
  /** Milliseconds until the next call of the connection may begin. */
  next(connection: string, perSecond: number): Promise<number>
}

// As many begins as calls wait, never more: one that nobody uses is lost for everybody.
const RESERVE = `
insert into limit_pace as pace (connection, next_at) values ($1, clock_timestamp() + $2 * interval '1 millisecond')
on conflict (connection) do update set next_at = greatest(pace.next_at, clock_timestamp()) + $2 * interval '1 millisecond'
returning (extract(epoch from next_at - clock_timestamp()) * 1000)::float8 - $2 as delay`

/** Reserves begins in `limit_pace`, as many at once as calls wait, so that a busy connection does not pay a round trip for each call. */
export function createPace({ query, now }: { query: Query; now: () => number }): Pace {
  const queues = new Map<string, Waiting[]>()
  const serve = async (connection: string, queue: Waiting[]): Promise<void> => {
    while (queue.length > 0) {
      const batch = queue.filter(({ perSecond }) => perSecond === queue[0]?.perSecond)
      const stepMs = 1000 / (batch[0]?.perSecond ?? 1)
      try {
        const [row] = await query(RESERVE, [connection, stepMs * batch.length])
        const first = now() + Math.max(0, Number(row?.['delay']))
        for (const [index, { resolve }] of batch.entries()) resolve(Math.max(0, Math.ceil(first + index * stepMs - now())))
      } catch (error) {
        for (const { reject } of batch) reject(error)
      }
      queue.splice(0, queue.length, ...queue.filter((waiting) => !batch.includes(waiting)))
    }
    queues.delete(connection)
  }
  return {
    next: (connection, perSecond) =>
      new Promise((resolve, reject) => {
        const known = queues.get(connection)
        const queue = known ?? []
        queue.push({ perSecond, resolve, reject })
        if (known) return
        queues.set(connection, queue)
        void serve(connection, queue)
      }),
  }
}

interface Waiting {
  readonly perSecond: number
  readonly resolve: (delayMs: number) => void
  readonly reject: (error: unknown) => void
}
