import type { Response } from 'express'
import type { RunResult } from '../../flow/contract.ts'
import { answerCaller, CALLER_HEADERS } from '../caller-answer.ts'
import { bindingsOf, type Received } from './hook-documents.ts'

/** Headers that a flow may not set: they belong to the connection or to the session of the editor. */
const RESERVED =
  /^(content-length|transfer-encoding|connection|keep-alive|upgrade|trailer|te|set-cookie|x-patchbay-.*|content-security-policy|x-content-type-options)$/i

/** Answers with what the flow gave. `headers`: of the run; those of the flow come after those that every answer has. */
export function answerRun(response: Response, result: RunResult['response'], headers: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries({ ...CALLER_HEADERS, ...headers })) response.setHeader(name, value)
  if (result === null) {
    response.statusCode = 204
    response.end()
    return
  }
  response.statusCode = result.status
  response.setHeader('content-type', 'application/json; charset=utf-8')
  for (const [name, value] of Object.entries(result.headers ?? {})) if (!RESERVED.test(name)) response.setHeader(name, value)
  response.end(result.status === 204 || result.status === 304 || result.body === undefined ? undefined : JSON.stringify(result.body))
}

/** Answers a request that only tries the address, if it is one. */
export async function answeredPing(response: Response, received: Received): Promise<boolean> {
  const { ping, pingAnswer } = received.hook.receives
  const [body, bindings] = [received.sent.value ?? null, bindingsOf(received)]
  if (!ping || !(await ping(body, bindings))) return false
  const answer = pingAnswer ? ((await pingAnswer(body, bindings)) ?? {}) : {}
  if (typeof answer === 'string') response.writeHead(200, { ...CALLER_HEADERS, 'content-type': 'text/plain; charset=utf-8' }).end(answer)
  else answerCaller(response, { status: 200, lines: [], text: JSON.stringify(answer) })
  return true
}
