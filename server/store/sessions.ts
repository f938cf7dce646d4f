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
const TOKEN_BYTES = 32

/** Tokens are kept hashed: a look into the memory of the process gives no valid one. */
const hashOf = (token: string): string => createHash('sha256').update(token).digest('base64url')

/** Sessions in memory: a session lives from `create` until `end`, idle time, or greatest age, whichever comes first. */
export function createSessions({ now, random, idleMs = 2 * HOUR, maxAgeMs = 12 * HOUR }: SessionsOptions): Sessions {
  const kept = new Map<string, Kept>()
  const isOver = ({ endsAt, usedAt }: Kept): boolean => now() >= endsAt || now() >= usedAt + idleMs
  const newToken = (): string => Buffer.from(random(TOKEN_BYTES)).toString('base64url')

  return {
    create: (user) => {
      for (const [hash, entry] of kept) if (isOver(entry)) kept.delete(hash)
      const token = newToken()
      const session = Object.freeze({ user, csrf: newToken() })
      kept.set(hashOf(token), { session, endsAt: now() + maxAgeMs, usedAt: now() })
      return { token, session, maxAgeMs }
    },
    find: (token) => {
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
    end: (token) => {
      kept.delete(hashOf(token))
    },
    endAll: (user) => {
      for (const [hash, { session }] of kept) if (session.user === user) kept.delete(hash)
    },
  }
}
