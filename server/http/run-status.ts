import { createHash } from 'node:crypto'
import type { RunStatus } from '../model/delivery.ts'
import { Problem } from '../model/problem.ts'
import { requireCaller } from './api-caller.ts'
import { answerCaller, CALLER_HEADERS, RUN_HEADER } from './caller-answer.ts'
import type { ServeOperation } from './canonical-routes.ts'
import { type HttpEnvironment, requireAccepting } from './environment.ts'
import { Exchange } from './exchange.ts'
import { refuseQuery } from './refuse-query.ts'

/** Where a caller asks for the state of a document, in OpenAPI notation. */
export const RUN_STATUS_PATH = '/api/v1/runs/{id}'

/** The address of the state of one document. */
export const runStatusAddress = (run: string): string => RUN_STATUS_PATH.replace('{id}', encodeURIComponent(run))

/** Serves the state of an accepted document to the client that sent it; for anybody else there is none. */
export function serveRunStatus(environment: HttpEnvironment): ServeOperation {
  const { hub, delivery, admission, log, now } = environment
  return async (request, response, { id }) => {
    const exchange = new Exchange(log, RUN_STATUS_PATH, response)
    let entered = false
    try {
      requireAccepting(environment)
      const client = (exchange.caller = requireCaller(hub, request, response))
      if (request.url?.includes('?')) refuseQuery()
      admission.enter(client)
      entered = true
      const status = await delivery.status(client, String(id))
      if (!status) throw new Problem('request.not-found', 'This client has sent no document of this id that was accepted.', { at: 'id' })
      exchange.run = status.id
      const text = JSON.stringify(status)
      const tag = `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`
      const lines = [RUN_HEADER, status.id, 'etag', tag, ...statusRetryLines(status, now())]
      if (request.headers['if-none-match']?.includes(tag)) return answerCaller(response, { status: 304, lines })
      answerCaller(response, { status: 200, lines, text })
    } catch (error) {
      exchange.fail(error, { headers: CALLER_HEADERS })
    } finally {
      if (entered) admission.leave()
    }
  }
}

/** Seconds after which the state may be another. A held document waits for a person. */
const SECONDS: Partial<Record<RunStatus['state'], number>> = { accepted: 1, running: 1, retrying: 1, held: 60 }

/** The header `Retry-After` for a document that is under way, as name and value. */
export function statusRetryLines({ state, nextAttemptAt }: RunStatus, now: number): string[] {
  const seconds = SECONDS[state]
  if (seconds === undefined) return []
  const due = nextAttemptAt === null ? 0 : Math.ceil((Date.parse(nextAttemptAt) - now) / 1000)
  return ['retry-after', String(Math.max(seconds, due))]
}
