import type { Connect, OperationCall, OperationResult } from '../connect/contract.ts'
import type { CallGuard, ServiceAnswer, ServiceCall } from '../flow/contract.ts'
import type { Connection } from '../model/connection.ts'
import type { EffectRecord, RepeatSafety } from '../model/delivery.ts'
import { Problem, toProblem } from '../model/problem.ts'
import { runProblem } from '../model/run-problem.ts'
import type { Confirmation, EffectMemory, OpenMemory } from './effect-memory.ts'
import type { DeliveryObserver } from './parts.ts'
import { isoTime } from './run-state.ts'

export interface GuardParts {
  readonly connect: Pick<Connect, 'call' | 'repeat' | 'readBack'>
  /** Throws `connection.unknown`. */
  readonly connection: (client: string, id: string) => Connection
  readonly memory: EffectMemory
  readonly run: string
  /** Writes of earlier attempts, by their keys. */
  readonly before: ReadonlyMap<string, EffectRecord>
  readonly now: () => number
  readonly observer?: DeliveryObserver | undefined
}

/** How long a target is taken to know an idempotency key, in milliseconds: those that forget soonest do so after a day. */
const KEY_MS = 20 * 3_600_000

/** Nobody knows whether the request has had its effect. */
const OPEN: ReadonlySet<EffectRecord['state']> = new Set(['sent', 'unknown'])

/** Repeats of these change nothing soon after the first request, whatever became of it: no mark is needed before they are sent. */
const HARMLESS: ReadonlySet<RepeatSafety> = new Set(['key', 'nature'])

/**
 * Stands between a run and the systems it writes to. An effect: to-send -(the request leaves)-> sent -(good answer)-> confirmed;
 * sent -(no answer, or the process died)-> unknown -(read back)-> confirmed, or to-send; sent -(refused)-> to-send.
 */
export class EffectGuard {
  /** The visible ledger, without values. */
  readonly effects: Map<string, EffectRecord>
  /** An operator is needed, whatever the flow made of the problem. */
  needsOperator: Problem | undefined
  /** Connections whose calls have failed. */
  readonly troubled = new Set<string>()
  private readonly parts: GuardParts
  private readonly open = new Set<Promise<unknown>>()

  constructor(parts: GuardParts) {
    this.parts = parts
    this.effects = new Map(parts.before)
  }

  readonly call: CallGuard = (call) => {
    const answer = this.perform(call)
    const failed = (): void => void this.troubled.add(call.connection)
    const settled = answer.then(ignore, failed).then(() => void this.open.delete(settled))
    this.open.add(settled)
    return answer
  }

  /** Resolves when no call is under way: what a run that was ended early has set off is known then as well. */
  async idle(): Promise<void> {
    while (this.open.size > 0) await Promise.all(this.open)
  }

  private async perform(call: ServiceCall): Promise<ServiceAnswer> {
    const { connect, connection: find, run } = this.parts
    const { client, connection: id, operation, input, signal, idempotencyKey, deadline } = call
    const connection = find(client, id)
    const request: OperationCall = { connection, operation, input, signal, idempotencyKey, ...(deadline !== undefined && { deadline }) }
    const by = connect.repeat(connection, operation)
    if (by === undefined) return connect.call(request)
    const key = idempotencyKey.startsWith(`${run}:`) ? idempotencyKey.slice(run.length + 1) : idempotencyKey
    return this.write({ key, by, node: call.node, request })
  }

  private async write(write: Write): Promise<ServiceAnswer> {
    const memory = await this.parts.memory.find(write.key)
    if (memory.state === 'confirmed') return this.note(write, memory.confirmation)
    if (memory.state === 'new') return this.send(write, memory.sending)
    const known = this.effects.get(write.key)
    this.set(write, memory.state === 'lost' ? { state: 'confirmed', reference: memory.reference } : { state: 'unknown' })
    return this.mayRepeat(write, memory, known) ? this.send(write, memory.sending) : this.lookBack(write, memory)
  }

  /** A repeat changes nothing: by its nature, or as long as the target knows the key. What is confirmed is not sent again by key for its output only. */
  private mayRepeat({ by }: Write, { state }: OpenMemory, known: EffectRecord | undefined): boolean {
    if (by === 'nature') return known?.confirmedBy !== 'operator'
    return by === 'key' && state === 'sent' && (known === undefined || this.parts.now() - Date.parse(known.at) < KEY_MS)
  }

  /** Finds out what became of an earlier request. */
  private async lookBack(write: Write, memory: OpenMemory): Promise<ServiceAnswer> {
    const back = await this.parts.connect.readBack({ ...write.request, ...(memory.sentAt !== undefined && { sentAt: memory.sentAt }) })
    if (back.found === 'yes') return this.confirm(write, back.result, 'read-back')
    // That it was written is certain; what it answered is gone.
    if (memory.state === 'lost') return { output: null, sentBytes: 0, receivedBytes: 0 }
    if (back.found === 'no') return this.send(write, memory.sending)
    // The version token, which the target has compared before, refuses a second effect.
    if (write.by === 'version') return this.sendAgain(write, memory.sending)
    throw this.refuse(write)
  }

  private async sendAgain(write: Write, sending: number): Promise<ServiceAnswer> {
    try {
      return await this.send(write, sending)
    } catch (error) {
      if (toProblem(error).code !== 'target.conflict') throw error
      throw this.refuse(write)
    }
  }

  private async send(write: Write, sending: number): Promise<ServiceAnswer> {
    const { memory, connect } = this.parts
    const marks = !HARMLESS.has(write.by)
    const earlier = this.effects.get(write.key)?.state
    let left = false
    const mark = async (): Promise<void> => {
      if (marks) await memory.sending(write.key, sending, this.parts.now())
      left = true
      this.set(write, { state: 'sent' })
    }
    if (earlier === undefined) this.set(write, { state: 'to-send' })
    let result: OperationResult
    try {
      result = await connect.call({ ...write.request, sending: mark })
    } catch (error) {
      const problem = toProblem(error)
      const without = !left || problem.noEffect
      if (left && without && marks) await memory.refused(write.key, sending)
      // A repeat that is refused says nothing of the request before it.
      const still = without && (earlier === 'unknown' || earlier === 'confirmed') ? earlier : undefined
      this.set(write, { state: still ?? (without ? 'to-send' : 'unknown'), problem })
      throw problem
    }
    return this.confirm(write, result, 'answer')
  }

  private async confirm(write: Write, result: OperationResult, by: Confirmation['by']): Promise<ServiceAnswer> {
    const { output, reference = null, ...sizes } = result
    await this.parts.memory.confirmed(write.key, { output: output ?? null, reference, by })
    this.set(write, { state: 'confirmed', reference, confirmedBy: by })
    return { output, sentBytes: sizes.sentBytes, receivedBytes: sizes.receivedBytes }
  }

  private note(write: Write, { output, reference, by }: Confirmation): ServiceAnswer {
    this.set(write, { state: 'confirmed', reference, confirmedBy: by })
    return { output, sentBytes: 0, receivedBytes: 0 }
  }

  private refuse(write: Write): Problem {
    const { operation, connection } = write.request
    const detail = `Whether ${operation} of the connection ${connection.id} has been done is not known, and the operation offers no way to find out.`
    this.needsOperator ??= new Problem('effect.unknown', detail, { at: write.node })
    this.set(write, { state: 'unknown', problem: this.needsOperator })
    return this.needsOperator
  }

  private set({ key, node, by, request }: Write, change: EffectChange): void {
    const before = this.effects.get(key)
    const { state, problem } = change
    // What is open is so since the first request left.
    const since = before && ((OPEN.has(before.state) && OPEN.has(state)) || (before.state === state && !problem)) ? before : undefined
    const after: EffectRecord = {
      key,
      node,
      connection: request.connection.id,
      operation: request.operation,
      by,
      state,
      reference: (change.reference ?? before?.reference ?? null)?.slice(0, 200) ?? null,
      confirmedBy: state === 'confirmed' ? (change.confirmedBy ?? before?.confirmedBy ?? 'operator') : null,
      at: since?.at ?? isoTime(this.parts.now()),
      problem: problem ? runProblem(problem) : null,
    }
    this.effects.set(key, after)
    if (before?.state !== state) this.parts.observer?.effect(after)
  }
}

interface Write {
  key: string
  by: RepeatSafety
  node: string
  request: OperationCall
}

interface EffectChange {
  state: EffectRecord['state']
  reference?: string | null
  confirmedBy?: Confirmation['by']
  problem?: Problem
}

const ignore = (): void => undefined
