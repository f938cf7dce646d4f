import { z } from 'zod'
import { CanonicalOperationId } from './canonical-operation.ts'
import { Id } from './id.ts'

/** One company whose POS and ERP call us. */
export const Client = z.strictObject({
  id: Id,
  name: z.string().min(1).max(120),
  /** Which flow serves which canonical operation: always its newest published version. */
  bindings: z.partialRecord(CanonicalOperationId, Id).default({}),
})
export type Client = z.infer<typeof Client>

/** A key as it is stored and shown: never the key itself, only the hash (stored) and its first characters (shown). */
export const ApiKeyView = z.strictObject({
  id: z.string(),
  client: Id,
  name: z.string().min(1).max(80),
  prefix: z.string(),
  createdAt: z.iso.datetime(),
  createdBy: z.string(),
  revokedAt: z.iso.datetime().nullable(),
})
export type ApiKeyView = z.infer<typeof ApiKeyView>
