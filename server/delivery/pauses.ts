import type { Pause } from '../model/delivery.ts'
import { Problem } from '../model/problem.ts'
import type { PauseView } from '../model/run-endpoint.ts'
import type { Pauses } from './contract.ts'
import type { DeliveryParts } from './parts.ts'
import { isoTime } from './run-state.ts'

/** Seconds after which a caller who waits for an answer may try again. */
const RETRY_AFTER = 60

/** States in which a document would be tried if nothing were paused, now or when it is due. */
const HELD_BACK = ['queued', 'waiting'] as const

/** Flows and connections that operators have stopped. A flow is held while it, or a connection that its live version calls, is paused. */
export class PauseBook implements Pauses {
  private readonly parts: Pick<DeliveryParts, 'store' | 'engine' | 'live' | 'now'>
  private readonly paused = new Map<string, Pause>()
  /** What stops each flow that is held. */
  private held: ReadonlyMap<string, Problem> = new Map()

  constructor(parts: Pick<DeliveryParts, 'store' | 'engine' | 'live' | 'now'>) {
    this.parts = parts
  }

  /** Reads the pauses, at start and when another server may have changed them. */
  async open(): Promise<void> {
    const stored = await this.parts.store.pauses.list()
    this.paused.clear()
    for (const { id, value } of stored) this.paused.set(id, value)
    this.follow()
  }

  /** Live flows or pauses have changed. */
  follow(): void {
    this.held = new Map([...this.parts.live].flatMap(([flow, { connections }]) => this.stops(flow, connections)))
    // A flow that is no longer live may still have documents.
    const flows = [...this.paused.values()].filter(({ kind }) => kind === 'flow').map(({ id }) => id)
    this.parts.engine.hold(new Set([...this.held.keys(), ...flows]))
  }

  /** Throws `flow.paused`, `connection.paused`. */
  requireGoing(flow: string): void {
    const problem = this.held.get(flow)
    if (problem) throw new Problem(problem.code, problem.detail, { retryAfter: RETRY_AFTER })
  }

  async list(): Promise<PauseView[]> {
    const pauses = [...this.paused.values()].toSorted((a, b) => a.at.localeCompare(b.at))
    if (pauses.length === 0) return []
    const byFlow = await this.parts.store.runs.countsBy('flow', HELD_BACK)
    const waitingFor = (pause: Pause): number => this.flowsOf(pause).reduce((sum, flow) => sum + (byFlow.get(flow) ?? 0), 0)
    return pauses.map((pause) => ({ ...pause, waiting: waitingFor(pause) }))
  }

  async add({ kind, id, by, note }: Omit<Pause, 'at'>): Promise<PauseView[]> {
    const key = keyOf(kind, id)
    if (!this.paused.has(key)) {
      const pause: Pause = { kind, id, by, note, at: isoTime(this.parts.now()) }
      this.paused.set(key, (await this.parts.store.pauses.put(key, pause, null)).value)
      this.follow()
    }
    return this.list()
  }

  async remove(kind: Pause['kind'], id: string): Promise<PauseView[]> {
    const key = keyOf(kind, id)
    const stored = await this.parts.store.pauses.get(key)
    if (!stored) throw new Problem('request.not-found', 'This is not paused.', { at: 'id' })
    await this.parts.store.pauses.delete(key, stored.revision)
    this.paused.delete(key)
    this.follow()
    return this.list()
  }

  /** The flows that a pause holds back. */
  private flowsOf({ kind, id }: Pause): string[] {
    return kind === 'flow' ? [id] : [...this.parts.live].filter(([, { connections }]) => connections.includes(id)).map(([flow]) => flow)
  }

  private stops(flow: string, connections: readonly string[]): [string, Problem][] {
    if (this.paused.has(keyOf('flow', flow))) return [[flow, new Problem('flow.paused', `The flow ${flow} is paused.`)]]
    const connection = connections.find((id) => this.paused.has(keyOf('connection', id)))
    return connection === undefined ? [] : [[flow, new Problem('connection.paused', `The connection ${connection} is paused.`)]]
  }
}

const keyOf = (kind: Pause['kind'], id: string): string => `${kind}:${id}`
