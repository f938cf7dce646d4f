import { z } from 'zod'
import { AttemptRecord, DeliveryRecord, EffectRecord } from './delivery.ts'
import { RunProblem } from './run-problem.ts'

/**
 * A run that is answered at once: running -> succeeded, failed or cancelled.
 * An accepted document: queued -> running -> succeeded | waiting (for the next attempt) | blocked (its lane waits for an operator) | failed (put aside) | cancelled;
 * paused while an operator holds it; needs-payload when its body has expired, until the caller sends it again.
 */
export const RunState = z.enum(['queued', 'running', 'waiting', 'blocked', 'paused', 'needs-payload', 'succeeded', 'failed', 'cancelled'])
export type RunState = z.infer<typeof RunState>

/** One node executed once. Times in milliseconds since the start of the run, sizes in bytes of JSON. */
export const StepRecord = z.strictObject({
  seq: z.int().min(0),
  node: z.string(),
  kind: z.string(),
  startMs: z.number().min(0),
  durationMs: z.number().min(0),
  inBytes: z.int().min(0),
  outBytes: z.int().min(0),
  /** Wires the outgoing messages took; an out port without a wire leaves none. */
  wires: z.array(z.string()),
  /** Out ports messages left by. */
  ports: z.array(z.string()),
  /** Index path inside splits, outermost first. */
  item: z.array(z.int()).optional(),
  problem: RunProblem.optional(),
  /** For a log node: the shape of the message (paths and types, no values). */
  shape: z.array(z.string()).optional(),
})
export type StepRecord = z.infer<typeof StepRecord>

/** One execution of a flow version. Holds shapes, codes, references, sizes and times only. */
export const RunRecord = z.strictObject({
  id: z.string(),
  flow: z.string(),
  /** 0 is the draft. */
  version: z.int().min(0),
  client: z.string(),
  trigger: z.strictObject({ kind: z.string(), name: z.string() }),
  state: RunState,
  startedAt: z.iso.datetime(),
  durationMs: z.number().min(0).nullable(),
  stepCount: z.int().min(0),
  inBytes: z.int().min(0),
  outBytes: z.int().min(0),
  status: z.int().nullable(),
  problem: RunProblem.nullable(),
  /** The implementation that the customers of the client lived in, `<id>@<version>`; only where there was one. */
  implementation: z.string().optional(),
  /** Only of an accepted document. */
  delivery: DeliveryRecord.optional(),
})
export type RunRecord = z.infer<typeof RunRecord>

/** A run with what happened in its last attempt, its writes, and its attempts, oldest first. */
export const RunDetail = z.strictObject({
  run: RunRecord,
  steps: z.array(StepRecord),
  stepsLeftOut: z.int().min(0),
  effects: z.array(EffectRecord),
  attempts: z.array(AttemptRecord),
})
export type RunDetail = z.infer<typeof RunDetail>

/** Which runs are meant. What is left out does not matter. */
export const RunCriteria = z.strictObject({
  flow: z.string().optional(),
  client: z.string().optional(),
  connection: z.string().optional().describe('Runs that wrote to it, or whose problem came from it.'),
  state: z
    .string()
    .regex(/^[a-z-]+(,[a-z-]+)*$/)
    .optional()
    .describe('One state, or several with commas.'),
  problem: z.string().optional(),
  at: z.string().optional().describe('Place of the problem: a node, or a field.'),
  key: z.string().max(200).optional().describe('A business key such as a receipt number. Compared by its keyed hash; kept nowhere.'),
  lane: z.string().optional(),
  from: z.iso.datetime().optional().describe('Started at this time or later.'),
  to: z.iso.datetime().optional().describe('Started before this time.'),
})
export type RunCriteria = z.infer<typeof RunCriteria>

export const RunFilter = z.strictObject({
  ...RunCriteria.shape,
  before: z.string().optional().describe('Run id: only older ones.'),
  limit: z.coerce.number().int().min(1).max(500).default(100),
})
export type RunFilter = z.infer<typeof RunFilter>

/** Runs that failed for the same reason at the same place. */
export const RunGroup = z.strictObject({
  flow: z.string(),
  problem: z.string(),
  at: z.string().nullable(),
  count: z.int().min(1),
  /** Of these, accepted documents that wait for a decision: they can be tried again. */
  retryable: z.int().min(0),
  first: z.iso.datetime(),
  last: z.iso.datetime(),
})
export type RunGroup = z.infer<typeof RunGroup>

/** What the socket sends, in batches: a run began, went on, or ended. */
export const RunEvent = z.strictObject({ run: RunRecord })
export type RunEvent = z.infer<typeof RunEvent>

/** What a node asked an operation or another flow, and what came of it: an output, or the code of a problem. */
export const TryCall = z.strictObject({ input: z.unknown(), output: z.unknown().optional(), problem: z.string().optional() })
export type TryCall = z.infer<typeof TryCall>

/** What a draft run gives back to the person who started it. Values live in this answer only. */
export const TryStep = z.strictObject({
  ...StepRecord.shape,
  input: z.unknown(),
  output: z.array(z.strictObject({ port: z.string(), body: z.unknown() })),
  /** In the order they began; left out where the node called nothing. */
  calls: z.array(TryCall).optional(),
})
export type TryStep = z.infer<typeof TryStep>

export const TryResult = z.strictObject({
  run: RunRecord,
  steps: z.array(TryStep),
  stepsLeftOut: z.int().min(0),
  response: z.strictObject({ status: z.int(), body: z.unknown() }).nullable(),
})
export type TryResult = z.infer<typeof TryResult>
