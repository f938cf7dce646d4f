import { z } from 'zod'
import { Problem } from '../model/problem.ts'
import type { Documents, Stored } from './contract.ts'
import { differences } from './differences.ts'

/** Ids of documents: safe as file names everywhere, and no path. Wide enough for `flow@3`, `flow:orders` and user names. */
export const DocumentId = z.string().regex(/^[a-z0-9][a-z0-9._@:-]{0,79}$/, 'must be lower-case letters, digits, dots, hyphens, underscores, colons or @')

/** What the documents of one collection are. */
export interface DocumentKind<T> {
  schema: z.ZodType<T>
  /** What one document is called in messages. */
  name: string
  /** The id that a value itself names, where it does; it must be that of the document. */
  idOf?: ((value: T) => string) | undefined
}

/** Opens the documents of a collection. */
export type OpenDocuments = <T>(collection: string, kind: DocumentKind<T>) => Promise<Documents<T>>

/** The value as it will be read again: plain JSON with the defaults of the schema. Throws `request.invalid`. */
export function checkDocument<T>({ name, schema, idOf }: DocumentKind<T>, id: string, value: T): T {
  if (!DocumentId.safeParse(id).success) throw new Problem('request.invalid', `The id of the ${name} is not allowed.`, { at: 'id' })
  const checked = schema.safeParse(value)
  if (!checked.success) {
    const errors = checked.error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message, code: issue.code }))
    throw new Problem('request.invalid', `The ${name} does not fit its schema.`, { errors })
  }
  if (idOf && idOf(checked.data) !== id) throw new Problem('request.invalid', `The ${name} names another id than the one it is saved under.`, { at: 'id' })
  return JSON.parse(JSON.stringify(checked.data)) as T
}

/** Another revision is stored than the expected one. Names the places at which the offered value differs. */
export function conflictProblem<T>(name: string, at: { id: string; expected: number | null; stored: Stored<T> | undefined; offered?: T }): Problem {
  const { id, expected, stored, offered } = at
  if (expected !== null && !stored) return new Problem('request.conflict', `The ${name} does not exist, or has been deleted meanwhile.`, { at: id })
  const places = offered === undefined || !stored ? [] : differences(stored.value, offered)
  const errors = places.map((path) => ({ path, message: 'differs from what is stored' }))
  const detail = expected === null ? `There is a ${name} of this id already.` : `The ${name} is at revision ${stored?.revision}, not ${expected}.`
  return new Problem('request.conflict', detail, { at: id, errors })
}

/** The first wrong field of a stored value and why, without a value. */
export interface DocumentFault {
  field: string
  reason: string
}
