import type { JobView, LaneState } from '../engine/contract.ts'
import type { Admission } from '../flow/contract.ts'
import { DEFAULT_DELIVERY, type LaneView } from '../model/delivery.ts'
import { Problem } from '../model/problem.ts'
import type { RunRecord } from '../model/run.ts'
import { BulkRetries } from './bulk-retries.ts'
import { CALLBACK_FLOW } from './callbacks.ts'
import type { Desk } from './contract.ts'
import { type DeskRoom, jobOf, openDocument, recordOf } from './desk-room.ts'
import { dryRun } from './dry-run.ts'
import { resolveEffect, undoEffects } from './effect-desk.ts'
import { envelopeText, textOfBody } from './envelope.ts'
import type { DeliveryParts } from './parts.ts'
import { isUndone, planRetry } from './retry-plan.ts'
import { isoTime, RUN_STATES } from './run-state.ts'

/** What operators do with accepted documents. */
export function createDesk(room: DeskRoom): Desk & { stop(): void } {
  const { engine } = room.parts
  const act = async (run: string, action: (id: string) => Promise<void>): Promise<RunRecord> => {
    await jobOf(room.parts, run)
    await action(run)
    return recordOf(room, run)
  }
  const retry: Desk['retry'] = (run, change = {}) => act(run, () => retryJob(room, run, change))
  const bulk = new BulkRetries({ ...room.parts, retry })
  return {
    retry,
    pause: (run) => act(run, (id) => engine.pause(id)),
    resume: (run) => act(run, (id) => engine.resume(id)),
    cancel: (run) => act(run, (id) => engine.cancel(id)),
    skip: (run) => act(run, (id) => engine.skip(id)),
    purge: (run) => act(run, (id) => engine.purge(id)),
    open: async (run) => {
      const { operation, trigger, body } = (await openDocument(room.parts, run)).envelope
      return { trigger, body, ...(operation !== undefined && { operation }) }
    },
    resolve: (run, effect, outcome) => resolveEffect(room, { run, effect, ...outcome }),
    undo: (run) => undoEffects(room, run),
    plan: (runs) => planRetry(room.parts, runs),
    retryMany: (request) => bulk.begin(request),
    bulkRetries: () => bulk.list(),
    cancelBulk: (id) => bulk.cancel(id),
    dryRun: (runs, version) => dryRun(room, runs, version),
    lanes: async (filter) => lanesOf(room, filter),
    stop: () => bulk.stop(),
  }
}

async function retryJob({ parts }: DeskRoom, run: string, { body, version }: { body?: unknown; version?: 'newest' }): Promise<void> {
  const job = await jobOf(parts, run)
  const effects = (await parts.store.runs.get(run))?.effects ?? []
  if (isUndone(effects))
    throw new Problem('request.conflict', 'What the document has written was undone; it has to be sent again as another one.', { at: 'id' })
  const newest = version ? parts.live.get(job.flow)?.version : undefined
  const change = { ...(newest !== undefined && { flowVersion: newest }), ...(body !== undefined && (await resealed(parts, job, body))) }
  await parts.engine.retry(run, change)
}

/** Another body under the same key, so that recorded steps can still be opened. One that may hold personal values is not kept without end. */
async function resealed(
  parts: DeliveryParts,
  { id, flow, expiresAt }: JobView,
  body: unknown,
): Promise<{ key: Uint8Array; body: Uint8Array; expiresAt?: number }> {
  const { envelope, key } = await openDocument(parts, id)
  const { body: _, ...head } = envelope
  const sealed = { key, body: parts.store.bodies.sealMore(id, key, envelopeText(head, textOfBody(body))) }
  if (expiresAt !== null) return sealed
  const admission = await admissionOf(parts, { flow, ...head, body })
  if (admission?.personal === false) return sealed
  return { ...sealed, expiresAt: parts.now() + (admission?.delivery ?? DEFAULT_DELIVERY).expiryMs }
}

/** Undefined where the flow is no longer live, or cannot read the body. */
async function admissionOf({ runtime }: DeliveryParts, message: Parameters<DeliveryParts['runtime']['admit']>[0]): Promise<Admission | undefined> {
  try {
    return await runtime.admit(message)
  } catch {
    return undefined
  }
}

async function lanesOf({ parts, book }: DeskRoom, { flow, limit }: { flow?: string | undefined; limit: number }): Promise<LaneView[]> {
  const lanes = await parts.engine.lanes({ limit, ...(flow !== undefined && { flow }) })
  const views = lanes.filter(({ head }) => head.flow !== CALLBACK_FLOW).map(async (lane) => laneView(lane, (await book.read(lane.head.id))?.client ?? ''))
  return Promise.all(views)
}

function laneView({ head, headSince, behind }: LaneState, client: string): LaneView {
  return {
    lane: head.lane,
    run: head.id,
    flow: head.flow,
    client,
    state: RUN_STATES[head.state] as LaneView['state'],
    problem: head.problem,
    dueAt: head.dueAt === null ? null : isoTime(head.dueAt),
    headSince: isoTime(headSince),
    behind,
  }
}
