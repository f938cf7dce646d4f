/** Headers of an answer, names in lower case. */
export type AnswerHeaders = Readonly<Record<string, string>>

/** Names of the headers of one limit: calls that are left, and when more are allowed. */
export interface LimitHeaderNames {
  readonly remaining: string
  readonly reset: string
}

export interface LimitAnswer {
  readonly status: number
  readonly headers: AnswerHeaders
  /** Seconds that the target has asked for in another way. */
  readonly told?: number | undefined
}

/** Longest silence that a target may ask for. A wrong header must not silence a connection for good. */
const MOST_MS = 86_400_000

const COMMON: readonly LimitHeaderNames[] = [
  { remaining: 'ratelimit-remaining', reset: 'ratelimit-reset' },
  { remaining: 'x-ratelimit-remaining', reset: 'x-ratelimit-reset' },
  { remaining: 'x-rate-limit-remaining', reset: 'x-rate-limit-reset' },
]

/** `Retry-After` (RFC 9110 section 10.2.3) in seconds; a date counts from the `Date` of the same answer, so that a wrong clock does no harm. */
export function retryAfterSeconds(headers: AnswerHeaders): number | undefined {
  const text = headers['retry-after']
  if (text === undefined) return undefined
  if (/^\d{1,9}$/.test(text)) return Number(text)
  const seconds = Math.ceil((Date.parse(text) - Date.parse(headers['date'] ?? '')) / 1000)
  return seconds >= 0 ? seconds : undefined
}

/**
 * For how many milliseconds the target asks to be left alone; 0: not at all. Read are `Retry-After` of 429 and 503, the fields `RateLimit` and
 * `RateLimit-Policy` (draft-ietf-httpapi-ratelimit-headers), and pairs of headers for the calls that are left and the time of the reset.
 */
export function quietMs(answer: LimitAnswer, more: readonly LimitHeaderNames[], now: number): number {
  const { status, headers, told = 0 } = answer
  const asked = status === 429 || status === 503 ? (retryAfterSeconds(headers) ?? 0) : 0
  const clock = Date.parse(headers['date'] ?? '')
  const serverNow = Number.isNaN(clock) ? now : clock
  const waits = [...COMMON, ...more].map(({ remaining, reset }) => {
    const left = headers[remaining.toLowerCase()]
    return left !== undefined && isZero(left) ? untilReset(headers[reset.toLowerCase()], serverNow) : 0
  })
  const wait = Math.max(asked * 1000, told * 1000, fieldMs(headers), ...waits)
  return Math.min(Math.max(0, wait), MOST_MS)
}

const isZero = (text: string): boolean => text.trim() !== '' && Number(text) <= 0

/** Milliseconds until the reset: seconds from now, or a time since 1970 in seconds or milliseconds. */
function untilReset(text: string | undefined, serverNow: number): number {
  const value = Number(text)
  if (text === undefined || text.trim() === '' || !Number.isFinite(value)) return 0
  if (value > 1e12) return value - serverNow
  return value > 1e9 ? value * 1000 - serverNow : value * 1000
}

/** `"name";r=0;t=30` of the newer drafts, where `t` may be missing and the window `w` of the policy bounds the wait; `limit=9, remaining=0, reset=30` of the older ones. */
function fieldMs(headers: AnswerHeaders): number {
  const field = headers['ratelimit']
  if (field === undefined) return 0
  const old = /\bremaining=0\b/.test(field) ? /\breset=(\d{1,9})/.exec(field)?.[1] : undefined
  if (old !== undefined) return Number(old) * 1000
  const windows = new Map(members(headers['ratelimit-policy'] ?? '').map(({ name, numbers }) => [name, numbers.get('w')]))
  const waits = members(field).map(({ name, numbers }) => (numbers.get('r') === 0 ? (numbers.get('t') ?? windows.get(name) ?? 0) : 0))
  return Math.max(0, ...waits) * 1000
}

/** Members of a structured list (RFC 9651) with their numeric parameters. */
function members(text: string): { name: string; numbers: Map<string, number> }[] {
  return text.split(',').map((member) => {
    const [name = '', ...parameters] = member.split(';').map((part) => part.trim())
    const pairs = parameters.map((parameter) => /^([a-z]+)=(\d{1,9})$/.exec(parameter)).filter((pair) => pair !== null)
    return { name, numbers: new Map(pairs.map(([, key = '', value]) => [key, Number(value)])) }
  })
}
