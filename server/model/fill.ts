import { z } from 'zod'

/** How often a row of a mapping gave a value. Counts, never values. A row in a loop counts once for each element. */
export const RowFill = z.strictObject({
  row: z.string(),
  filled: z.int().min(0),
  /** The source had nothing. */
  missing: z.int().min(0),
  failed: z.int().min(0),
})
export type RowFill = z.infer<typeof RowFill>

/** How often an invariant of a mapping held. */
export const InvariantFill = z.strictObject({ invariant: z.string(), held: z.int().min(0), broken: z.int().min(0) })
export type InvariantFill = z.infer<typeof InvariantFill>

/** The counts of one mapping since its version was published. */
export const MappingFill = z.strictObject({ node: z.string(), runs: z.int().min(0), rows: z.array(RowFill), invariants: z.array(InvariantFill) })
export type MappingFill = z.infer<typeof MappingFill>

/** The counts of a published version of a flow. */
export const FillReport = z.strictObject({ version: z.int().min(0), mappings: z.array(MappingFill) })
export type FillReport = z.infer<typeof FillReport>
