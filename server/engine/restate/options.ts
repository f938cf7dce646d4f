import type { Clock, RetryPolicy } from '../contract.ts'

export interface RestateEngineOptions {
  /** Address of the PostgreSQL database, with user and password. A transaction pooler in between is not possible. */
  postgresUrl: string
  restate: RestateAddresses
  /** Answers for every flow, also for one that is no longer known; does not throw. */
  policy: (flow: string) => RetryPolicy
  clock: Clock
  /** From 0 to 1, for the spread of retries. */
  random: () => number
  /** Attempts at a time in this process. */
  concurrency?: number
  /** How long an ended job is known, in milliseconds: its id is not accepted again, and a dead or cancelled one can run again. */
  retentionMs?: number
  /** Submitted jobs that may wait for PostgreSQL, and how many bytes they may hold. */
  mostWaiting?: { works: number; bytes: number }
}

export interface RestateAddresses {
  /** Of the ingress of each node, tried in turn. */
  ingressUrls: readonly string[]
  /** Of the admin interface of each node, tried in turn. */
  adminUrls: readonly string[]
  /** Where Restate calls this process. Without identity keys only a loopback address is allowed. Port 0: any free one. */
  listen: { host: string; port: number }
  /** Under which address Restate calls the replicas: that of the load balancer in front of them. Left out: where this process listens. */
  endpointUrl?: string
  /** Public keys of Restate's request identity (`publickeyv1_...`): calls that are not signed for one of them are refused. */
  identityKeys?: readonly string[]
  /** Name of the virtual object. Installations that share a Restate cluster need different ones. */
  service?: string
}

const DAY = 86_400_000
export const DEFAULTS = { concurrency: 16, retentionMs: 7 * DAY, mostWaiting: { works: 10_000, bytes: 64 * 1024 * 1024 } }
export const DEFAULT_SERVICE = 'patchbay-lane'
