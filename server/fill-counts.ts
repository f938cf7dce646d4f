import type { Logger } from 'pino'
import type { Clock } from './engine/contract.ts'
import type { FlowFills, FlowRuntime } from './flow/contract.ts'
import { combineFills, type FillReport } from './model/fill.ts'
import { toProblem } from './model/problem.ts'
import type { Fills } from './store/contract.ts'

/**
 * Keeps what the mappings of live flows count: every few seconds, and at the end, the counts are added to those of their version in the store.
 * A process that is killed loses the counts of the last seconds; no run waits for a count to be written.
 */
export interface FillCounts {
  /** Begins to write. */
  start(runtime: FlowRuntime): void
  /** The counts of the live version since it was published, those not written yet included. Version 0 without mappings where none is live. */
  read(flow: string): Promise<FillReport>
  /** Drops the counts of a flow that has gone, since its id may be used anew. */
  forget(flow: string): void
  /** Writes the rest. */
  stop(): Promise<void>
}

const WRITE_EVERY_MS = 5_000
/** Versions whose counts wait while the database cannot be written; those above are given up. */
const MOST_WAITING = 1_000

interface Parts {
  readonly fills: Fills
  readonly clock: Clock
  readonly log: Logger
}

export function openFillCounts(parts: Parts): FillCounts {
  return new Counts(parts)
}

/** Works one after the other: a read sees every count once, stored or waiting or still in the runtime. */
class Counts implements FillCounts {
  private readonly parts: Parts
  private readonly waiting = new Map<string, FlowFills>()
  private runtime: FlowRuntime | undefined
  private cancel: (() => void) | undefined
  private last: Promise<unknown> = Promise.resolve()

  constructor(parts: Parts) {
    this.parts = parts
  }

  start(runtime: FlowRuntime): void {
    this.runtime = runtime
    this.writeLater()
  }

  read(flow: string): Promise<FillReport> {
    return this.inTurn(async () => {
      const version = this.runtime?.fills(flow)?.version
      const stored = version === undefined ? [] : await this.parts.fills.read(flow, version)
      const live = this.runtime?.fills(flow)
      if (!live || live.version !== version) return { version: live?.version ?? 0, mappings: live?.mappings ?? [] }
      const waiting = this.waiting.get(keyOf({ flow, version }))?.mappings ?? []
      return { version, mappings: combineFills(combineFills(live.mappings, stored, 1), waiting, 1) }
    })
  }

  forget(flow: string): void {
    void this.inTurn(async () => {
      for (const [key, counts] of this.waiting) if (counts.flow === flow) this.waiting.delete(key)
      await this.parts.fills.forget(flow)
    }).catch((error: unknown) => this.report(error))
  }

  async stop(): Promise<void> {
    this.cancel?.()
    await this.inTurn(() => this.write())
    this.runtime = undefined
  }

  private writeLater(): void {
    this.cancel = this.parts.clock.after(WRITE_EVERY_MS, () => {
      this.writeLater()
      void this.inTurn(() => this.write())
    })
  }

  private async write(): Promise<void> {
    for (const counts of this.runtime?.takeFills() ?? []) this.add(counts)
    try {
      await this.parts.fills.add([...this.waiting.values()])
      this.waiting.clear()
    } catch (error) {
      this.report(error)
    }
  }

  private add(counts: FlowFills): void {
    if (counts.mappings.every(({ runs }) => runs === 0)) return
    const key = keyOf(counts)
    const before = this.waiting.get(key)
    if (!before && this.waiting.size >= MOST_WAITING) return
    this.waiting.set(key, before ? { ...counts, mappings: combineFills(counts.mappings, before.mappings, 1) } : counts)
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.last.then(work)
    this.last = result.catch(() => undefined)
    return result
  }

  private report(error: unknown): void {
    this.parts.log.error({ problem: toProblem(error).message }, 'fill counts could not be written')
  }
}

const keyOf = ({ flow, version }: { flow: string; version: number }): string => `${flow}@${version}`
