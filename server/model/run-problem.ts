import { z } from 'zod'

/** What went wrong, without values: safe to keep. */
export const RunProblem = z.strictObject({ code: z.string(), detail: z.string(), at: z.string().optional(), vendorCode: z.string().optional() })
export type RunProblem = z.infer<typeof RunProblem>
