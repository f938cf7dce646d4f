import type { CapturedSample, CaptureState } from '../../model/capture.ts'
import type { Flow } from '../../model/flow.ts'
import { type NodeSpecs, type OperationSchemas, schemasOf } from '../../model/flow-schema.ts'
import { pseudonymise } from './pseudonymise.ts'

/** Milliseconds for which a capture waits and what it caught can be looked at. */
export const CAPTURE_MS = 15 * 60_000
/** Largest message that becomes a sample, in bytes as it arrived. */
const MOST_BYTES = 100_000

export interface CapturesOptions {
  specs: NodeSpecs
  operationSchema(client: string, ...place: Parameters<OperationSchemas>): ReturnType<OperationSchemas>
  /** Wall clock, milliseconds since 1970. */
  now(): number
  random(bytes: number): Uint8Array
  /** Calls back after a time in milliseconds; gives what calls that off. */
  after(ms: number, call: () => void): () => void
  /** A message could not be made harmless and was left out. */
  failed(flow: string, error: unknown): void
}

/** A message at a trigger of the live version of a flow. */
export interface Arrival {
  flow: Flow
  /** Node id. */
  trigger: string
  body: unknown
  /** As it arrived. */
  bytes: number
}

interface Capture {
  wanted: number
  until: number
  /** Thrown away with the last message. */
  key: Uint8Array | undefined
  captured: CapturedSample[]
  tooLarge: number
  callOff(): void
}

/**
 * Samples taken from live traffic, by flow: none -> armed (`start`) -> full (the last wanted message came) -> none (`stop`, `forget`, or the time
 * is over). Only pseudonymised messages are held, in memory.
 */
export class Captures {
  private readonly options: CapturesOptions
  private readonly captures = new Map<string, Capture>()

  constructor(options: CapturesOptions) {
    this.options = options
  }

  read(flow: string): CaptureState {
    const capture = this.current(flow)
    if (!capture) return { wanted: 0, until: null, captured: [], tooLarge: 0 }
    const { wanted, until, captured, tooLarge } = capture
    return { wanted, until: new Date(until).toISOString(), captured: [...captured], tooLarge }
  }

  /** Waits for the next `count` messages; what an earlier capture caught is forgotten. */
  start(flow: string, count: number): CaptureState {
    this.forget(flow)
    const until = this.options.now() + CAPTURE_MS
    const callOff = this.options.after(CAPTURE_MS, () => this.forget(flow))
    this.captures.set(flow, { wanted: count, until, key: this.options.random(32), captured: [], tooLarge: 0, callOff })
    return this.read(flow)
  }

  /** Ends a capture, whatever its state. */
  forget(flow: string): void {
    this.captures.get(flow)?.callOff()
    this.captures.delete(flow)
  }

  /** Told of every message of live traffic. Costs one look-up while the flow is not captured; never throws. */
  arrived(arrival: Arrival): void {
    const capture = this.current(arrival.flow.id)
    if (!capture?.key) return
    if (arrival.bytes > MOST_BYTES) {
      capture.tooLarge++
      return
    }
    try {
      this.take(arrival, capture, capture.key)
    } catch (error) {
      this.options.failed(arrival.flow.id, error)
    }
  }

  /** A timer may be late. */
  private current(flow: string): Capture | undefined {
    const capture = this.captures.get(flow)
    if (!capture || this.options.now() < capture.until) return capture
    this.forget(flow)
    return undefined
  }

  private take({ flow, trigger, body }: Arrival, capture: Capture, key: Uint8Array): void {
    const { specs, operationSchema, now, random } = this.options
    const schemas = schemasOf(flow, specs, (...place) => operationSchema(flow.client, ...place))
    const made = pseudonymise(body ?? null, schemas.get(trigger)?.output, key)
    const id = Buffer.from(random(9)).toString('base64url')
    capture.captured.push({ id, trigger, at: new Date(now()).toISOString(), ...made })
    if (--capture.wanted === 0) capture.key = undefined
  }
}
