import { z } from 'zod'
import { tag } from './field-meta.ts'
import { Problem } from './problem.ts'

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

export interface RefParts {
  system: string
  entity: string
  externalId: string
}

/** Parts of a reference. Throws `request.invalid` for text that is none. */
export function parseRef(ref: string): RefParts {
  const match = /^([a-z0-9][a-z0-9-]*):([a-z]+):([^:\s]+)$/.exec(ref)
  if (!match) throw new Problem('request.invalid', 'The reference is not of the form system:entity:id.', { at: 'ref' })
  try {
    return { system: match[1]!, entity: match[2]!, externalId: decodeURIComponent(match[3]!) }
  } catch (cause) {
    throw new Problem('request.invalid', 'The id in the reference is not percent-encoded correctly.', { at: 'ref', cause })
  }
}

export const formatRef = ({ system, entity, externalId }: RefParts): string => `${system}:${entity}:${encodeURIComponent(externalId)}`
