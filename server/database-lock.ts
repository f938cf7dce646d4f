import { Client } from 'pg'

export interface DatabaseLockOptions {
  url: string
  /** Locks of one name exclude each other, unless both are shared. */
  name: string
  shared?: boolean
  /** Told when the lock was held, was lost with the connection, and is another's now; again with each try. */
  lost?: () => void
}

/** Milliseconds between two looks, and after which a silent database counts as gone. */
const LOOK_EVERY = 1_000
const TIMEOUT = 3_000
const STALE_AFTER = 5_000
/** PostgreSQL would keep the locks of a machine that lost its power for hours. Seconds. */
const KEEPALIVE = '-c tcp_keepalives_idle=5 -c tcp_keepalives_interval=2 -c tcp_keepalives_count=3'

/**
 * A lock among the processes that use a database, held as long as the connection of this object lasts.
 * seeking -(nobody else has it)-> held -(connection lost)-> seeking; closed from any of them.
 */
export class DatabaseLock {
  private readonly options: DatabaseLockOptions
  private client: Client | undefined
  private timer: NodeJS.Timeout | undefined
  private looking: Promise<void> | undefined
  private locked = false
  private wasHeld = false
  private seenAt = Number.NEGATIVE_INFINITY
  private closed = false

  constructor(options: DatabaseLockOptions) {
    this.options = options
  }

  /** Whether it is held. A process that was stopped for some seconds no longer holds it. */
  held(): boolean {
    return this.locked && Date.now() - this.seenAt < STALE_AFTER
  }

  /** Seeks it from now on; resolves when it is held, or to false after milliseconds. */
  async seek(waitMs: number): Promise<boolean> {
    const until = Date.now() + waitMs
    for (;;) {
      clearTimeout(this.timer)
      await (this.looking ??= this.look())
      if (this.held() || Date.now() >= until || this.closed) return this.held()
      await new Promise((resolve) => setTimeout(resolve, Math.min(100, until - Date.now())))
    }
  }

  /** Gives it up. */
  async close(): Promise<void> {
    this.closed = true
    clearTimeout(this.timer)
    await this.looking
    await this.drop()
  }

  /** Never rejects: what fails is tried again. */
  private async look(): Promise<void> {
    try {
      await this.ask((this.client ??= await this.connect()))
      this.seenAt = Date.now()
    } catch {
      await this.drop()
    }
    this.looking = undefined
    if (this.closed) return
    this.timer = setTimeout(() => (this.looking ??= this.look()), LOOK_EVERY)
    this.timer.unref()
  }

  private async ask(client: Client): Promise<void> {
    if (this.locked) return void (await client.query('select 1'))
    const { name, shared = false, lost } = this.options
    const lock = shared ? 'pg_try_advisory_lock_shared' : 'pg_try_advisory_lock'
    const { rows } = await client.query<{ locked: boolean }>(`select ${lock}(hashtextextended($1, 0)) as locked`, [`patchbay ${name}`])
    this.locked = rows[0]?.locked ?? false
    if (!this.locked && this.wasHeld) lost?.()
    this.wasHeld ||= this.locked
  }

  private async connect(): Promise<Client> {
    const { url: connectionString, name } = this.options
    const timeouts = { connectionTimeoutMillis: TIMEOUT, query_timeout: TIMEOUT }
    const client = new Client({ connectionString, keepAlive: true, options: KEEPALIVE, application_name: `patchbay ${name}`, ...timeouts })
    // An error that nobody listens to would end the process.
    client.on('error', () => undefined)
    client.once('end', () => {
      if (this.client === client) this.locked = false
    })
    await client.connect()
    return client
  }

  private async drop(): Promise<void> {
    const { client } = this
    this.client = undefined
    this.locked = false
    await client?.end().catch(() => undefined)
  }
}
