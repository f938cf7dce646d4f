import type { Express, Request, Response } from 'express'
import { answerAccepted } from './answer-accepted.ts'
import { CALLER_HEADERS, REPLAYED_HEADER, RUN_HEADER } from './caller-answer.ts'
import { type HttpEnvironment, requireAccepting } from './environment.ts'
import { Exchange } from './exchange.ts'
import { readJsonBody } from './json-body.ts'
import { readPreference } from './preference.ts'
import { answerBatch } from './webhook/answer-batch.ts'
import { answeredPing, answerRun } from './webhook/answer-hook.ts'
import { checkSender } from './webhook/check-sender.ts'
import { findHook, isSigned } from './webhook/find-hook.ts'
import { hookDocuments, type Received } from './webhook/hook-documents.ts'
import { hookRequest } from './webhook/hook-request.ts'

/** Mounts the webhooks of flows: `/hooks/<path>` with an API key, `/hooks/<client>/<path>` with a signature; any method, JSON bodies. */
export function mountHookRoutes(app: Express, environment: HttpEnvironment): void {
  const { admission, settings, log } = environment
  app.all('/hooks/*path', async (request, response) => {
    const exchange = new Exchange(log, '/hooks/*', response)
    let entered = false
    try {
      requireAccepting(environment)
      const hook = findHook(environment, request, response)
      exchange.caller = hook.client
      // Who has no key must not use up what the client may send.
      const signed = isSigned(hook)
      admission.enter(signed ? undefined : hook.client)
      entered = true
      const sent = await readJsonBody(request, settings.bodyLimit, signed ? (bytes) => checkSender(environment, hook, { request, bytes }) : undefined)
      if (signed) admission.charge(hook.client)
      await answerHook(environment, { hook, request, about: hookRequest(request, hook.path), sent }, { exchange, response })
    } catch (error) {
      exchange.fail(error, { withVendorMessage: true, headers: { ...CALLER_HEADERS, ...(exchange.run !== undefined && { [RUN_HEADER]: exchange.run }) } })
    } finally {
      if (entered) admission.leave()
    }
  })
}

async function answerHook(
  environment: HttpEnvironment,
  received: Received & { request: Request },
  { exchange, response }: { exchange: Exchange; response: Response },
): Promise<void> {
  const { hook, request } = received
  const { accept, batch } = hook.receives
  if (await answeredPing(response, received)) return
  const asked = request.headers.prefer === undefined ? undefined : readPreference(String(request.headers.prefer))
  const preference = asked ?? (accept ? { waitMs: 0, applied: '' } : undefined)
  const documents = await hookDocuments(received)
  if (batch !== undefined) return answerBatch(environment, { documents, accept: preference !== undefined, exchange, response })
  const document = documents[0]!
  if (preference) return answerAccepted(environment, { document, operation: `${request.method} ${hook.path}`, preference, exchange, response })
  const answered = await environment.delivery.answer(document, exchange.signal)
  exchange.run = answered.run.id
  if (answered.problem) throw answered.problem
  answerRun(response, answered.response, { [RUN_HEADER]: exchange.run, ...(answered.repeated && { [REPLAYED_HEADER]: 'true' }) })
}
