import type { ClientLimits } from '../model/client.ts'
import { Problem } from '../model/problem.ts'

/** Decides, before the body of a request is read, whether there is room for it. Constant time and memory per client. */
export interface Admission {
  /** Left out: the client is not known yet, see `charge`. Throws `request.rate-limited` with the time after which it is worth another try. */
  enter(client?: string): void
  /** Counts a request that is in against the limits of its client. Throws `request.rate-limited`. */
  charge(client: string): void
  /** A request that was let in is over. */
  leave(): void
  /** Requests that are in. */
  atWork(): number
}

export interface AdmissionOptions {
  /** Of a client, as they are now; undefined: none. */
  limits(client: string): ClientLimits | undefined
  /** Milliseconds since any time. */
  now(): number
  /** Requests of all clients that may be in at the same time. */
  most: number
}

/** Requests that a client may still send: `tokens` at the time `at`. */
interface Bucket {
  tokens: number
  at: number
}

/** A token bucket for each client that has limits, and one bound for all. */
export function createAdmission({ limits, now, most }: AdmissionOptions): Admission {
  const buckets = new Map<string, Bucket>()
  let atWork = 0
  const charge = (client: string): void => {
    const limit = limits(client)
    if (limit) take(bucketOf(buckets, client, limit), limit, now())
  }
  return {
    enter: (client) => {
      if (atWork >= most) throw new Problem('request.rate-limited', 'The server has as many requests at work as it may have.', { retryAfter: 1, at: 'server' })
      if (client !== undefined) charge(client)
      atWork++
    },
    charge,
    leave: () => void atWork--,
    atWork: () => atWork,
  }
}

function bucketOf(buckets: Map<string, Bucket>, client: string, { burst }: ClientLimits): Bucket {
  const known = buckets.get(client)
  if (known) return known
  const bucket = { tokens: burst, at: Number.NaN }
  buckets.set(client, bucket)
  return bucket
}

/** A clock that was set back gives nothing and takes nothing. */
function take(bucket: Bucket, { perSecond, burst }: ClientLimits, now: number): void {
  const passed = Math.max(0, now - bucket.at) || 0
  bucket.tokens = Math.min(burst, bucket.tokens + (passed / 1000) * perSecond)
  bucket.at = now
  if (bucket.tokens < 1) {
    const detail = `The client may send ${perSecond} requests a second, and ${burst} at once.`
    throw new Problem('request.rate-limited', detail, { retryAfter: (1 - bucket.tokens) / perSecond, at: 'client' })
  }
  bucket.tokens -= 1
}
