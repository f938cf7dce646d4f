import { Problem } from '../model/problem.ts'

/** Codes of a target that speaks something other than proper HTTP. */
const MALFORMED = /^(HPE_|UND_ERR_RES_CONTENT_LENGTH_MISMATCH|UND_ERR_HEADERS_OVERFLOW)/
/** Codes of a request that could not be written. */
const UNSENDABLE = /^(UND_ERR_INVALID_ARG|UND_ERR_REQ_CONTENT_LENGTH_MISMATCH|ERR_INVALID_CHAR|ERR_HTTP_INVALID_HEADER_VALUE)$/

/**
 * An error of the network as a Problem. `begun`: the head of the answer was here already. Error codes are technical and may be stored; the
 * error itself may hold bytes of the answer and is not kept.
 */
export function networkProblem(error: unknown, begun: boolean): Problem {
  if (error instanceof Problem) return error
  const code = codeOf(error)
  if (MALFORMED.test(code)) return new Problem('target.malformed', `The answer is not proper HTTP (${code}).`)
  if (UNSENDABLE.test(code)) return new Problem('message.invalid', `The request cannot be sent (${code}).`)
  if (begun) return new Problem('target.unavailable', `The connection ended in the middle of the answer (${code}).`)
  return new Problem('target.unavailable', `No connection, or it ended before an answer came (${code}).`)
}

function codeOf(error: unknown): string {
  const code: unknown = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
  // undici gives some errors of its parser no code.
  if (code === undefined && error instanceof Error && error.name === 'HTTPParserError') return 'HPE_OTHER'
  return typeof code === 'string' && /^[A-Z0-9_]{1,64}$/.test(code) ? code : 'no code'
}
