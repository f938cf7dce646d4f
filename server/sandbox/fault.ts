import type { ServerResponse } from 'node:http'
import { z } from 'zod'

/** A way in which the sandbox misbehaves, for trying out what a flow does then. */
export const Fault = z.strictObject({
  mode: z
    .enum(['none', 'down', 'flaky', 'flapping', 'limited', 'slow', 'reset', 'drop-answer', 'html', 'truncate', 'huge', 'error-in-200'])
    .describe(
      'down: 503. flaky: every other request is down. flapping: down and up in turns. limited: 429 with limit headers. ' +
        'drop-answer: what is asked is done, then the connection is cut. truncate: the JSON stops in the middle. huge: 50 MB.',
    ),
  /** Wait of `slow` (60,000 if left out), and length of one turn of `flapping` (1,000), in milliseconds. */
  ms: z.int().min(0).max(600_000).optional(),
  /** Seconds in `Retry-After` of `down`, `flaky`, `flapping` (no such header if left out) and `limited` (1). */
  retryAfter: z.int().min(0).max(3600).optional(),
  /** Only every so many-th request fails; all if left out. */
  every: z.int().min(1).max(1_000_000).optional(),
})
export type Fault = z.infer<typeof Fault>

/** Where a request stands while a fault is set. */
export interface FaultMoment {
  /** Number of the request. */
  readonly count: number
  /** Milliseconds since the fault was set. */
  readonly elapsedMs: number
}

/** Answers with the fault; false if the request is to be served properly. */
export function answerFault(fault: Fault, { count, elapsedMs }: FaultMoment, response: ServerResponse): boolean {
  if (fault.every !== undefined && count % fault.every !== 0) return false
  switch (fault.mode) {
    case 'none':
    case 'drop-answer':
      return false
    case 'flaky':
      return count % 2 !== 0 && answerDown(response, fault.retryAfter)
    case 'flapping':
      return Math.floor(elapsedMs / Math.max(1, fault.ms ?? 1000)) % 2 === 0 && answerDown(response, fault.retryAfter)
    case 'down':
      return answerDown(response, fault.retryAfter)
    case 'limited':
      return answerLimited(response, fault.retryAfter ?? 1)
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
      return answer(response, 'application/json', ERROR_IN_200)
  }
}

/** Whether the answer to a request that changed something is lost. */
export const dropsAnswer = ({ mode, every }: Fault, { count }: FaultMoment): boolean => mode === 'drop-answer' && count % (every ?? 1) === 0

/** Understood by the connectors of both sandboxes. */
const ERROR_IN_200 = '{"error":{"code":"internal","text":"Something went wrong."},"code":"E-INTERNAL","text":"Something went wrong."}'

function answer(response: ServerResponse, type: string, text: string): true {
  response.writeHead(200, { 'content-type': type }).end(text)
  return true
}

function answerDown(response: ServerResponse, retryAfter: number | undefined): true {
  response.writeHead(503, { 'content-type': 'text/plain', ...(retryAfter !== undefined && { 'retry-after': String(retryAfter) }) }).end('down')
  return true
}

function answerLimited(response: ServerResponse, seconds: number): true {
  const headers = { 'retry-after': `${seconds}`, 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': `${seconds}`, ratelimit: `"sandbox";r=0;t=${seconds}` }
  response.writeHead(429, { 'content-type': 'text/plain', ...headers }).end('slow down')
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
