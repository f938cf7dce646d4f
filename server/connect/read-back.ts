import type { Operation, ReadBackRule } from '../model/connector.ts'
import type { RepeatSafety } from '../model/delivery.ts'
import { Problem } from '../model/problem.ts'
import type { OperationCall, OperationResult, ReadBack } from './contract.ts'
import { pause } from './gate.ts'
import { compileTemplate, type Compiler } from './template.ts'

/**
 * Looks for a write in the target, calling the reading operation through `call`. Rejects with a Problem where the target cannot be asked.
 * A record that does not exist, and a reading that gives nothing, mean that the write was not applied.
 */
export type Look = (request: OperationCall, call: (request: OperationCall) => Promise<OperationResult>) => Promise<ReadBack>

/** How an operation may be repeated; undefined for one that only reads. */
export const repeatSafety = ({ effect, idempotency }: Operation): RepeatSafety | undefined => (effect === 'write' ? idempotency.by : undefined)

/** How a write is looked for; undefined where the operation declares no way. */
export function readBackRule({ effect, idempotency }: Operation): ReadBackRule | undefined {
  if (effect === 'read' || idempotency.by === 'nature') return undefined
  return idempotency.by === 'search' ? idempotency : idempotency.readBack
}

export interface ReadBackPlace {
  readonly compiler: Compiler
  readonly at: string
  /** How long the target may still be at work on a request whose caller is gone, in milliseconds. */
  readonly settleMs: number
  /** Milliseconds since 1970. */
  readonly now: () => number
}

/** Compiles how an operation is read back; undefined where it declares no way. Throws `expression.invalid`. */
export function prepareReadBack(operation: Operation, { compiler, at, settleMs, now }: ReadBackPlace): Look | undefined {
  const rule = readBackRule(operation)
  if (!rule) return undefined
  const inputFrom = compileTemplate(rule.input, compiler, `${at}.input`)
  const foundFrom = compileTemplate(rule.found, compiler, `${at}.found`)
  const look: Look = async ({ connection, input, signal, deadline }, call) => {
    const wanted = await inputFrom.from({ input })
    if (wanted === undefined || wanted === null) return { found: 'impossible' }
    const read = await call({ connection, operation: rule.operation, input: wanted, signal, ...(deadline !== undefined && { deadline }) }).catch(nothingFound)
    const output = read && (await foundFrom.from({ input, found: read.output }))
    if (!read || output === undefined || output === null) return { found: 'no' }
    const { sentBytes, receivedBytes } = read
    return { found: 'yes', result: { output, sentBytes, receivedBytes } }
  }
  if (REFUSES_SECOND.has(operation.idempotency.by)) return look
  return async (request, call) => {
    const first = await look(request, call)
    const waitMs = (request.sentAt ?? now()) + settleMs - now()
    if (first.found !== 'no' || waitMs <= 0) return first
    if (now() + waitMs > (request.deadline ?? Infinity))
      throw new Problem('target.unavailable', 'The target may still be at work on the earlier request.', { retryAfter: Math.ceil(waitMs / 1000) })
    await pause(waitMs, request.signal)
    return look(request, call)
  }
}

/** Ways in which the target itself keeps a second request from having a second effect, should the first one come through late. */
const REFUSES_SECOND: ReadonlySet<RepeatSafety> = new Set(['key', 'version'] as const)

function nothingFound(error: unknown): undefined {
  if (error instanceof Problem && error.code === 'target.not-found') return undefined
  throw error
}
