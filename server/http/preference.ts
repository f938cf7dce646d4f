import { Problem } from '../model/problem.ts'

/** The longest that a caller may wait for an accepted document, in seconds. */
export const MOST_WAIT_SECONDS = 60

/** A caller that wants its document accepted now and delivered later. */
export interface Preference {
  /** How long the answer may wait for the end of the document. */
  readonly waitMs: number
  /** What was followed: the header `Preference-Applied`; empty where the caller has not asked. */
  readonly applied: string
}

/** Commas inside quotes do not separate. */
const PARTS = /(?:[^,"]|"(?:[^"\\]|\\.)*"?)+/g

/**
 * What the header `Prefer` (RFC 7240) says about waiting: `respond-async`, `wait=<seconds>`. Unknown preferences are ignored, the first of a kind counts.
 * `undefined` where neither is there. Throws `request.invalid` for a value that neither has.
 */
export function readPreference(header: string | undefined): Preference | undefined {
  if (header === undefined) return undefined
  const preferences = new Map<string, string>()
  for (const part of header.match(PARTS) ?? []) {
    const [name = '', value = ''] = part
      .split(';', 1)[0]!
      .split('=', 2)
      .map((text) => text.trim())
    if (!preferences.has(name.toLowerCase())) preferences.set(name.toLowerCase(), value.replaceAll('"', ''))
  }
  const [respond, wait] = [preferences.get('respond-async'), preferences.get('wait')]
  if (respond === undefined && wait === undefined) return undefined
  if (respond) refuse('respond-async has no value')
  if (wait !== undefined && !/^\d{1,9}$/.test(wait)) refuse('wait must be a whole number of seconds, as in wait=10')
  const seconds = Math.min(Number(wait ?? 0), MOST_WAIT_SECONDS)
  const applied = [...(respond === undefined ? [] : ['respond-async']), ...(wait === undefined ? [] : [`wait=${seconds}`])]
  return { waitMs: seconds * 1000, applied: applied.join(', ') }
}

function refuse(message: string): never {
  throw new Problem('request.invalid', 'The header Prefer cannot be followed.', { at: 'prefer', errors: [{ path: 'prefer', message }] })
}
