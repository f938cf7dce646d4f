import type { IncomingMessage } from 'node:http'

const TRACEPARENT = /^[\da-f]{2}-[\da-f]{32}-[\da-f]{16}-[\da-f]{2}$/

/** The trace that a request belongs to (W3C Trace Context); one that is malformed is ignored, as the standard asks for. */
export function readTraceparent({ headers }: IncomingMessage): string | undefined {
  const text = headers.traceparent
  return typeof text === 'string' && TRACEPARENT.test(text) ? text : undefined
}
