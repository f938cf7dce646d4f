import { z } from 'zod'
import { ValueDifference } from './case.ts'

/** One difference between two states of a flow, in words. */
export const FlowChange = z.strictObject({
  kind: z.enum(['flow', 'node', 'wire', 'row', 'sample', 'case']),
  how: z.enum(['added', 'removed', 'changed']),
  node: z.string().optional(),
  row: z.string().optional(),
  /** `header.currency`: constant "EUR" -> source `order.currency` */
  text: z.string(),
})
export type FlowChange = z.infer<typeof FlowChange>

/** What a change does to one sample or case: where answers, problems and inputs of calls differ (`expected` = before, `got` = after). */
export const SampleEffect = z.strictObject({
  id: z.string(),
  name: z.string(),
  kind: z.enum(['sample', 'case']),
  differences: z.array(ValueDifference),
})
export type SampleEffect = z.infer<typeof SampleEffect>

export const FlowComparison = z.strictObject({ changes: z.array(FlowChange), effects: z.array(SampleEffect) })
export type FlowComparison = z.infer<typeof FlowComparison>
