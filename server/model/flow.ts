import { z } from 'zod'
import { FlowCase } from './case.ts'
import { DEFAULT_DELIVERY, DeliverySettings } from './delivery.ts'
import { Id } from './id.ts'

export const FlowNode = z.strictObject({
  id: z.string().regex(/^[A-Za-z0-9_-]{1,40}$/),
  kind: z.string().min(1).max(40),
  name: z.string().max(80),
  /** Checked against the config schema of the kind. */
  config: z.record(z.string(), z.unknown()),
  position: z.strictObject({ x: z.number(), y: z.number() }),
})
export type FlowNode = z.infer<typeof FlowNode>

/** Joins an out port to a node. Every node has the out port `problem` besides those of its kind, if its kind can fail. */
export const Wire = z.strictObject({
  id: z.string().min(1).max(120),
  from: z.strictObject({ node: z.string(), port: z.string().min(1).max(40) }),
  to: z.string(),
})
export type Wire = z.infer<typeof Wire>

/** A named input to try the flow with. Made up by its author: never captured as it is from live traffic. */
export const Sample = z.strictObject({
  id: Id,
  name: z.string().min(1).max(80),
  /** Node id of the trigger it starts; left out: the only trigger of the flow. */
  trigger: z.string().optional(),
  body: z.json(),
  note: z.string().max(400).optional(),
})
export type Sample = z.infer<typeof Sample>

export const FlowSettings = z.strictObject({
  deadlineMs: z.int().min(100).max(600_000).default(15_000).describe('The whole run must end within this time, in milliseconds.'),
  maxSteps: z.int().min(1).max(1_000_000).default(50_000).describe('A run ends with a problem after this many steps.'),
  delivery: DeliverySettings.default(DEFAULT_DELIVERY),
})
export type FlowSettings = z.infer<typeof FlowSettings>

/** A flow: what the editor draws and the server runs. Holds no code beyond JSONata. */
export const Flow = z.strictObject({
  id: Id,
  name: z.string().min(1).max(120),
  description: z.string().max(2000).default(''),
  /** The client whose connections the flow uses. */
  client: Id,
  nodes: z.array(FlowNode).max(500),
  wires: z.array(Wire).max(2000),
  samples: z.array(Sample).max(100).default([]),
  /** Tests that must pass before the flow is published. */
  cases: z.array(FlowCase).max(200).default([]),
  settings: FlowSettings.default({ deadlineMs: 15_000, maxSteps: 50_000, delivery: DEFAULT_DELIVERY }),
})
export type Flow = z.infer<typeof Flow>

/** The draft as it is stored; `revision` grows by one with every save. */
export const FlowDraft = z.strictObject({
  revision: z.int().min(1),
  savedAt: z.iso.datetime(),
  savedBy: z.string(),
  publishedVersion: z.int().min(1).nullable(),
  flow: Flow,
})
export type FlowDraft = z.infer<typeof FlowDraft>

/** One published state. Never changes. */
export const FlowVersion = z.strictObject({
  version: z.int().min(1),
  publishedAt: z.iso.datetime(),
  publishedBy: z.string(),
  note: z.string().max(2000),
  flow: Flow,
})
export type FlowVersion = z.infer<typeof FlowVersion>
