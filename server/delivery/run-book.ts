import type { JobView } from '../engine/contract.ts'
import type { RunRecord } from '../model/run.ts'
import type { RunEntry, Runs } from '../store/contract.ts'
import { afterChange } from './run-state.ts'

/** Gives the next state of a record, and further parts to be kept with it. */
type Change = (run: RunRecord) => RunEntry

/** Undefined where nothing is known of the run. */
type Find = (id: string) => Promise<RunEntry | undefined>

interface Entry {
  run: RunRecord | undefined
  /** Changes that wait for the record to be known; null when they no longer do. */
  waiting: Change[] | null
  /** Submissions under way: what they find decides what the record is. */
  submits: number
  settled: (() => void)[]
}

export interface RunBookParts {
  readonly runs: Pick<Runs, 'record' | 'get'>
  /** Makes the record of a job that the store does not know. */
  readonly rebuild: Find
  readonly now: () => number
  /** Told of each new record; `before` is undefined for the first one. */
  readonly moved: (run: RunRecord, before: RunRecord | undefined) => void
  /** Records kept in memory. */
  readonly keeps: number
}

/**
 * Keeps the records of accepted documents in step with their jobs. An entry: unknown -(found in the store, or accepted)-> known -(enough others)-> forgotten.
 * Changes of one run are applied in the order in which they came, also while its record is still being looked for.
 */
export class RunBook {
  private readonly parts: RunBookParts
  private readonly entries = new Map<string, Entry>()

  constructor(parts: RunBookParts) {
    this.parts = parts
  }

  /** A document is being submitted: what is told of its job waits until `accepted` or `known`. */
  submitting(id: string): void {
    const entry = this.entries.get(id) ?? this.add(id)
    entry.submits += 1
    entry.waiting ??= []
  }

  /** It is a new one. */
  accepted(id: string, first: RunEntry): void {
    const entry = this.entries.get(id)
    if (!entry) return
    entry.submits -= 1
    this.drain(id, entry, first)
  }

  /** It was known before, or was refused. */
  known(id: string): void {
    const entry = this.entries.get(id)
    if (!entry) return
    entry.submits -= 1
    if (entry.submits > 0) return
    if (entry.run) this.drain(id, entry)
    else if (entry.waiting?.length) void this.find(id, entry)
    else this.forget(id, entry)
  }

  /** The job of a run has changed. `seenAt`: when it was found so, in milliseconds since 1970, where that was not told at once. */
  changed(job: JobView, seenAt?: number): void {
    this.change(job.id, (run) => ({ run: afterChange(run, job, this.parts.now()), ...(seenAt !== undefined && { ago: this.parts.now() - seenAt }) }))
  }

  change(id: string, change: Change): void {
    const known = this.entries.get(id)
    const entry = known ?? this.add(id)
    if (entry.waiting) {
      entry.waiting.push(change)
      if (!known) void this.find(id, entry)
      return
    }
    this.apply(id, entry, [change])
  }

  /** Resolves to the record with all that was told so far. */
  async read(id: string): Promise<RunRecord | undefined> {
    const entry = this.entries.get(id)
    if (entry?.waiting) await new Promise<void>((resolve) => entry.settled.push(resolve))
    return this.entries.get(id)?.run ?? (await this.parts.runs.get(id))?.run
  }

  private add(id: string): Entry {
    const entry: Entry = { run: undefined, waiting: [], submits: 0, settled: [] }
    this.entries.set(id, entry)
    return entry
  }

  private async find(id: string, entry: Entry): Promise<void> {
    const found = await this.look(id).catch(() => undefined)
    if (entry.submits > 0 || !entry.waiting) return
    if (!found) return this.forget(id, entry)
    entry.run = found.run
    this.drain(id, entry, found.keys && found)
  }

  private async look(id: string): Promise<RunEntry | undefined> {
    const known = await this.parts.runs.get(id)
    return known ? { run: known.run } : this.parts.rebuild(id)
  }

  private drain(id: string, entry: Entry, first?: RunEntry): void {
    const waiting = entry.waiting ?? []
    entry.waiting = null
    this.apply(id, entry, first ? [() => first, ...waiting] : waiting)
    for (const resolve of entry.settled.splice(0)) resolve()
  }

  /** Records the outcome of all changes at once. */
  private apply(id: string, entry: Entry, changes: readonly Change[]): void {
    let whole: RunEntry | undefined
    for (const change of changes) {
      // The first change of an accepted document gives its record and asks for none.
      const next = change(whole?.run ?? (entry.run as RunRecord))
      whole = { ...whole, ...next, ago: next.ago, keys: [...(whole?.keys ?? []), ...(next.keys ?? [])] }
    }
    if (whole) {
      const before = entry.run
      entry.run = whole.run
      this.parts.runs.record(whole)
      this.parts.moved(whole.run, before)
    }
    // Those used last stay longest.
    this.entries.delete(id)
    this.entries.set(id, entry)
    this.trim()
  }

  private trim(): void {
    if (this.entries.size <= this.parts.keeps) return
    for (const [id, entry] of this.entries) {
      // What is at work is told of here only.
      if (entry.waiting === null && entry.run?.state !== 'running') this.entries.delete(id)
      if (this.entries.size <= this.parts.keeps) return
    }
  }

  private forget(id: string, entry: Entry): void {
    this.entries.delete(id)
    for (const resolve of entry.settled.splice(0)) resolve()
  }
}
