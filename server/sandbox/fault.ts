import type { ServerResponse } from 'node:http'
import { z } from 'zod'

/** A way in which the sandbox misbehaves, for trying out what a flow does then. */
export const Fault = z.strictObject({
  mode: z
    .enum(['none', 'down', 'flaky', 'slow', 'reset', 'html', 'truncate', 'huge', 'error-in-200'])
    .describe('flaky: every other request is down. truncate: the JSON stops in the middle. huge: 50 MB.'),
  /** Wait of `slow`, in milliseconds. */
  ms: z.int().min(0).max(600_000).default(60_000).optional(),
  /** Seconds in `Retry-After` of a refusal; left out: no such header. */
  retryAfter: z.int().min(0).max(3600).optional(),
})
export type Fault = z.infer<typeof Fault>

/** Answers with the fault; false if the request is to be served properly. `count` is the number of the request. */
export function answerFault(fault: Fault, count: number, response: ServerResponse): boolean {
  switch (fault.mode) {
    case 'none':
      return false
    case 'flaky':
      if (count % 2 === 0) return false
      return answerDown(response, fault.retryAfter)
    case 'down':
      return answerDown(response, fault.retryAfter)
    case 'slow':
      return answerLate(response, fault.ms ?? 60_000)
    case 'reset':
      response.destroy()
      return true
    case 'html':
      return answer(response, 'text/html', '<!doctype html><html><title>Sign in</title><h1>Please sign in</h1></html>')
    case 'truncate':
      return answer(response, 'application/json', '{"data":[{"id":"C-1001","first_na')
    case 'huge':
      return answerHuge(response)
    case 'error-in-200':
      return answer(
        response,
        'application/json',
        '{"error":{"code":"internal","text":"Something went wrong."},"code":"E-INTERNAL","text":"Something went wrong."}',
      )
  }
}

function answer(response: ServerResponse, type: string, text: string): true {
  response.writeHead(200, { 'content-type': type }).end(text)
  return true
}

function answerDown(response: ServerResponse, retryAfter: number | undefined): true {
  response.writeHead(503, { 'content-type': 'text/plain', ...(retryAfter !== undefined && { 'retry-after': String(retryAfter) }) }).end('down')
  return true
}

function answerLate(response: ServerResponse, ms: number): true {
  const timer = setTimeout(() => answer(response, 'application/json', '{}'), ms)
  response.on('close', () => clearTimeout(timer))
  return true
}

function answerHuge(response: ServerResponse): true {
  const chunk = Buffer.from(`${'"0123456789abcde",'.repeat(4096)}\n`)
  let left = Math.ceil(50_000_000 / chunk.length)
  response.writeHead(200, { 'content-type': 'application/json' }).write('[')
  const pour = (): void => {
    while (left > 0 && !response.destroyed) {
      left -= 1
      if (!response.write(chunk)) return
    }
    response.end('0]')
  }
  response.on('drain', pour)
  pour()
  return true
}
