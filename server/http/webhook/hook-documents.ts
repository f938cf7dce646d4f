import type { IncomingMessage } from 'node:http'
import type { Document } from '../../delivery/contract.ts'
import type { MessageMeta } from '../../model/message.ts'
import { Problem } from '../../model/problem.ts'
import { readIdempotencyKey } from '../idempotency-key.ts'
import type { JsonBody } from '../json-body.ts'
import { readTraceparent } from '../traceparent.ts'
import type { Hook } from './find-hook.ts'

const MOST_MESSAGES = 1000

/** A request for a webhook that has been read. */
export interface Received {
  hook: Hook
  request: IncomingMessage
  /** As the flow sees it. */
  about: NonNullable<MessageMeta['request']>
  sent: JsonBody
}

/** Variables of the expressions of the webhook. */
export function bindingsOf({ hook, about, sent }: Received): Readonly<Record<string, unknown>> {
  return { meta: { client: hook.client, flow: hook.flow, request: about }, input: sent.value ?? null }
}

/** The documents of a request, in order: its body, or each element of its list. Throws `request.invalid`, or as the expression of the id does. */
export async function hookDocuments(received: Received): Promise<Document[]> {
  const { hook, request, about, sent } = received
  const { client, flow, trigger, receives } = hook
  const bodies = receives.batch === undefined ? [sent.value ?? null] : listAt(sent.value, receives.batch)
  const ids = await Promise.all(bodies.map((body) => idOf(received, body)))
  const traceparent = readTraceparent(request)
  return bodies.map((body, index): Document => {
    const id = ids[index]
    // Messages of one request that share an id are told apart by their place.
    const key = id !== undefined && ids.indexOf(id) !== ids.lastIndexOf(id) ? `${id}#${index}` : id
    return {
      client,
      flow,
      trigger,
      body,
      bytes: receives.batch === undefined ? sent.bytes : Buffer.byteLength(JSON.stringify(body)),
      request: about,
      ...(key !== undefined && { idempotencyKey: key }),
      ...(traceparent !== undefined && { traceparent }),
    }
  })
}

function listAt(body: unknown, path: string): unknown[] {
  const place = path === '' ? 'the body' : path
  let list = body
  for (const key of path === '' ? [] : path.split('.'))
    list = typeof list === 'object' && list !== null && Object.hasOwn(list, key) ? (list as Record<string, unknown>)[key] : undefined
  if (!Array.isArray(list)) throw invalid(place, 'must be a list of messages')
  if (list.length > MOST_MESSAGES) throw invalid(place, `must hold at most ${MOST_MESSAGES} messages`)
  return list
}

async function idOf(received: Received, body: unknown): Promise<string | undefined> {
  const { receives } = received.hook
  const { headers } = received.request
  if (!receives.id) {
    if (receives.signature.scheme === 'standard-webhooks') return String(headers['webhook-id'])
    const key = headers['idempotency-key']
    return key === undefined ? undefined : readIdempotencyKey(String(key))
  }
  const id = await receives.id(body, bindingsOf(received))
  if (typeof id === 'number') return String(id)
  if (typeof id !== 'string' || id === '') throw invalid('id', 'the message has no id by which a repeated one could be told')
  return id
}

const invalid = (path: string, message: string): Problem =>
  new Problem('request.invalid', 'The request is not what the webhook takes.', { errors: [{ path, message }] })
