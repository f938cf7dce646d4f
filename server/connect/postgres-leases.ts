import type { Cancellation } from '../model/cancellation.ts'
import { Problem } from '../model/problem.ts'
import { abortProblem, Gate, pause } from './gate.ts'
import type { Query } from './postgres-query.ts'

export interface LeaseWish {
  readonly connection: string
  readonly concurrency: number
  readonly signal: Cancellation
}

/** A process that dies leaves its places taken for so long. */
const LEASE_MS = 10_000
const RENEW_MS = 3_000
/** Times between two tries for a place: from the first, doubled, up to the second. */
const FIRST_TRY_MS = 10
const MOST_TRY_MS = 50

const PLACES = `insert into limit_lease (connection, place) select $1, place from generate_series(0, $2 - 1) as place on conflict do nothing`

// A locked row is checked again after the wait for it, so that no place is given twice. A process that waits longer goes first.
const TAKE = `
with free as (
  select place from limit_lease
  where connection = $1 and place < $2 and expires_at <= clock_timestamp() and not exists (
    select from limit_wait other
    where other.connection = $1 and other.holder <> $3 and other.until > clock_timestamp()
      and other.since < coalesce((select since from limit_wait own where own.connection = $1 and own.holder = $3), clock_timestamp()))
  order by place limit 1 for update skip locked
), served as (delete from limit_wait where connection = $1 and holder = $3 and exists (select from free))
update limit_lease lease set holder = $3, expires_at = clock_timestamp() + $4 * interval '1 millisecond'
from free where lease.connection = $1 and lease.place = free.place
returning lease.place`

// Known for so long without asking again: a process that dies lets the others go first for a moment.
const WAIT_MS = 1_000
const WAIT = `
insert into limit_wait (connection, holder, since, until) values ($1, $2, clock_timestamp(), clock_timestamp() + $3 * interval '1 millisecond')
on conflict (connection, holder) do update set until = excluded.until`

const LEAVE = `delete from limit_wait where connection = $1 and holder = $2`
const RELEASE = `update limit_lease set holder = '', expires_at = '-infinity' where connection = $1 and place = $2 and holder = $3`
const RELEASE_ALL = `update limit_lease set holder = '', expires_at = '-infinity' where holder = $1`
const RENEW = `update limit_lease set expires_at = clock_timestamp() + $2 * interval '1 millisecond' where holder = $1 and expires_at > clock_timestamp()`

interface LeasesOptions {
  readonly query: Query
  readonly holder: string
  /** 0 to 1. */
  readonly random: () => number
}

/**
 * Places of connections, kept in `limit_lease` and renewed while they are held: as many calls as a connection has places are under way at the
 * same time, over all processes.
 */
export class Leases {
  private readonly options: LeasesOptions
  /** Places that are known to exist, by connection. */
  private readonly made = new Map<string, number>()
  /** Lets one call of each connection ask at a time, in the order they came. */
  private readonly turns = new Map<string, Gate>()
  private held = 0
  private closed = false
  private renewal: NodeJS.Timeout | undefined

  constructor(options: LeasesOptions) {
    this.options = options
  }

  /** Waits for a place, in the order of the calls of this process; resolves to what gives it back, which never rejects. */
  async take(wish: LeaseWish): Promise<() => Promise<void>> {
    const { query, holder } = this.options
    const { connection, signal } = wish
    const turn = this.turns.get(connection) ?? new Gate({ concurrency: 1, now: () => 0 })
    this.turns.set(connection, turn)
    await turn.enter(signal)
    const place = await this.poll(wish).finally(() => turn.leave())
    this.hold(1)
    const release = async (): Promise<void> => {
      this.hold(-1)
      await query(RELEASE, [connection, place, holder]).catch(() => undefined)
    }
    if (!this.closed) return release
    await release()
    throw stopping()
  }

  /** Gives back all places; calls that wait for one are given up. */
  async close(): Promise<void> {
    this.closed = true
    clearInterval(this.renewal)
    await this.options.query(RELEASE_ALL, [this.options.holder]).catch(() => undefined)
  }

  private async poll(wish: LeaseWish): Promise<number> {
    const { query, holder, random } = this.options
    for (let waitMs = FIRST_TRY_MS; ; waitMs = Math.min(waitMs * 2, MOST_TRY_MS)) {
      if (wish.signal.aborted) throw abortProblem(wish.signal)
      if (this.closed) throw stopping()
      const place = await this.tryFor(wish)
      if (place !== undefined) return place
      await query(WAIT, [wish.connection, holder, WAIT_MS])
      await pause(waitMs * (0.5 + random()), wish.signal).catch(async (error: unknown) => {
        await query(LEAVE, [wish.connection, holder])
        throw error
      })
    }
  }

  private async tryFor({ connection, concurrency }: LeaseWish): Promise<number | undefined> {
    const { query, holder } = this.options
    if ((this.made.get(connection) ?? 0) < concurrency) {
      await query(PLACES, [connection, concurrency])
      this.made.set(connection, concurrency)
    }
    const [row] = await query(TAKE, [connection, concurrency, holder, LEASE_MS])
    return row === undefined ? undefined : Number(row['place'])
  }

  private hold(change: 1 | -1): void {
    this.held += change
    if (this.held > 0) {
      this.renewal ??= setInterval(() => this.renew(), RENEW_MS).unref()
      return
    }
    clearInterval(this.renewal)
    this.renewal = undefined
  }

  /** A renewal that fails is tried again; until then the lease has time left. */
  private renew(): void {
    const { query, holder } = this.options
    query(RENEW, [holder, LEASE_MS]).catch(() => undefined)
  }
}

const stopping = (): Problem => new Problem('service.stopping', 'Calls to other systems have ended.', { noEffect: true })
