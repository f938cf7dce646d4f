import { z } from 'zod'

/** How personal a field is (GDPR sense). `pseudo`: references and customer numbers. `text`: free text, treated as personal. */
export type Pii = 'none' | 'direct' | 'quasi' | 'financial' | 'text' | 'pseudo'

/** Where a field may be kept. `never`: memory only, for the length of a run. */
export type StorageRight = 'never' | 'ref' | 'aggregate' | 'config' | 'doc' | 'catalog'

export interface FieldMeta {
  pii: Pii
  store: StorageRight
}

/** The tags of every leaf of the canonical model. */
export const fieldMeta = z.registry<FieldMeta>()

/** Tags a leaf; the tags also appear in its JSON Schema as `x-pii` and `x-store`. */
export function tag<T extends z.ZodType>(schema: T, pii: Pii, store: StorageRight): T {
  const tagged = schema.meta({ ...schema.meta(), 'x-pii': pii, 'x-store': store })
  fieldMeta.add(tagged as z.ZodType, { pii, store })
  return tagged as T
}

/** A personal leaf: never stored. */
export const personal = <T extends z.ZodType>(schema: T, pii: 'direct' | 'quasi' | 'financial' | 'text'): T => tag(schema, pii, 'never')

/** A leaf of a business document without personal content. */
export const documentField = <T extends z.ZodType>(schema: T): T => tag(schema, 'none', 'doc')
