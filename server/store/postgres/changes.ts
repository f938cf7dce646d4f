import { Client } from 'pg'
import type { StoreChange } from '../contract.ts'
import { DOCUMENT_CHANNEL } from './documents.ts'

export interface ChangesOptions {
  url: string
  /** Changes told of by this process are left out. */
  process: string
}

/** Milliseconds. A connection that is silently lost is noticed after both together at the latest. */
const PING_EVERY = 10_000
const PING_TIMEOUT = 5_000
const FIRST_WAIT = 100
const LONGEST_WAIT = 5_000

/**
 * Hears of documents that other processes have changed.
 * connecting -> hearing -(connection lost)-> waiting -> connecting; closed from any of them. After each but the first connecting `everything` is told, since changes may have been missed.
 */
export class Changes {
  private readonly options: ChangesOptions
  private readonly listeners = new Set<(change: StoreChange) => void>()
  private client: Client | undefined
  private timer: NodeJS.Timeout | undefined
  private ping: NodeJS.Timeout | undefined
  private closed = false

  constructor(options: ChangesOptions) {
    this.options = options
  }

  /** Resolves when changes are heard. Rejects if the database cannot be reached. */
  async open(): Promise<void> {
    const { url: connectionString } = this.options
    const client = new Client({
      connectionString,
      keepAlive: true,
      application_name: 'patchbay changes',
      connectionTimeoutMillis: PING_TIMEOUT,
      query_timeout: PING_TIMEOUT,
    })
    client.on('notification', ({ payload = '' }) => this.hear(payload))
    // Both come when a connection is lost; an error that nobody listens to would end the process.
    client.on('error', () => this.lose(client))
    client.on('end', () => this.lose(client))
    try {
      await client.connect()
      await client.query(`listen ${DOCUMENT_CHANNEL}`)
    } catch (error) {
      client.end().catch(() => undefined)
      throw error
    }
    if (this.closed) return client.end()
    this.client = client
    this.ping = setInterval(() => client.query('select 1').catch(() => this.lose(client)), PING_EVERY).unref()
  }

  listen(listener: (change: StoreChange) => void): () => void {
    // One of its own, so that the same function may listen twice.
    const own = (change: StoreChange): void => listener(change)
    this.listeners.add(own)
    return () => void this.listeners.delete(own)
  }

  async close(): Promise<void> {
    this.closed = true
    clearTimeout(this.timer)
    clearInterval(this.ping)
    const { client } = this
    this.client = undefined
    await client?.end().catch(() => undefined)
  }

  private hear(words: string): void {
    const [process, collection = '', id = ''] = words.split(' ')
    if (process !== this.options.process) this.tell({ collection, id })
  }

  private tell(change: StoreChange): void {
    for (const listener of this.listeners) listener(change)
  }

  private lose(client: Client): void {
    if (this.client !== client) return
    this.client = undefined
    clearInterval(this.ping)
    client.end().catch(() => undefined)
    if (!this.closed) this.openAgain(FIRST_WAIT)
  }

  private openAgain(waitMs: number): void {
    this.timer = setTimeout(() => {
      this.open().then(
        () => this.tell('everything'),
        () => {
          if (!this.closed) this.openAgain(Math.min(waitMs * 2, LONGEST_WAIT))
        },
      )
    }, waitMs).unref()
  }
}
