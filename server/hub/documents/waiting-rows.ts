import type { BusinessDocument } from '../../model/business-document.ts'

/** How long a row may be kept back, in milliseconds, and how many. */
const HOLD_MS = 500
const MOST = 200

export interface WaitingRowsOptions {
  /** Durable when it resolves. */
  write(row: BusinessDocument): Promise<unknown>
  /** Calls back after milliseconds; gives back what cancels it. */
  after(ms: number, run: () => void): () => void
  /** Other servers look as well: nothing is kept back. */
  shared: boolean
}

/**
 * Rows of documents that were accepted and wait for their delivery. Most are delivered at once and are then written once, with what the target answered; the others
 * are written together a moment later, or before somebody looks. After a crash the rows that were kept back come with the delivery, since the documents are not lost.
 */
export class WaitingRows {
  private readonly options: WaitingRowsOptions
  private rows = new Map<string, BusinessDocument>()
  private writing: Promise<void> = Promise.resolve()
  private cancel: (() => void) | undefined

  constructor(options: WaitingRowsOptions) {
    this.options = options
  }

  add(row: BusinessDocument): Promise<void> | undefined {
    this.rows.set(row.id, row)
    if (this.options.shared || this.rows.size >= MOST) return this.flush()
    this.holdOn()
    return undefined
  }

  /** It was written with what was answered. Until then it counts as waiting, so that nobody misses it in between. */
  drop(id: string): void {
    this.rows.delete(id)
  }

  /** Resolves when everything is written, also what somebody else began to write. Throws what writing throws; the rows are then tried again. */
  async flush(): Promise<void> {
    this.cancel?.()
    this.cancel = undefined
    if (this.rows.size === 0) return this.writing
    const written = this.writing.then(() => this.write())
    this.writing = written.catch(() => undefined)
    return written
  }

  private async write(): Promise<void> {
    const rows = this.rows
    this.rows = new Map()
    try {
      await Promise.all([...rows.values()].map((row) => this.options.write(row)))
    } catch (error) {
      this.rows = new Map([...rows, ...this.rows])
      this.holdOn()
      throw error
    }
  }

  private holdOn(): void {
    this.cancel ??= this.options.after(HOLD_MS, () => {
      this.cancel = undefined
      // Tried again a moment later.
      this.flush().catch(() => undefined)
    })
  }
}
