import type { Outcome } from '../engine/contract.ts'
import type { RunRecord } from '../model/run.ts'
import { Problem, toProblem } from '../model/problem.ts'
import type { RunEntry } from '../store/contract.ts'
import { acceptDocument, cameBefore, queuedRun } from './accept.ts'
import { answerDocument } from './answer.ts'
import { CALLBACK_FLOW, Callbacks } from './callbacks.ts'
import type { Delivery } from './contract.ts'
import { createDesk } from './desk.ts'
import { openEnvelope } from './envelope.ts'
import { executeDocument, type ExecuteRoom } from './execute.ts'
import { FlowWrites } from './flow-writes.ts'
import type { DeliveryParts } from './parts.ts'
import { PauseBook } from './pauses.ts'
import { IN_QUEUE, QueueLimit } from './queue-limit.ts'
import { reconcile } from './reconcile.ts'
import { RunBook } from './run-book.ts'
import { standsStill, statusOf } from './run-state.ts'
import { tellAgain } from './tell-again.ts'
import { Watchers } from './watchers.ts'

/** The delivery with what its owner does to it. */
export interface OpenDelivery extends Delivery {
  /** Begins to deliver what was accepted. */
  start(): Promise<void>
  /** Live flows have changed. */
  follow(): void
  /** Another server may have changed the pauses. */
  pausesChanged(): Promise<void>
  /** Deliveries under way end within the time, in milliseconds; those that do not are taken up again at the next start. */
  stop(graceMs: number): Promise<void>
}

/** How often runs are looked at that somebody waits for, and the number of documents is corrected, where other servers deliver as well. */
const LOOK_EVERY_MS = 250
const CORRECT_EVERY_MS = 10_000

/** Wires the delivery of documents. Documents are accepted at once and delivered after `start`. */
export function createDelivery(parts: DeliveryParts): OpenDelivery {
  const { store } = parts
  const writes = new FlowWrites(parts.runtime)
  const limit = new QueueLimit(parts.limits)
  const watchers = new Watchers(parts.after, parts.shared ? LOOK_EVERY_MS : undefined)
  const callbacks = new Callbacks(parts)
  const pauses = new PauseBook(parts)
  const book = createBook(parts, { limit, watchers, callbacks })
  const desk = createDesk({ parts, book, writes })
  return {
    accept: async (document) => {
      try {
        return await acceptDocument({ parts, book, limit, writes }, document)
      } catch (error) {
        if (error instanceof Problem && error.code === 'queue.full') parts.observer?.full()
        throw error
      }
    },
    answer: (document, signal) => answerDocument({ parts, requireGoing: (flow) => pauses.requireGoing(flow) }, document, signal),
    came: (document) => cameBefore(parts, document),
    status: async (client, id) => {
      // Another server may have accepted it a moment ago and not have written the record yet; a crash may have lost it.
      const { run = (await rebuildRun(parts, id))?.run, effects = [] } = (await store.runs.get(id)) ?? {}
      return run?.client === client ? statusOf(run, effects) : undefined
    },
    settled: (run, ms, signal) => watchers.wait(run, { ms, signal, already: async () => isStill((await store.runs.get(run))?.run) }),
    desk,
    pauses,
    queue: () => queueOf(parts),
    renewCallbackSecret: (client) => callbacks.renewSecret(client),
    follow: () => {
      writes.forget()
      pauses.follow()
    },
    pausesChanged: () => pauses.open(),
    ...lifeOf(parts, { book, writes, limit, callbacks, pauses, desk }),
  }
}

type Rooms = Pick<ExecuteRoom, 'book' | 'writes'> & { limit: QueueLimit; callbacks: Callbacks; pauses: PauseBook; desk: { stop(): void } }

function lifeOf(parts: DeliveryParts, { book, writes, limit, callbacks, pauses, desk }: Rooms): Pick<OpenDelivery, 'start' | 'stop'> {
  const { engine } = parts
  const room: ExecuteRoom = { parts, book, writes, succeeding: (run, effects) => callbacks.tell(run, effects) }
  const isCallback = ({ flow }: { flow: string }): boolean => flow === CALLBACK_FLOW
  let stopped = false
  let correctLater = (): void => undefined
  const noteFailure = (error: unknown): void => parts.failed(toProblem(error), 'waiting documents could not be counted')
  return {
    start: async () => {
      await pauses.open()
      await engine.start({
        run: (context) => (isCallback(context) ? observed(callbacks.deliver(context), parts.observer) : executeDocument(room, context)),
        changed: (job) => void (isCallback(job) || quietly(parts, () => book.changed(job))),
      })
      const correct = async (): Promise<void> => {
        await correctLimit(parts, limit).catch(noteFailure)
        if (parts.shared && !stopped) correctLater = parts.after(CORRECT_EVERY_MS, () => void correct())
      }
      await correct()
      const catchUp = async (): Promise<void> => {
        await reconcile(parts, book, () => stopped)
        await tellAgain(parts, callbacks, () => stopped)
      }
      catchUp().catch((error: unknown) => {
        if (!stopped) parts.failed(toProblem(error), 'records of runs could not be brought in step with their jobs')
      })
    },
    stop: async (graceMs) => {
      stopped = true
      correctLater()
      desk.stop()
      await engine.stop(graceMs)
    },
  }
}

async function correctLimit(parts: DeliveryParts, limit: QueueLimit): Promise<void> {
  const byClient = await parts.store.runs.countsBy('client', IN_QUEUE)
  limit.correct((await queueOf(parts)).waiting, byClient)
}

/** Whoever is told of a document must not change what becomes of it: an error within the work of the engine would end the process. */
function quietly({ failed }: Pick<DeliveryParts, 'failed'>, tell: () => void): void {
  try {
    tell()
  } catch (error) {
    failed(toProblem(error), 'a change of a document could not be told')
  }
}

async function observed(delivered: Promise<Outcome>, observer: DeliveryParts['observer']): Promise<Outcome> {
  const outcome = await delivered
  observer?.callback(outcome.ok)
  return outcome
}

const isStill = (run: RunRecord | undefined): boolean => run !== undefined && standsStill(run)

interface BookRoom {
  limit: QueueLimit
  watchers: Watchers
  callbacks: Callbacks
}

function createBook(parts: DeliveryParts, { limit, watchers, callbacks }: BookRoom): RunBook {
  const { store, now, limits } = parts
  const moved = (run: RunRecord, before: RunRecord | undefined): void => {
    limit.moved(run, before)
    quietly(parts, () => parts.announce(run, before))
    if (!standsStill(run) || run.state === before?.state) return
    watchers.tell(run.id)
    // That it has succeeded was told before it was written.
    if (run.state !== 'succeeded') void tell(run)
  }
  const tell = async (run: RunRecord): Promise<void> => {
    try {
      await callbacks.tell(run, (await store.runs.get(run.id))?.effects ?? [])
    } catch (error) {
      parts.failed(toProblem(error), 'a client could not be told of a run')
    }
  }
  return new RunBook({ runs: store.runs, rebuild: (id) => rebuildRun(parts, id), now, moved, keeps: limits.records })
}

/** The first record of a job, from its body. */
async function rebuildRun({ store, engine }: Pick<DeliveryParts, 'store' | 'engine'>, id: string): Promise<RunEntry | undefined> {
  const job = await engine.get(id)
  const sealed = job && job.flow !== CALLBACK_FLOW ? await engine.open(id) : undefined
  if (!job || !sealed) return undefined
  const { expiresAt, ...view } = job
  const envelope = openEnvelope(store.bodies, id, sealed)
  return { run: queuedRun({ ...view, ...(expiresAt !== null && { expiresAt }) }, envelope, job.acceptedAt), keys: envelope.keys ?? [] }
}

/** Callbacks count as well: they wait for the disk and the targets like documents. */
async function queueOf({ engine }: Pick<DeliveryParts, 'engine'>): Promise<{ waiting: number; oldestAt: number | null; blockedLanes: number }> {
  const { counts, oldestAt } = await engine.stats()
  const { queued, active, waiting, blocked, paused } = counts
  return { waiting: queued + active + waiting + blocked + paused, oldestAt, blockedLanes: blocked }
}
