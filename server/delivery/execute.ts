import type { Outcome, RunContext } from '../engine/contract.ts'
import type { RunResult } from '../flow/contract.ts'
import type { AttemptRecord, EffectRecord } from '../model/delivery.ts'
import { Problem } from '../model/problem.ts'
import type { RunDetail, RunRecord } from '../model/run.ts'
import { runProblem } from '../model/run-problem.ts'
import type { RunEntry } from '../store/contract.ts'
import { inProgress, reused } from './accept.ts'
import { EffectGuard } from './effect-guard.ts'
import { ledgerBefore, stepMemory } from './effect-memory.ts'
import { type Envelope, openEnvelope } from './envelope.ts'
import type { FlowWrites } from './flow-writes.ts'
import type { DeliveryParts } from './parts.ts'
import type { RunBook } from './run-book.ts'
import { countEffects, isoTime } from './run-state.ts'
import { tellAnswered } from './tell-answered.ts'

/** Attempts of a document whose records are kept. */
const MOST_ATTEMPTS = 50

export interface ExecuteRoom {
  readonly parts: DeliveryParts
  readonly book: RunBook
  readonly writes: FlowWrites
  /** A document is about to be completed. Resolves when its sender is certain to be told. */
  succeeding(run: RunRecord, effects: readonly EffectRecord[]): Promise<void>
}

/** One attempt of an accepted document. Rejects with a Problem where the document cannot be opened, or where what it has come to cannot be kept. */
export async function executeDocument(room: ExecuteRoom, context: RunContext): Promise<Outcome> {
  const { parts } = room
  const envelope = openEnvelope(parts.store.bodies, context.id, context)
  const answered = await answeredMeanwhile(parts, context.id, envelope)
  if (answered === 'answered') return completeAnswered(room, context)
  const earlier = context.attempt > 1 || answered ? await parts.store.runs.get(context.id) : undefined
  // Once an attempt of its own is recorded, that record is the newest.
  const before = ledgerBefore(earlier?.effects ?? [], answered === 'crashed' && earlier?.attempts.length === 0)
  const memory = stepMemory(context, parts.store.bodies, { effects: before, complete: answered !== 'crashed' })
  const guard = new EffectGuard({ ...parts, memory, before, run: context.id })
  const startedAt = parts.now()
  const result = await parts.runtime.run(requestOf(context, envelope, guard))
  await guard.idle()
  const problem = guard.needsOperator ?? result.problem ?? (await tellOf(parts, context, { envelope, result }))
  const attempt: AttemptRecord = {
    attempt: context.attempt,
    version: context.flowVersion,
    startedAt: isoTime(startedAt),
    durationMs: Math.max(0, parts.now() - startedAt),
    problem: problem && runProblem(problem),
  }
  const effects = [...guard.effects.values()]
  await note(room, context, { result, problem, attempt, effects, earlier, connections: problem ? [...guard.troubled] : [] })
  return problem ? failure(problem) : { ok: true }
}

/** Only the last thing that can go wrong: what an attempt that was stopped has come to counts for nothing. */
async function tellOf(
  parts: DeliveryParts,
  { id, signal }: RunContext,
  { envelope, result }: { envelope: Envelope; result: RunResult },
): Promise<Problem | null> {
  if (signal.aborted) return null
  const { client, operation, body } = envelope
  return (await tellAnswered(parts, { run: id, client, operation, body, answer: result.response?.body })) ?? null
}

/**
 * What came of a request with the same idempotency key that was to be answered at once, before the document was accepted or at the same moment: neither saw
 * the other then, but it is seen here, since it has claimed the key before it looked for the document. Throws `request.in-progress`, `request.key-reused`.
 */
async function answeredMeanwhile({ store }: DeliveryParts, id: string, { tag, again }: Envelope): Promise<'answered' | 'ended' | 'crashed' | undefined> {
  const found = tag === undefined ? 'none' : await store.answers.peek(id, tag)
  if (found === 'running') throw inProgress()
  if (found === 'different') throw reused('Another request was sent with this idempotency key at the same moment.')
  if (found === 'answered' || found === 'crashed') return found
  return again ?? (found === 'again' ? 'ended' : undefined)
}

/** The document was done by the request that was answered at once. */
async function completeAnswered({ parts, book, succeeding }: ExecuteRoom, { id, acceptedAt }: RunContext): Promise<Outcome> {
  const known = await book.read(id)
  const effects = (await parts.store.runs.get(id))?.effects ?? []
  if (known) await succeeding({ ...known, state: 'succeeded', durationMs: Math.max(0, parts.now() - acceptedAt) }, effects)
  return { ok: true }
}

function requestOf(
  context: RunContext,
  { operation, trigger, request, body, bytes, traceparent }: Envelope,
  guard: EffectGuard,
): Parameters<DeliveryParts['runtime']['run']>[0] {
  return {
    flow: context.flow,
    // The node may have another id in another version of the flow.
    ...(operation === undefined ? { trigger } : { operation }),
    body,
    inBytes: bytes,
    ...(request && { request }),
    ...(traceparent !== undefined && { traceparent }),
    signal: context.signal,
    guard: guard.call,
    attempt: { id: context.id, version: context.flowVersion, acceptedAt: context.acceptedAt, first: context.attempt === 1 },
  }
}

interface Attempted {
  result: RunResult
  problem: Problem | null
  attempt: AttemptRecord
  effects: EffectRecord[]
  earlier: RunDetail | undefined
  /** Connections that the problem may come from. */
  connections: string[]
}

/** What the attempt has shown goes into the record; the state follows when the engine has written it. */
async function note(
  { parts, book, writes, succeeding }: ExecuteRoom,
  context: RunContext,
  { result, problem, attempt, effects, earlier, connections }: Attempted,
): Promise<void> {
  const counts = countEffects(effects, await writes.of(context.flow, context.flowVersion))
  const change = (run: RunRecord): RunRecord => ({
    ...run,
    trigger: result.run.trigger.kind === '' ? run.trigger : result.run.trigger,
    stepCount: result.run.stepCount,
    outBytes: result.run.outBytes,
    status: problem?.kind.status ?? result.run.status,
    problem: problem && runProblem(problem),
    ...(run.delivery && { delivery: { ...run.delivery, effects: counts } }),
  })
  const stopped = context.signal.aborted
  const others = (earlier?.attempts ?? []).filter((known) => known.attempt !== attempt.attempt)
  const kept: Omit<RunEntry, 'run'> = {
    steps: result.steps,
    stepsLeftOut: result.stepsLeftOut,
    effects,
    connections,
    // An attempt that was stopped from outside does not count.
    ...(!stopped && { attempts: [...others, attempt].slice(-MOST_ATTEMPTS) }),
  }
  if (!problem && !stopped) {
    const known = await book.read(context.id)
    if (known) await succeeding({ ...change(known), state: 'succeeded', durationMs: Math.max(0, parts.now() - context.acceptedAt) }, effects)
  }
  book.change(context.id, (run) => ({ run: change(run), ...kept }))
}

function failure(problem: Problem): Outcome {
  const { code, kind, retryAfter, cause } = problem
  // A target that is left alone was not asked, nor a CRM that is offline because of it: an outage must not use up the attempts of all that waits for it.
  const untried = [problem, cause].some((each) => each instanceof Problem && each.code === 'target.resting')
  return { ok: false, problem: code, retryable: kind.retry, ...(retryAfter !== undefined && { retryAfterMs: retryAfter * 1000 }), ...(untried && { untried }) }
}
