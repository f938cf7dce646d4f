import type { Connect, OperationCall, OperationResult } from '../../server/connect/contract.ts'
import type { RunContext } from '../../server/engine/contract.ts'
import { Canceller } from '../../server/model/cancellation.ts'
import { Connection } from '../../server/model/connection.ts'
import type { RepeatSafety } from '../../server/model/delivery.ts'
import { Problem } from '../../server/model/problem.ts'

/** Where the process dies, or the network fails, in the course of one write. */
export const PLACES = ['before-sent', 'after-sent', 'after-arrival', 'after-answer', 'after-record', 'answer-lost', 'refused', 'never-left'] as const
export type Place = (typeof PLACES)[number]

/** The process is gone: nothing that was in memory goes on. */
export class Death extends Error {}

export const CONNECTION = Connection.parse({
  id: 'till',
  client: 'shop',
  name: 'Till',
  connector: 'model',
  system: 'till',
  baseUrl: 'http://127.0.0.1:1',
  auth: 'none',
})

/** A system with one record per external number; how a repeat of a write is safe is given. */
export class ModelTarget implements Pick<Connect, 'call' | 'repeat' | 'readBack'> {
  /** What was applied, each with its external number. */
  readonly applied: string[] = []
  /** What happens to the next write. */
  fault: Place | undefined
  private readonly by: RepeatSafety
  private readonly byKey = new Map<string, string>()
  private version = 1

  constructor(by: RepeatSafety) {
    this.by = by
  }

  repeat(): RepeatSafety {
    return this.by
  }

  async call({ input, idempotencyKey, sending }: OperationCall): Promise<OperationResult> {
    const fault = this.fault
    this.fault = undefined
    if (fault === 'before-sent') throw new Death()
    if (fault === 'never-left') throw new Problem('target.unavailable', 'No connection could be made.', { noEffect: true })
    await sending?.()
    if (fault === 'after-sent') throw new Death()
    if (fault === 'refused') throw new Problem('target.unavailable', 'The target said 503.', { noEffect: true })
    const reference = this.apply(input as { number: string; version: number }, idempotencyKey ?? '')
    if (fault === 'after-arrival') throw new Death()
    if (fault === 'answer-lost') throw new Problem('target.timeout', 'The target did not answer.')
    return { output: { reference }, reference, sentBytes: 1, receivedBytes: 1 }
  }

  async readBack({ input }: OperationCall): Promise<Awaited<ReturnType<Connect['readBack']>>> {
    if (this.by !== 'search') return { found: 'impossible' }
    const { number } = input as { number: string }
    if (!this.applied.includes(number)) return { found: 'no' }
    return { found: 'yes', result: { output: { reference: `ref-${number}` }, reference: `ref-${number}`, sentBytes: 0, receivedBytes: 0 } }
  }

  /** The effect on the target: a second record, unless the way of repeating prevents it. */
  private apply({ number, version }: { number: string; version: number }, key: string): string {
    const known = this.byKey.get(key)
    if (this.by === 'key' && known !== undefined) return known
    if (this.by === 'version' && version !== this.version) throw new Problem('target.conflict', 'The record has another version.', { noEffect: true })
    this.version += 1
    if (this.by !== 'nature' || !this.applied.includes(number)) this.applied.push(number)
    this.byKey.set(key, `ref-${number}`)
    return `ref-${number}`
  }
}

/** Recorded steps that outlive the process. `deadly`: the process dies when this step is about to be recorded. */
export class DurableSteps {
  readonly results = new Map<string, Uint8Array>()
  deadly: { step: string; when: 'before' | 'after' } | undefined

  context(id: string): Pick<RunContext, 'id' | 'key' | 'step' | 'recorded'> {
    return {
      id,
      key: Uint8Array.of(),
      recorded: async (name) => this.results.get(name),
      step: async (name, work) => {
        const known = this.results.get(name)
        if (known) return known
        const result = await work()
        const dies = this.deadly?.step === name ? this.deadly.when : undefined
        if (dies) this.deadly = undefined
        if (dies === 'before') throw new Death()
        this.results.set(name, result)
        if (dies === 'after') throw new Death()
        return result
      },
    }
  }
}

export const callOf = (run: string, node: string, input: unknown) => ({
  client: 'shop',
  node,
  connection: 'till',
  operation: 'sales.create',
  input,
  signal: new Canceller(),
  idempotencyKey: `${run}:${node}`,
})
