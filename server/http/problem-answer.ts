import type { ServerResponse } from 'node:http'
import type { ProblemCode } from '../model/problem-table.ts'
import { type Problem, problemDocument } from '../model/problem.ts'

export interface ProblemAnswer {
  /** Run id, or request id. */
  correlationId: string
  /** Only for the caller whose own data it speaks of. */
  withVendorMessage?: boolean
  /** Members of the document that are no part of the problem. */
  beside?: Readonly<Record<string, unknown>> | undefined
  headers?: Readonly<Record<string, string>>
}

/** Answers with the problem document (RFC 9457). Once a head is out, the connection is closed instead. */
export function answerProblem(response: ServerResponse, problem: Problem, answer: ProblemAnswer): void {
  if (response.headersSent) {
    response.destroy()
    return
  }
  const { correlationId, withVendorMessage = false, beside, headers = {} } = answer
  const text = JSON.stringify({ ...problemDocument(problem, { correlationId, withVendorMessage }), ...beside })
  for (const [name, value] of Object.entries({ ...problemHeaders(problem), ...headers })) response.setHeader(name, value)
  dropRest(response)
  response.statusCode = problem.kind.status
  response.setHeader('content-length', Buffer.byteLength(text))
  response.end(response.req.method === 'HEAD' ? undefined : text)
}

/** Bytes of a refused body that are read and dropped, so that a caller who is still sending gets to read the answer. */
const MOST_DROPPED = 16_000_000

function dropRest(response: ServerResponse): void {
  const { req: request } = response
  if (request.complete) return
  request.resume()
  const announced = Number(request.headers['content-length'] ?? Number.POSITIVE_INFINITY)
  if (announced > MOST_DROPPED) response.setHeader('connection', 'close')
}

/** Seconds after which another try makes sense, where the problem does not say it. */
const RETRY_SECONDS: Partial<Record<ProblemCode, number>> = {
  'request.rate-limited': 1,
  'request.in-progress': 1,
  'queue.full': 5,
  'flow.paused': 30,
  'connection.paused': 30,
  'service.stopping': 5,
}

function problemHeaders(problem: Problem): Record<string, string> {
  const retryAfter = problem.retryAfter ?? RETRY_SECONDS[problem.code]
  const seconds = retryAfter === undefined ? undefined : Math.max(0, Math.ceil(retryAfter))
  return {
    'content-type': 'application/problem+json; charset=utf-8',
    'cache-control': 'no-store',
    ...(problem.kind.status === 401 && { 'www-authenticate': 'Bearer realm="patchbay"' }),
    ...(seconds !== undefined && { 'retry-after': String(seconds) }),
    ...(problem.code === 'request.rate-limited' && { ratelimit: `"${problem.at ?? 'requests'}";r=0;t=${seconds}` }),
  }
}
