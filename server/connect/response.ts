import { Problem } from '../model/problem.ts'
import type { RawResponse } from './send.ts'

/** An answer of the target, read. Expressions see it with `input` added. */
export interface TargetResponse {
  readonly status: number
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>
  /** Undefined where there is none, or where an unsuccessful answer holds something other than JSON. */
  readonly body: unknown
}

/** `json`: nothing else is accepted. `any`: other content is given as a text, but no HTML. */
export type ResponseKind = 'json' | 'any'

// Keys that could reach the prototype of an object, or that JSONata takes for its own marks, also when written with escapes.
const SUSPICIOUS = ['__proto__', '_jsonata_', '\\u005']
const FORBIDDEN_KEY = /^(__proto__|_jsonata_lambda|_jsonata_function)$/

/** Levels that the JSON of an answer may have: as many as everything that walks through it copes with. */
const MOST_LEVELS = 500

/**
 * Reads the body of an answer. A good answer that is HTML, cut off, nested too deeply or otherwise no JSON fails with `target.malformed`; for a bad one only the
 * status counts then, except that an HTML page with 404 or 405 means a wrong address and not a missing record.
 */
export function readResponse(raw: RawResponse, kind: ResponseKind): TargetResponse {
  const { status, headers } = raw
  const good = status >= 200 && status < 300
  if (raw.body.length === 0 || status === 204) return { status, headers, body: undefined }
  const type = headers['content-type'] ?? ''
  const text = raw.body.toString('utf8').replace(/^\uFEFF/, '')
  const html = /html/i.test(type) || /^\s*<(!doctype|html)/i.test(text.slice(0, 200))
  if (html && (good || status === 404 || status === 405)) throw new Problem('target.malformed', `The target answered ${status} with an HTML page.`)
  if (headers['content-encoding'] && good) throw new Problem('target.malformed', 'The answer is compressed, which was not asked for.')
  if (html) return { status, headers, body: undefined }
  if (kind === 'any' && !/json/i.test(type)) return { status, headers, body: text }
  return { status, headers, body: parse(text, good) }
}

function parse(text: string, good: boolean): unknown {
  const value = parseJson(text, good)
  // A shorter text cannot be too deep.
  if (text.length < 2 * MOST_LEVELS || !isDeeper(value, MOST_LEVELS)) return value
  throw new Problem('target.malformed', `The answer is nested deeper than ${MOST_LEVELS} levels.`)
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  return levels === 0 || Object.values(value).some((entry) => isDeeper(entry, levels - 1))
}

function parseJson(text: string, good: boolean): unknown {
  try {
    return SUSPICIOUS.some((mark) => text.includes(mark)) ? JSON.parse(text, dropForbidden) : JSON.parse(text)
  } catch {
    // The error of the parser quotes the text, so it is not kept as a cause.
    if (!good) return undefined
    throw new Problem('target.malformed', 'The answer is no complete JSON.')
  }
}

function dropForbidden(this: unknown, key: string, value: unknown): unknown {
  return FORBIDDEN_KEY.test(key) ? undefined : value
}
