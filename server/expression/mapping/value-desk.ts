import type { Finding } from '../../model/finding.ts'
import type { JsonSchema } from '../../model/json-schema.ts'
import type { RowSource } from '../../model/mapping.ts'
import type { SchemaReader } from './schema-at.ts'

/** What the values of rows are checked against. */
export interface ValueDesk {
  readonly source: { readonly reader: SchemaReader; readonly limitsTexts: boolean } | undefined
  readonly target: { readonly reader: SchemaReader } | undefined
  readonly findings: Finding[]
}

/** A row with the schemas at both ends, where they are known. */
export interface ValuePlace {
  readonly row: { readonly id: string; readonly target: string; readonly from: RowSource }
  /** Dotted target path from the top. */
  readonly path: string
  readonly from?: { readonly schema: JsonSchema; readonly several: boolean } | undefined
  readonly to?: JsonSchema | undefined
}

/** The schema of one value: of the elements, if it is that of a list. */
export const elementOf = (reader: SchemaReader, schema: JsonSchema): JsonSchema => (reader.isArray(schema) ? (reader.items(schema) ?? {}) : schema)
