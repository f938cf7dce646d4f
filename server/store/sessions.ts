import { createHash } from 'node:crypto'
import type { Session, Sessions } from './contract.ts'
import type { RandomBytes } from './random-bytes.ts'

export interface SessionsOptions {
  now: () => number
  random: RandomBytes
  /** A session ends after this time without a request. */
  idleMs?: number
  /** A session ends after this time in any case. */
  maxAgeMs?: number
}

interface Kept {
  session: Session
  endsAt: number
  usedAt: number
}

const HOUR = 3_600_000
export const IDLE_MS = 2 * HOUR
export const MAX_AGE_MS = 12 * HOUR
const TOKEN_BYTES = 32

export const newToken = (random: RandomBytes): string => Buffer.from(random(TOKEN_BYTES)).toString('base64url')

/** Tokens are kept hashed: a look into what is kept gives no valid one. */
export const hashOf = (token: string): string => createHash('sha256').update(token).digest('base64url')

/** Follows from the token, so that it need not be kept; the token does not follow from it. */
export const csrfOf = (token: string): string => hashOf(`csrf:${token}`)

/** Sessions in memory: a session lives from `create` until `end`, idle time, or greatest age, whichever comes first. */
export function createSessions({ now, random, idleMs = IDLE_MS, maxAgeMs = MAX_AGE_MS }: SessionsOptions): Sessions {
  const kept = new Map<string, Kept>()
  const isOver = ({ endsAt, usedAt }: Kept): boolean => now() >= endsAt || now() >= usedAt + idleMs

  return {
    create: async (user) => {
      for (const [hash, entry] of kept) if (isOver(entry)) kept.delete(hash)
      const token = newToken(random)
      const session = Object.freeze({ user, csrf: csrfOf(token) })
      kept.set(hashOf(token), { session, endsAt: now() + maxAgeMs, usedAt: now() })
      return { token, session, maxAgeMs }
    },
    find: async (token) => {
      const hash = hashOf(token)
      const entry = kept.get(hash)
      if (!entry) return undefined
      if (isOver(entry)) {
        kept.delete(hash)
        return undefined
      }
      entry.usedAt = now()
      return entry.session
    },
    end: async (token) => {
      kept.delete(hashOf(token))
    },
    endAll: async (user) => {
      for (const [hash, { session }] of kept) if (session.user === user) kept.delete(hash)
    },
  }
}
