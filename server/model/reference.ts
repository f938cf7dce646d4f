import { z } from 'zod'
import { tag } from './field-meta.ts'

/** An external id in text form: `<systemId>:<entity>:<externalId>`, the id percent-encoded, e.g. `sandbox-crm:customer:C-1001`. */
export const Ref = tag(
  z
    .string()
    .min(5)
    .max(512)
    .regex(/^[a-z0-9][a-z0-9-]*:[a-z]+:[^:\s]+$/, 'must be a reference such as crm:customer:15131'),
  'pseudo',
  'ref',
)
