import { z } from 'zod'
import { type ProblemCode, PROBLEMS } from './problem-table.ts'

/** A code of the problem table, in documents. */
export const ProblemCodeName = z.enum(Object.keys(PROBLEMS) as [ProblemCode, ...ProblemCode[]])
