import type { IncomingMessage } from 'node:http'
import type { Document } from '../delivery/contract.ts'
import type { CallerRequest, PreparedOperation } from '../hub/operation-contract.ts'
import type { CanonicalOperation, CanonicalOperationId } from '../model/canonical-operation.ts'
import type { Problem } from '../model/problem.ts'
import { answerAccepted } from './answer-accepted.ts'
import { requireCaller } from './api-caller.ts'
import { answerCaller, CALLER_HEADERS, type CallerAnswer, REPLAYED_HEADER, RUN_HEADER } from './caller-answer.ts'
import { planInput } from './canonical-input.ts'
import type { ServeOperation } from './canonical-routes.ts'
import { type HttpEnvironment, requireAccepting } from './environment.ts'
import { Exchange } from './exchange.ts'
import { readIdempotencyKey } from './idempotency-key.ts'
import { readJsonBody } from './json-body.ts'
import { type Preference, readPreference } from './preference.ts'
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
      const client = (exchange.caller = requireCaller(hub, request, response))
      const query = plan.query(request.url ?? '')
      const { key, preference } = operation.reads ? NO_WISHES : wishesOf(request)
      admission.enter(client)
      entered = true
      const sent = await readJsonBody(request, settings.bodyLimit)
      const body = plan.read({ ...params, ...query }, sent.value, request.headers['if-match'])
      const asked: CallerRequest = { client, operation: id, body, searchToken: searchTokenOf(request) }
      const preparing = key === undefined ? hub.prepare(asked) : prepareAgain(environment, asked, key)
      const prepared = preparing instanceof Promise ? await preparing : preparing
      if (prepared.flow === undefined) return answerCaller(response, goodAnswer(operation, prepared, { body: undefined }))
      const document = documentOf(request, prepared, {
        client,
        flow: prepared.flow,
        operation: id,
        body,
        bytes: sent.bytes,
        ...(key !== undefined && { idempotencyKey: key }),
      })
      if (preference) return await answerAccepted(environment, { document, operation: id, preference, accepted: prepared.accepted, exchange, response })
      const answered = await delivery.answer(document, exchange.signal)
      exchange.run = answered.run.id
      if (answered.problem) return await answerRefused(exchange, prepared, answered.problem)
      answerCaller(response, goodAnswer(operation, prepared, { run: exchange.run, body: answered.response?.body, repeated: answered.repeated }))
    } catch (error) {
      exchange.fail(error, problemOptions(exchange))
    } finally {
      if (entered) admission.leave()
    }
  }
}

const problemOptions = ({ run }: Exchange): { withVendorMessage: true; headers: Record<string, string> } => ({
  withVendorMessage: true,
  headers: { ...CALLER_HEADERS, ...(run !== undefined && { [RUN_HEADER]: run }) },
})

/** The flow has ended with a problem. */
async function answerRefused(exchange: Exchange, { fail, beside }: PreparedOperation, problem: Problem): Promise<void> {
  exchange.fail(fail?.(problem) ?? problem, { ...problemOptions(exchange), beside: await beside?.(problem) })
}

function wishesOf({ headers }: IncomingMessage): Wishes {
  const { 'idempotency-key': key, prefer } = headers
  if (key === undefined && prefer === undefined) return NO_WISHES
  return { key: key === undefined ? undefined : readIdempotencyKey(String(key)), preference: prefer === undefined ? undefined : readPreference(String(prefer)) }
}

function searchTokenOf({ headers }: IncomingMessage): string | undefined {
  const token = headers['search-token']
  return typeof token === 'string' ? token : undefined
}

/** The repeat of a request gets the first answer, also where the first one has made that it would be refused now. */
async function prepareAgain({ hub, delivery }: HttpEnvironment, asked: CallerRequest, idempotencyKey: string): Promise<PreparedOperation> {
  const { client, operation } = asked
  try {
    return await hub.prepare(asked)
  } catch (error) {
    if (await delivery.came({ client, operation, idempotencyKey })) return hub.prepare({ ...asked, again: true })
    throw error
  }
}

function documentOf(request: IncomingMessage, { body, implementation }: PreparedOperation, arrived: Document): Document {
  const document: Document = { ...arrived, body }
  if (body !== arrived.body) document.sent = arrived.body
  if (implementation !== undefined) document.implementation = implementation
  const traceparent = readTraceparent(request)
  if (traceparent !== undefined) document.traceparent = traceparent
  return document
}

interface Good {
  run?: string
  body: unknown
  repeated?: boolean
}

function goodAnswer(operation: CanonicalOperation, { answer, headers }: PreparedOperation, { run, body, repeated }: Good): CallerAnswer {
  const lines: string[] = run === undefined ? [] : [RUN_HEADER, run]
  if (repeated) lines.push(REPLAYED_HEADER, 'true')
  if (headers) for (const [name, value] of Object.entries(headers)) lines.push(name, value)
  const given = answer ? answer(body) : body
  if (operation.output === null) return { status: operation.status, lines }
  const version = (given as { versionToken?: unknown } | undefined)?.versionToken
  if (typeof version === 'string' && /^[\x21\x23-\x7e]+$/.test(version)) lines.push('etag', `"${version}"`)
  return { status: operation.status, lines, text: JSON.stringify(given) }
}
