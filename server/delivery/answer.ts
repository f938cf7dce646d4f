import type { Cancellation } from '../model/cancellation.ts'
import type { RunResult } from '../flow/contract.ts'
import { admit, inProgress, reused, runIdOf } from './accept.ts'
import type { Answered, Document } from './contract.ts'
import { EffectGuard } from './effect-guard.ts'
import type { Unanswered } from '../store/contract.ts'
import { answerMemory, ledgerBefore } from './effect-memory.ts'
import { textOfBody } from './envelope.ts'
import { bodyTag } from './hashes.ts'
import type { DeliveryParts } from './parts.ts'
import { hasEnded } from './run-state.ts'
import { tellAnswered } from './tell-answered.ts'

/** How long the first answer is given again, in milliseconds. */
const ANSWER_MS = 86_400_000

export interface AnswerRoom {
  readonly parts: DeliveryParts
  /** Throws `flow.paused`, `connection.paused`. */
  readonly requireGoing: (flow: string) => void
}

/** Runs a flow for a caller who waits. Without an idempotency key nothing is looked up and nothing kept. */
export async function answerDocument(room: AnswerRoom, document: Document, signal: Cancellation): Promise<Answered> {
  if (document.idempotencyKey !== undefined) return answerOnce(room, document, signal)
  room.requireGoing(document.flow)
  const result = await room.parts.runtime.run(requestOf(document, signal))
  if (!result.problem) await tellAnswered(room.parts, messageOf(document, result))
  return { run: result.run, response: result.response, problem: result.problem, repeated: false }
}

const messageOf = ({ client, operation, body }: Document, { run, response }: Pick<RunResult, 'run' | 'response'>): Parameters<typeof tellAnswered>[1] => ({
  run: run.id,
  client,
  operation,
  body,
  answer: response?.body,
})

const requestOf = (
  { flow, operation, trigger, body, bytes, request, traceparent, implementation }: Document,
  signal: Cancellation,
): Parameters<DeliveryParts['runtime']['run']>[0] => ({
  flow,
  ...(operation !== undefined && { operation }),
  ...(trigger !== undefined && { trigger }),
  body,
  inBytes: bytes,
  ...(request && { request }),
  ...(traceparent !== undefined && { traceparent }),
  ...(implementation !== undefined && { implementation }),
  signal,
})

async function answerOnce({ parts, requireGoing }: AnswerRoom, document: Document, signal: Cancellation): Promise<Answered> {
  const { answers, seal } = parts.store
  const { trigger } = await admit(parts, document)
  const id = runIdOf(parts, document, trigger)
  const tag = bodyTag(seal, textOfBody(document.sent ?? document.body))
  const claim = await answers.begin(id, { tag, expiresAt: parts.now() + ANSWER_MS })
  if (claim === 'different') throw reused('Another request was sent with this idempotency key.')
  if (claim === 'running') throw inProgress()
  if (typeof claim === 'object') return repeatedAnswer(parts, id, claim)
  // What the next request with this key finds, should this one get no further.
  let left: 'none' | Unanswered | 'answered' = claim === 'begun' ? 'none' : claim
  try {
    if (await parts.engine.get(id)) throw reused('The document was accepted for delivery with this idempotency key; its run tells what became of it.')
    // The answer to an earlier request is given whatever is paused now.
    requireGoing(document.flow)
    left = 'crashed'
    const { run, response, problem } = await runGuarded(parts, { document, signal, id, claim })
    if (problem) {
      // The next request trusts the record of this one.
      await parts.store.runs.flush()
      if (claim !== 'crashed') left = 'again'
    } else {
      await tellAnswered(parts, messageOf(document, { run, response }))
      await answers.finish(id, { status: response?.status ?? 204, body: response?.body ?? null })
      left = 'answered'
    }
    return { run, response, problem, repeated: false }
  } finally {
    if (left !== 'answered') await answers.release(id, left)
  }
}

interface Guarded {
  document: Document
  signal: Cancellation
  id: string
  claim: 'begun' | Unanswered
}

/** A later run with the same key first finds out what became of the writes of the one before. */
async function runGuarded(parts: DeliveryParts, { document, signal, id, claim }: Guarded): Promise<RunResult> {
  const earlier = claim === 'begun' ? undefined : await parts.store.runs.get(id)
  const before = ledgerBefore(earlier?.effects ?? [], claim === 'crashed')
  const complete = claim === 'begun' || (claim === 'again' && earlier !== undefined && hasEnded(earlier.run))
  const guard = new EffectGuard({ ...parts, memory: answerMemory({ effects: before, complete }), before, run: id })
  const result = await parts.runtime.run({ ...requestOf(document, signal), guard: guard.call, id })
  await guard.idle()
  parts.store.runs.record({ run: result.run, effects: [...guard.effects.values()], connections: result.problem ? [...guard.troubled] : [] })
  return guard.needsOperator ? { ...result, response: null, problem: guard.needsOperator } : result
}

async function repeatedAnswer({ store, now }: DeliveryParts, id: string, { status, body }: { status: number; body: unknown }): Promise<Answered> {
  const found = await store.runs.get(id)
  const run = found?.run ?? {
    id,
    flow: '',
    version: 0,
    client: '',
    trigger: { kind: '', name: '' },
    state: 'succeeded' as const,
    startedAt: new Date(now()).toISOString(),
    durationMs: 0,
    stepCount: 0,
    inBytes: 0,
    outBytes: 0,
    status,
    problem: null,
  }
  return { run, response: { status, body }, problem: null, repeated: true }
}
