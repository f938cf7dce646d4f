import type { JobView } from '../engine/contract.ts'
import { Problem } from '../model/problem.ts'
import type { RunRecord } from '../model/run.ts'
import { CALLBACK_FLOW } from './callbacks.ts'
import { type Envelope, openEnvelope } from './envelope.ts'
import type { FlowWrites } from './flow-writes.ts'
import type { DeliveryParts } from './parts.ts'
import type { RunBook } from './run-book.ts'

/** What the actions of operators share. */
export interface DeskRoom {
  readonly parts: DeliveryParts
  readonly book: RunBook
  readonly writes: FlowWrites
}

/** The record as it is after what was done. */
export async function recordOf({ book }: Pick<DeskRoom, 'book'>, id: string): Promise<RunRecord> {
  const run = await book.read(id)
  if (!run?.delivery) throw new Problem('request.not-found', 'There is no accepted document of this id.', { at: 'id' })
  return run
}

/** The job of a document. Throws `request.not-found`. */
export async function jobOf({ engine }: Pick<DeliveryParts, 'engine'>, run: string): Promise<JobView> {
  const job = await engine.get(run)
  if (!job || job.flow === CALLBACK_FLOW) throw new Problem('request.not-found', 'There is no accepted document of this id.', { at: 'id' })
  return job
}

/** The document with the keys it is sealed with. Throws `request.not-found`, `run.needs-payload`. */
export async function openDocument({ engine, store }: Pick<DeliveryParts, 'engine' | 'store'>, run: string): Promise<{ envelope: Envelope; key: Uint8Array }> {
  await jobOf({ engine }, run)
  const sealed = await engine.open(run)
  if (!sealed) throw new Problem('run.needs-payload', 'The body of the document has been destroyed.', { at: 'id' })
  return { envelope: openEnvelope(store.bodies, run, sealed), key: sealed.key }
}
