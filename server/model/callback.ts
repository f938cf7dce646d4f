import { z } from 'zod'
import { RunStatus } from './delivery.ts'

/** What a client is told of a document it sent (Standard Webhooks): no payload. */
export const Callback = z
  .strictObject({
    type: z.enum(['run.succeeded', 'run.failed', 'run.needs-payload', 'run.cancelled']),
    /** When the document came into this state. */
    timestamp: z.iso.datetime(),
    data: RunStatus,
  })
  .meta({ title: 'Callback' })
export type Callback = z.infer<typeof Callback>
