import { z } from 'zod'

/** Ids that stand in file names and URLs. */
export const Id = z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'must be lower-case letters, digits and hyphens, at most 63')
