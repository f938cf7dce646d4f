import type { MessageMeta } from '../model/message.ts'
import type { Bodies } from '../store/contract.ts'

/** What is sealed of an accepted document besides its body. */
export interface EnvelopeHead {
  client: string
  operation?: string
  /** Node id. */
  trigger: string
  request?: NonNullable<MessageMeta['request']>
  /** Bytes of the body as it arrived. */
  bytes: number
  traceparent?: string
  /** `<id>@<version>` of the one that the client used when the document arrived. */
  implementation?: string
  /** Of the body, where it came with an idempotency key. */
  tag?: string
  /** Keyed hashes of its business keys, in case a crash loses its record. */
  keys?: readonly string[]
  /** A request of the same id that was to be answered at once came before; its writes count. `crashed`: nobody knows all of them. */
  again?: 'ended' | 'crashed'
}

/** An accepted document as it is sealed in the queue. */
export interface Envelope extends EnvelopeHead {
  body: unknown
}

/** The sealed part of a job. */
export interface SealedDocument {
  key: Uint8Array
  body: Uint8Array
}

/** The text of an envelope; the text of the body is used as it is, so that it is written once only. */
export const envelopeText = (head: EnvelopeHead, bodyText: string): Uint8Array => Buffer.from(`${JSON.stringify(head).slice(0, -1)},"body":${bodyText}}`)

/** The text of a body; nothing is `null`. */
export const textOfBody = (body: unknown): string => JSON.stringify(body ?? null) ?? 'null'

/** Opens the envelope of a run. Throws `storage.failed`. */
export function openEnvelope(bodies: Bodies, run: string, { key, body }: SealedDocument): Envelope {
  return JSON.parse(Buffer.from(bodies.open(run, key, body)).toString('utf8')) as Envelope
}
