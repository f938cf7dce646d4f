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

/** The same of a mapping that is not, or not yet, at a node. */
export type FillCounts = Omit<MappingFill, 'node'>

/** The counts of a published version of a flow. */
export const FillReport = z.strictObject({ version: z.int().min(0), mappings: z.array(MappingFill) })
export type FillReport = z.infer<typeof FillReport>

/**
 * Adds (`sign` 1) or takes away (-1) the counts of `others`. The result has the mappings, rows and invariants of `fills`.
 */
export function combineFills(fills: readonly MappingFill[], others: readonly MappingFill[], sign: 1 | -1): MappingFill[] {
  return fills.map(({ node, runs, rows, invariants }) => {
    const other = others.find((mapping) => mapping.node === node)
    const byRow = new Map(other?.rows.map((fill) => [fill.row, fill]))
    const byInvariant = new Map(other?.invariants.map((fill) => [fill.invariant, fill]))
    const sum = (own: number, more = 0): number => own + sign * more
    return {
      node,
      runs: sum(runs, other?.runs),
      rows: rows.map(({ row, filled, missing, failed }) => {
        const more = byRow.get(row)
        return { row, filled: sum(filled, more?.filled), missing: sum(missing, more?.missing), failed: sum(failed, more?.failed) }
      }),
      invariants: invariants.map(({ invariant, held, broken }) => {
        const more = byInvariant.get(invariant)
        return { invariant, held: sum(held, more?.held), broken: sum(broken, more?.broken) }
      }),
    }
  })
}
