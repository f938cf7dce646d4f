import { z } from 'zod'

/** A message of live traffic, every personal value in it replaced by a made-up one of the same shape. */
export const CapturedSample = z.strictObject({
  id: z.string(),
  trigger: z.string(),
  at: z.iso.datetime(),
  body: z.json(),
  /** Number of values that were replaced. */
  replaced: z.int().min(0),
})
export type CapturedSample = z.infer<typeof CapturedSample>

/** Capture of a flow: how many messages are still wanted, and those that came. In memory only, gone after `until`. */
export const CaptureState = z.strictObject({
  wanted: z.int().min(0),
  until: z.iso.datetime().nullable(),
  captured: z.array(CapturedSample),
  /** Messages that arrived meanwhile and were too large to become a sample. */
  tooLarge: z.int().min(0),
})
export type CaptureState = z.infer<typeof CaptureState>
