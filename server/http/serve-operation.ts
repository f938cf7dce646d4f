import type { IncomingMessage } from 'node:http'
import type { Document } from '../delivery/contract.ts'
import type { CanonicalOperation, CanonicalOperationId } from '../model/canonical-operation.ts'
import { answerAccepted } from './answer-accepted.ts'
import { requireClient } from './api-caller.ts'
import { answerCaller, CALLER_HEADERS, REPLAYED_HEADER, RUN_HEADER } from './caller-answer.ts'
import { planInput } from './canonical-input.ts'
import type { ServeOperation } from './canonical-routes.ts'
import { type HttpEnvironment, requireAccepting } from './environment.ts'
import { Exchange } from './exchange.ts'
import { readIdempotencyKey } from './idempotency-key.ts'
import { readJsonBody } from './json-body.ts'
import { type Preference, readPreference } from './preference.ts'
import { refuseQuery } from './refuse-query.ts'
import { readTraceparent } from './traceparent.ts'

/** What a caller asks for besides the operation itself. */
interface Wishes {
  key?: string | undefined
  preference?: Preference | undefined
}

const NO_WISHES: Wishes = {}

/** Serves one canonical operation: at once through its flow, or as an accepted document. */
export function serveOperation(environment: HttpEnvironment, id: CanonicalOperationId, operation: CanonicalOperation): ServeOperation {
  const { hub, delivery, admission, settings, log } = environment
  const plan = planInput(operation)
  return async (request, response, params) => {
    const exchange = new Exchange(log, operation.path, response)
    let entered = false
    try {
      requireAccepting(environment)
      const client = (exchange.caller = requireClient(hub, request))
      const flow = hub.clients.boundFlow(client, id)
      refuseQuery(request)
      const { key, preference } = operation.reads ? NO_WISHES : wishesOf(request)
      admission.enter(client)
      entered = true
      const sent = await readJsonBody(request, settings.bodyLimit)
      const body = plan.read(params, sent.value, request.headers['if-match'])
      const document: Document = { client, flow, operation: id, body, bytes: sent.bytes }
      if (key !== undefined) document.idempotencyKey = key
      const traceparent = readTraceparent(request)
      if (traceparent !== undefined) document.traceparent = traceparent
      if (preference) return await answerAccepted(environment, { document, operation: id, preference, exchange, response })
      const answered = await delivery.answer(document, exchange.signal)
      exchange.run = answered.run.id
      if (answered.problem) throw answered.problem
      answerCaller(response, goodAnswer(operation, { run: exchange.run, body: answered.response?.body, repeated: answered.repeated }))
    } catch (error) {
      exchange.fail(error, { withVendorMessage: true, headers: { ...CALLER_HEADERS, ...(exchange.run !== undefined && { [RUN_HEADER]: exchange.run }) } })
    } finally {
      if (entered) admission.leave()
    }
  }
}

function wishesOf({ headers }: IncomingMessage): Wishes {
  const { 'idempotency-key': key, prefer } = headers
  if (key === undefined && prefer === undefined) return NO_WISHES
  return { key: key === undefined ? undefined : readIdempotencyKey(String(key)), preference: prefer === undefined ? undefined : readPreference(String(prefer)) }
}

function goodAnswer(operation: CanonicalOperation, { run, body, repeated }: { run: string; body: unknown; repeated: boolean }) {
  const lines = [RUN_HEADER, run]
  if (repeated) lines.push(REPLAYED_HEADER, 'true')
  if (operation.output === null) return { status: operation.status, lines }
  const version = (body as { versionToken?: unknown } | undefined)?.versionToken
  if (typeof version === 'string' && /^[\x21\x23-\x7e]+$/.test(version)) lines.push('etag', `"${version}"`)
  return { status: operation.status, lines, text: JSON.stringify(body) }
}
