import { z } from 'zod'
import { RunProblem } from './run-problem.ts'

const DAY_MS = 86_400_000

/** How an accepted document is delivered: how often it is tried, and what follows when no attempt is left. */
export const DeliverySettings = z.strictObject({
  attempts: z.int().min(1).max(100).default(8).describe('All attempts, the first included.'),
  firstDelayMs: z
    .int()
    .min(10)
    .max(3_600_000)
    .default(2_000)
    .describe('Wait before the second attempt, in milliseconds; each further one is `factor` times as long.'),
  factor: z.number().min(1).max(10).default(3),
  mostDelayMs: z
    .int()
    .min(10)
    .max(7 * DAY_MS)
    .default(600_000)
    .describe('The longest wait, in milliseconds.'),
  after: z
    .enum(['block', 'skip'])
    .default('block')
    .describe('After the last attempt: `block` holds the later documents of the same customer until somebody decides, `skip` puts this one aside.'),
  expiryMs: z
    .int()
    .min(60_000)
    .max(30 * DAY_MS)
    .default(3 * DAY_MS)
    .describe('How long a queued document that holds personal data is kept, in milliseconds; after that the caller must send it again.'),
})
export type DeliverySettings = z.infer<typeof DeliverySettings>
export const DEFAULT_DELIVERY: DeliverySettings = DeliverySettings.parse({})

/** How a repeat of a write is made safe; the words of `idempotency.by` of a connector's operation. */
export const RepeatSafety = z.enum(['key', 'search', 'version', 'nature', 'none'])
export type RepeatSafety = z.infer<typeof RepeatSafety>

/**
 * to-send -(the request leaves)-> sent -(a good answer)-> confirmed; sent -(no answer)-> unknown -(read back)-> confirmed, or to-send again.
 * A refusal brings it back to to-send.
 */
export const EffectState = z.enum(['to-send', 'sent', 'confirmed', 'unknown'])
export type EffectState = z.infer<typeof EffectState>

/** One write to an external system, without values. */
export const EffectRecord = z.strictObject({
  /** Node id and index path in splits: the same in every attempt. */
  key: z.string(),
  node: z.string(),
  connection: z.string(),
  operation: z.string(),
  by: RepeatSafety,
  state: EffectState,
  /** Id of the record in the external system, where the connector names it. */
  reference: z.string().max(200).nullable(),
  /** How it became confirmed: by the answer, found by reading back, or said by an operator. */
  confirmedBy: z.enum(['answer', 'read-back', 'operator']).nullable(),
  at: z.iso.datetime(),
  problem: RunProblem.nullable(),
})
export type EffectRecord = z.infer<typeof EffectRecord>

/** Effects of a run in numbers. `toSend` counts the writing nodes of the flow that have not been reached as well: at most so many. */
export const EffectCounts = z.strictObject({ confirmed: z.int(), unknown: z.int(), toSend: z.int() })
export type EffectCounts = z.infer<typeof EffectCounts>

/** One attempt of an accepted document. */
export const AttemptRecord = z.strictObject({
  attempt: z.int().min(1),
  version: z.int(),
  startedAt: z.iso.datetime(),
  durationMs: z.number().min(0),
  problem: RunProblem.nullable(),
})
export type AttemptRecord = z.infer<typeof AttemptRecord>

/** What is kept of an accepted document besides its run record. */
export const DeliveryRecord = z.strictObject({
  acceptedAt: z.iso.datetime(),
  /** Attempts so far. */
  attempt: z.int().min(0),
  /** When a waiting document is due. */
  dueAt: z.iso.datetime().nullable(),
  /** When its body is destroyed; null for one that holds no personal data. */
  expiresAt: z.iso.datetime().nullable(),
  /** Keyed hash of what its order is kept by: the customer, mostly. */
  lane: z.string(),
  effects: EffectCounts,
})
export type DeliveryRecord = z.infer<typeof DeliveryRecord>

/** The head of a lane that does not move by itself, or waits, and how much waits behind it. */
export const LaneView = z.strictObject({
  lane: z.string(),
  run: z.string(),
  flow: z.string(),
  client: z.string(),
  state: z.enum(['queued', 'running', 'waiting', 'blocked', 'paused', 'needs-payload']),
  problem: z.string().nullable(),
  dueAt: z.iso.datetime().nullable(),
  headSince: z.iso.datetime(),
  /** Documents behind the head. */
  behind: z.int().min(0),
})
export type LaneView = z.infer<typeof LaneView>

/** Something an operator has stopped: documents for it are accepted and wait. */
export const Pause = z.strictObject({
  kind: z.enum(['flow', 'connection']),
  id: z.string(),
  by: z.string(),
  at: z.iso.datetime(),
  note: z.string().max(400).default(''),
})
export type Pause = z.infer<typeof Pause>

/** What a caller sees of a document it sent: no payload. */
export const RunStatus = z
  .strictObject({
    id: z.string(),
    operation: z.string(),
    state: z.enum(['accepted', 'running', 'retrying', 'held', 'needs-payload', 'succeeded', 'failed', 'cancelled']),
    acceptedAt: z.iso.datetime(),
    endedAt: z.iso.datetime().nullable(),
    attempt: z.int().min(0),
    /** When the next attempt is due. */
    nextAttemptAt: z.iso.datetime().nullable(),
    problem: z.strictObject({ code: z.string(), title: z.string(), detail: z.string(), at: z.string().optional() }).nullable(),
    /** The ids that target systems gave to what was written, each once, in the order of the writes. */
    references: z.array(z.string()),
  })
  .meta({ title: 'State of an accepted document' })
export type RunStatus = z.infer<typeof RunStatus>
