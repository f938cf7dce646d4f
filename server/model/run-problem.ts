import { z } from 'zod'
import type { Problem } from './problem.ts'

/** What went wrong, without values: safe to keep. */
export const RunProblem = z.strictObject({
  code: z.string(),
  detail: z.string(),
  at: z.string().optional(),
  /** The first field that was refused, without positions in lists. */
  field: z.string().optional(),
  vendorCode: z.string().optional(),
})
export type RunProblem = z.infer<typeof RunProblem>

/** Where it went wrong, in words: the node, and the field where one is known. Problems of one code and place have one cause. */
export const placeOfProblem = ({ at, field }: Pick<RunProblem, 'at' | 'field'>): string | undefined =>
  field === undefined ? at : at === undefined ? field : `${at}: ${field}`

/** A problem as records and messages hold it: without values. */
export const runProblem = (problem: Problem): RunProblem => ({
  code: problem.code,
  detail: problem.detail,
  ...(problem.at !== undefined && { at: problem.at }),
  ...fieldOf(problem),
  ...(problem.vendorCode !== undefined && { vendorCode: problem.vendorCode }),
})

// Paths in what a flow maps or sends are names of schemas. Those in a body that was sent could be names that somebody made up, and are not kept.
const NAMED = /^(target|mapping)\./
const SAFE = /^[A-Za-z0-9_.:-]{1,100}$/

function fieldOf({ code, errors }: Problem): { field?: string } {
  const field = NAMED.test(code) ? errors?.[0]?.path.replaceAll(/\[\d*\]/g, '') : undefined
  return field !== undefined && SAFE.test(field) ? { field } : {}
}
