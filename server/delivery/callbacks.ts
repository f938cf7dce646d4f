import type { Outcome, RetryPolicy, RunContext } from '../engine/contract.ts'
import { CallbackEvent } from '../model/client.ts'
import type { Callback } from '../model/callback.ts'
import type { EffectRecord } from '../model/delivery.ts'
import { Problem, toProblem } from '../model/problem.ts'
import type { RunRecord } from '../model/run.ts'
import type { DeliveryParts } from './parts.ts'
import { isoTime, statusOf } from './run-state.ts'
import { newWebhookSecret, webhookHeaders } from './webhook-signature.ts'

/** Flow id of the jobs that carry callbacks; no flow can have it. */
export const CALLBACK_FLOW = '~callback'

/** A receiver that is down for half a day misses nothing; after that its message is put aside, and the next one is sent. */
export const CALLBACK_POLICY: RetryPolicy = { attempts: 12, firstDelayMs: 5_000, factor: 3, mostDelayMs: 7_200_000, after: 'skip' }

/** How long a message to a client is kept, in milliseconds. */
const KEEP_MS = 3 * 86_400_000
const SECRET = 'callback'

interface Message {
  client: string
  body: string
}

/** Tells clients what became of the documents they sent: messages by Standard Webhooks, delivered like documents, in order and one by one for each client. */
export class Callbacks {
  private readonly parts: Pick<DeliveryParts, 'store' | 'engine' | 'connect' | 'callback' | 'now' | 'random'>

  constructor(parts: Pick<DeliveryParts, 'store' | 'engine' | 'connect' | 'callback' | 'now' | 'random'>) {
    this.parts = parts
  }

  /** Accepts the message about the state of a run durably, if its client wants to hear of it. The same end of the same attempt is told once, and success once for all. */
  async tell(run: RunRecord, effects: readonly EffectRecord[]): Promise<void> {
    const event = CallbackEvent.safeParse(run.state)
    const callback = event.success ? this.parts.callback(run.client) : undefined
    if (!event.success || !callback?.events.includes(event.data)) return
    const { store, engine, now } = this.parts
    const id = `${run.id}${timeOf(run, event.data)}.${event.data}`
    const told: Callback = { type: `run.${event.data}`, timestamp: isoTime(now()), data: statusOf(run, effects) }
    const message: Message = { client: run.client, body: JSON.stringify(told) }
    const sealed = store.bodies.seal(id, Buffer.from(JSON.stringify(message)))
    const lane = store.seal.hmac(`callback\n${run.client}`)
    await engine.submit({ id, lane, flow: CALLBACK_FLOW, flowVersion: 0, tag: event.data, ...sealed, expiresAt: now() + KEEP_MS })
  }

  /** One attempt to deliver a message. */
  async deliver(context: RunContext): Promise<Outcome> {
    const { store, connect, callback: find, now } = this.parts
    const { client, body } = JSON.parse(Buffer.from(store.bodies.open(context.id, context.key, context.body)).toString('utf8')) as Message
    const callback = find(client)
    // Nobody wants to hear of it any more.
    if (!callback) return { ok: true }
    try {
      const headers = webhookHeaders({ id: context.id, timestamp: Math.floor(now() / 1000), body }, await this.secretOf(client))
      const { status, retryAfter } = await connect.post(callback.url, { headers, body, signal: context.signal, local: callback.local })
      if (status >= 200 && status < 300) return { ok: true }
      return { ok: false, problem: 'target.failed', retryable: status !== 410, ...(retryAfter !== undefined && { retryAfterMs: retryAfter * 1000 }) }
    } catch (error) {
      const { code } = toProblem(error)
      // An address that is refused today may be allowed tomorrow; the client is not told otherwise.
      return { ok: false, problem: code, retryable: true }
    }
  }

  /** Makes a new secret; the one before no longer counts. */
  async renewSecret(client: string): Promise<string> {
    const secret = newWebhookSecret(this.parts.random)
    await this.parts.store.secrets.write(ownerOf(client), { [SECRET]: secret })
    return secret
  }

  private async secretOf(client: string): Promise<string> {
    const { [SECRET]: secret } = await this.parts.store.secrets.read(ownerOf(client))
    if (secret === undefined) throw new Problem('connection.invalid', 'The client has no secret for its callbacks.', { at: SECRET })
    return secret
  }
}

/** Tells the times apart at which the same may become of a document. */
function timeOf({ delivery }: RunRecord, event: CallbackEvent): string {
  // Once, also where the process died after the message was accepted, so that another attempt finds everything done.
  if (event === 'succeeded') return ''
  // A document that was sent again may expire again without having been tried.
  if (event === 'needs-payload') return `.${Date.parse(delivery?.expiresAt ?? '') || 0}`
  return `.${delivery?.attempt ?? 0}`
}

const ownerOf = (client: string): string => `client:${client}`
