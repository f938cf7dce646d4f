import type { ServerResponse } from 'node:http'

/** Headers of every answer to a machine caller: nothing is cached, guessed or rendered. */
export const CALLER_HEADERS = {
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; sandbox",
} as const

/** Names the run in every answer that has one. */
export const RUN_HEADER = 'x-patchbay-run'
/** Says that an answer was given before and nothing has been done now. */
export const REPLAYED_HEADER = 'idempotent-replayed'

/** Name, value, name, value, as Node takes them. */
const CALLER_LINES: readonly string[] = Object.entries(CALLER_HEADERS).flat()

export interface CallerAnswer {
  status: number
  /** Further headers: name, value, name, value. */
  lines: readonly string[]
  /** JSON text; left out: no body. */
  text?: string
}

/** Headers are written in one go: setting them one by one makes Node keep a table of them first. */
export function answerCaller(response: ServerResponse, { status, lines, text }: CallerAnswer): void {
  const headers = [...CALLER_LINES, ...lines]
  if (text !== undefined) headers.push('content-type', 'application/json; charset=utf-8', 'content-length', String(Buffer.byteLength(text)))
  response.writeHead(status, headers).end(text)
}
