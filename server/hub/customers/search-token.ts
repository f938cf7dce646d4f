import { Problem } from '../../model/problem.ts'
import { sameText } from '../same-text.ts'

/** How long after a search a customer may be created, in milliseconds. */
const LASTS_MS = 900_000

export interface SearchTokenParts {
  /** Keyed hash of a text, hex. */
  hmac(text: string): string
  /** Wall clock, milliseconds since 1970. */
  now(): number
}

/** A token that says that a client has searched a moment ago. Nothing is kept of it. */
export function makeSearchToken(client: string, { hmac, now }: SearchTokenParts): string {
  const until = (now() + LASTS_MS).toString(36)
  return `${until}.${signature(client, until, hmac)}`
}

/** Throws `crm.search-first` unless the token was made for this client a moment ago. */
export function requireSearchToken(client: string, token: string | undefined, { hmac, now }: SearchTokenParts): void {
  const [until = '', signed = ''] = token?.split('.') ?? []
  const valid = /^[0-9a-z]{1,12}$/.test(until) && sameText(signed, signature(client, until, hmac)) && Number.parseInt(until, 36) > now()
  if (!valid)
    throw new Problem('crm.search-first', `The header search-token is ${token === undefined ? 'missing' : 'not valid, or no longer'}.`, { at: 'search-token' })
}

const signature = (client: string, until: string, hmac: SearchTokenParts['hmac']): string => hmac(`search-token:${client}:${until}`)
