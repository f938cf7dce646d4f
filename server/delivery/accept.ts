import type { Admission } from '../flow/contract.ts'
import type { Job } from '../engine/contract.ts'
import { Problem } from '../model/problem.ts'
import type { RunRecord } from '../model/run.ts'
import type { Accepted, Delivery, Document } from './contract.ts'
import { type EnvelopeHead, envelopeText, textOfBody } from './envelope.ts'
import type { FlowWrites } from './flow-writes.ts'
import { bodyTag, businessKeyHash, keyedRunId, laneHash } from './hashes.ts'
import type { DeliveryParts } from './parts.ts'
import type { QueueLimit } from './queue-limit.ts'
import type { RunBook } from './run-book.ts'
import { countEffects, hasEnded, isoTime } from './run-state.ts'

export interface AcceptRoom {
  readonly parts: DeliveryParts
  readonly book: RunBook
  readonly limit: QueueLimit
  readonly writes: FlowWrites
}

/** Whatever another server has recorded of a document meanwhile is later than its first record, however well their clocks agree. */
const FIRST_AGO_MS = 60_000

/** Makes a document durable. The engine's own check for the id is the idempotency. */
export async function acceptDocument(room: AcceptRoom, document: Document): Promise<Accepted> {
  const { parts, book, limit } = room
  const admission = await admit(parts, document)
  const id = runIdOf(parts, document, admission.trigger)
  const text = textOfBody(document.body)
  const tag = document.idempotencyKey === undefined ? undefined : bodyTag(parts.store.seal, document.sent === undefined ? text : textOfBody(document.sent))
  const earlier = tag === undefined ? 'none' : await answeredBefore(parts.store, id, tag)
  if (earlier === 'answered') return { run: id, repeated: true }
  const writes = await room.writes.of(document.flow, admission.version)
  const { job, head } = sealJob(parts, { document, admission, id, text, tag, ...(earlier !== 'none' && { again: earlier }) })
  limit.take(document.client)
  book.submitting(id)
  let fresh = false
  try {
    const acceptance = await parts.engine.submit(job)
    if (acceptance === 'different') throw reused('Another document was accepted with this idempotency key.')
    if (acceptance === 'accepted') {
      fresh = true
      const run = { ...queuedRun(job, head, parts.now()) }
      run.delivery!.effects = countEffects([], writes)
      book.accepted(id, { run, ago: FIRST_AGO_MS, keys: head.keys ?? [] })
    }
    return { run: id, repeated: acceptance !== 'accepted' }
  } finally {
    if (!fresh) {
      limit.giveBack(document.client)
      book.known(id)
    }
  }
}

/** What is known of a document before it is run. Throws `flow.unpublished`. */
export function admit({ runtime, live }: Pick<DeliveryParts, 'runtime' | 'live'>, document: Document): Admission | Promise<Admission> {
  const { flow, client, operation, trigger, body, request } = document
  // A flow of another client does not exist for this one.
  if (live.get(flow)?.client !== client) throw new Problem('flow.unpublished', `The flow ${flow} has no published version.`)
  return runtime.admit({ flow, body, ...(operation !== undefined && { operation }), ...(trigger !== undefined && { trigger }), ...(request && { request }) })
}

/** As `Delivery.came`. An operation has one id for a key, whichever flow serves it. */
export async function cameBefore(parts: DeliveryParts, { client, operation, idempotencyKey: key }: Parameters<Delivery['came']>[0]): Promise<boolean> {
  if (operation === undefined || key === undefined) return false
  const id = keyedRunId(parts.store.seal, { client, trigger: operation, key })
  // Whether it is there, not whether it is the same: the tag does not matter.
  return (await parts.store.answers.peek(id, '')) !== 'none' || (await parts.engine.get(id)) !== undefined
}

/** A new id, or the one that belongs to the idempotency key. */
export function runIdOf({ store, runId }: Pick<DeliveryParts, 'store' | 'runId'>, document: Document, trigger: string): string {
  const { client, operation, flow, idempotencyKey } = document
  if (idempotencyKey === undefined) return runId()
  return keyedRunId(store.seal, { client, trigger: operation ?? `${flow}/${trigger}`, key: idempotencyKey })
}

/**
 * What came of a request with the same key that was to be answered at once: its answer may be lost with the connection, its writes are not. One that comes
 * at the same moment is seen when the document is run.
 */
async function answeredBefore({ answers, runs }: DeliveryParts['store'], id: string, tag: string): Promise<'none' | 'answered' | 'ended' | 'crashed'> {
  const earlier = await answers.peek(id, tag)
  if (earlier === 'none' || earlier === 'answered') return earlier
  if (earlier === 'different') throw reused('Another request was sent with this idempotency key.')
  if (earlier === 'running') throw inProgress()
  const run = earlier === 'again' ? (await runs.get(id))?.run : undefined
  return run && hasEnded(run) ? 'ended' : 'crashed'
}

export const inProgress = (): Problem => new Problem('request.in-progress', 'The first request with this idempotency key is still at work.', { retryAfter: 1 })

export const reused = (detail: string): Problem => new Problem('request.key-reused', detail, { at: 'idempotency-key' })

interface Draft {
  document: Document
  admission: Admission
  id: string
  /** Of the body. */
  text: string
  /** Undefined without an idempotency key: then the id is new, and nothing is compared. */
  tag: string | undefined
  again?: NonNullable<EnvelopeHead['again']>
}

function sealJob({ store, now }: DeliveryParts, { document, admission, id, text, tag, again }: Draft): { job: Job; head: EnvelopeHead } {
  const { client, flow, operation, request, bytes, notBefore, traceparent, implementation } = document
  const head: EnvelopeHead = {
    client,
    trigger: admission.trigger,
    bytes,
    ...(operation !== undefined && { operation }),
    ...(request && { request }),
    ...(traceparent !== undefined && { traceparent }),
    ...(implementation !== undefined && { implementation }),
    ...(tag !== undefined && { tag }),
    ...(admission.keys.length > 0 && { keys: admission.keys.map((each) => businessKeyHash(store.seal, each)) }),
    ...(again && { again }),
  }
  const { key, body: sealed } = store.bodies.seal(id, envelopeText(head, text))
  const job: Job = {
    id,
    // What has no order to keep has a lane of its own.
    lane: admission.lane === undefined ? id : laneHash(store.seal, client, admission.lane),
    flow,
    flowVersion: admission.version,
    tag: tag ?? 'new',
    key,
    body: sealed,
    ...(notBefore !== undefined && { notBefore }),
    ...(admission.personal && { expiresAt: (notBefore ?? now()) + admission.delivery.expiryMs }),
  }
  return { job, head }
}

/** The record of a job that has not been tried. */
export function queuedRun(
  job: Pick<Job, 'id' | 'lane' | 'flow' | 'flowVersion' | 'notBefore' | 'expiresAt'>,
  head: EnvelopeHead,
  acceptedAt: number,
): RunRecord {
  const { client, operation, trigger, request, bytes, implementation } = head
  return {
    id: job.id,
    flow: job.flow,
    version: job.flowVersion,
    client,
    trigger: triggerOf({ operation, trigger, request }),
    state: 'queued',
    startedAt: isoTime(acceptedAt),
    durationMs: null,
    stepCount: 0,
    inBytes: bytes,
    outBytes: 0,
    status: null,
    problem: null,
    ...(implementation !== undefined && { implementation }),
    delivery: {
      acceptedAt: isoTime(acceptedAt),
      attempt: 0,
      dueAt: job.notBefore === undefined ? null : isoTime(job.notBefore),
      expiresAt: job.expiresAt === undefined ? null : isoTime(job.expiresAt),
      lane: job.lane,
      effects: { confirmed: 0, unknown: 0, toSend: 0 },
    },
  }
}

/** As the runtime names it once the document has run. */
function triggerOf({
  operation,
  trigger,
  request,
}: {
  operation: string | undefined
  trigger: string
  request: EnvelopeHead['request']
}): RunRecord['trigger'] {
  if (operation !== undefined) return { kind: 'endpoint', name: operation }
  return request ? { kind: 'webhook', name: `${request.method} ${request.path}` } : { kind: 'schedule', name: trigger }
}
