import type { ServerResponse } from 'node:http'
import type { Document } from '../delivery/contract.ts'
import type { PreparedOperation } from '../hub/operation-contract.ts'
import type { RunStatus } from '../model/delivery.ts'
import { toProblem } from '../model/problem.ts'
import { answerCaller, REPLAYED_HEADER, RUN_HEADER } from './caller-answer.ts'
import type { HttpEnvironment } from './environment.ts'
import type { Exchange } from './exchange.ts'
import type { Preference } from './preference.ts'
import { runStatusAddress, statusRetryLines } from './run-status.ts'

interface Acceptance {
  document: Document
  /** As the state names it: a canonical operation. */
  operation: string
  preference: Preference
  /** Called when the document is durable, unless it was before. */
  accepted?: PreparedOperation['accepted'] | undefined
  exchange: Exchange
  response: ServerResponse
}

/** Accepts a document durably, waits for its end as long as the caller likes, and answers 202 with its state. */
export async function answerAccepted(
  environment: HttpEnvironment,
  { document, operation, preference, accepted, exchange, response }: Acceptance,
): Promise<void> {
  const { delivery, log, now } = environment
  const { run, repeated } = await delivery.accept(document)
  exchange.run = run
  try {
    if (!repeated) await accepted?.(run)
  } catch (error) {
    // It is accepted all the same: whoever sends it again would have it twice.
    log.error({ run, problem: toProblem(error).message }, 'an accepted document could not be noted')
  }
  if (preference.waitMs > 0) await delivery.settled(run, preference.waitMs, exchange.signal)
  // The state of a document that has just been accepted is known without asking for it.
  const known = repeated || preference.waitMs > 0 ? await delivery.status(document.client, run) : undefined
  const status = known ?? newStatus({ id: run, operation, acceptedAt: new Date(now()).toISOString() })
  const lines = [RUN_HEADER, run, 'location', runStatusAddress(run), ...statusRetryLines(status, now())]
  if (preference.applied !== '') lines.push('preference-applied', preference.applied)
  if (repeated) lines.push(REPLAYED_HEADER, 'true')
  answerCaller(response, { status: 202, lines, text: JSON.stringify(status) })
}

const newStatus = (given: Pick<RunStatus, 'id' | 'operation' | 'acceptedAt'>): RunStatus => ({
  ...given,
  state: 'accepted',
  endedAt: null,
  attempt: 0,
  nextAttemptAt: null,
  problem: null,
  references: [],
})
