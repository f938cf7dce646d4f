import { z } from 'zod'
import { Id } from './id.ts'
import { ProblemCodeName } from './problem-code-name.ts'

/** What a call answers in a case, instead of the system behind it. */
export const MockedAnswer = z.union([z.strictObject({ output: z.json() }), z.strictObject({ problem: ProblemCodeName })])
export type MockedAnswer = z.infer<typeof MockedAnswer>

/** What a run of a case must come to. What is left out is not compared. */
export const CaseExpectation = z.strictObject({
  /** HTTP status of the answer. */
  status: z.int().min(100).max(599).optional(),
  body: z.json().optional(),
  /** Code of the problem the run must end with. */
  problem: z.string().optional(),
  /** Inputs of calls, by node id, in the order of the calls; all of them. */
  calls: z.record(z.string(), z.array(z.json())).optional(),
})
export type CaseExpectation = z.infer<typeof CaseExpectation>

/** A test of a flow: an input, answers of the systems it calls, and what must come of it. Made up by its author, like a sample. */
export const FlowCase = z.strictObject({
  id: Id,
  name: z.string().min(1).max(80),
  note: z.string().max(400).optional(),
  /** Node id of the trigger it starts; left out: the only trigger of the flow. */
  trigger: z.string().optional(),
  body: z.json(),
  /** The time of the run, for `$now()` and `$meta.at`. */
  at: z.iso.datetime().default('2026-01-01T00:00:00Z'),
  /** Answers by node id, in the order of the calls; the last one answers all further calls of the node. */
  calls: z.record(z.string(), z.array(MockedAnswer).min(1)).default({}),
  expect: CaseExpectation,
  /** Dotted paths without array indexes in answers and inputs that are not compared (`createdAt`, `items.versionToken`). */
  ignore: z.array(z.string()).default([]),
})
export type FlowCase = z.infer<typeof FlowCase>

/** The file `<flow id>.cases.json` beside the file of a flow. */
export const CaseFile = z.strictObject({ cases: z.array(FlowCase) })
export type CaseFile = z.infer<typeof CaseFile>

/** One place where two values differ. A side that has nothing there is left out. */
export const ValueDifference = z.strictObject({
  /** `answer`, `status`, `problem`, or `call:<node id>`. */
  place: z.string(),
  /** Path with array indexes (`items[0].name`); empty for the whole value. */
  path: z.string(),
  expected: z.unknown().optional(),
  got: z.unknown().optional(),
  /** In words, where the values alone do not say it: a call that the case has no answer for, a node that is gone. */
  why: z.string().optional(),
})
export type ValueDifference = z.infer<typeof ValueDifference>

export const CaseResult = z.strictObject({
  id: z.string(),
  name: z.string(),
  passed: z.boolean(),
  differences: z.array(ValueDifference),
  /** What the run ended with, if it was not expected to. */
  problem: z.strictObject({ code: z.string(), detail: z.string(), at: z.string().optional() }).optional(),
  durationMs: z.number().min(0),
})
export type CaseResult = z.infer<typeof CaseResult>

/** What the cases of a flow exercise. */
export const Coverage = z.strictObject({
  /** Every row of every mapping, and how many values the cases gave it. */
  rows: z.array(z.strictObject({ node: z.string(), row: z.string(), target: z.string(), filled: z.int().min(0) })),
  /** Every out port of nodes with more than one way out, `problem` ports that are wired included, and how many messages took it. */
  branches: z.array(z.strictObject({ node: z.string(), port: z.string(), title: z.string(), taken: z.int().min(0) })),
})
export type Coverage = z.infer<typeof Coverage>

export const CaseReport = z.strictObject({ results: z.array(CaseResult), coverage: Coverage })
export type CaseReport = z.infer<typeof CaseReport>

/** The messages that arrive at a node when a sample or case runs with answered calls, by which its mapping is tried. */
export const Arrivals = z.array(
  z.strictObject({
    id: z.string(),
    name: z.string(),
    kind: z.enum(['sample', 'case']),
    /** Some answer on the way is not the sample's or case's own: it is one of another case, or made up from the schema. */
    made: z.boolean(),
    bodies: z.array(z.unknown()),
  }),
)
export type Arrivals = z.infer<typeof Arrivals>
