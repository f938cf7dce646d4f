import { Problem } from '../../model/problem.ts'

/** The body with one more key. A body that is no object cannot take one: `message.invalid`. */
export function putKey(body: unknown, key: string, value: unknown): Record<string, unknown> {
  return { ...objectBody(body), [key]: value }
}

/** The body if it is an object, or else `message.invalid`. */
export function objectBody(body: unknown): Record<string, unknown> {
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as Record<string, unknown>
  const found = body === null || body === undefined ? 'nothing' : Array.isArray(body) ? 'a list' : `a ${typeof body}`
  throw new Problem('message.invalid', `The message body must be an object to take a key; it is ${found}.`)
}
