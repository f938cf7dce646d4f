import { z } from 'zod'

export const RunState = z.enum(['running', 'succeeded', 'failed', 'cancelled'])
export type RunState = z.infer<typeof RunState>

/** What went wrong, without values: safe to keep. */
export const RunProblem = z.strictObject({ code: z.string(), detail: z.string(), at: z.string().optional(), vendorCode: z.string().optional() })
export type RunProblem = z.infer<typeof RunProblem>

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
})
export type RunRecord = z.infer<typeof RunRecord>

export const RunDetail = z.strictObject({ run: RunRecord, steps: z.array(StepRecord), stepsLeftOut: z.int().min(0) })
export type RunDetail = z.infer<typeof RunDetail>

export const RunFilter = z.strictObject({
  flow: z.string().optional(),
  client: z.string().optional(),
  state: RunState.optional(),
  problem: z.string().optional(),
  before: z.string().optional().describe('Run id: only older ones.'),
  limit: z.coerce.number().int().min(1).max(500).default(100),
})
export type RunFilter = z.infer<typeof RunFilter>

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
