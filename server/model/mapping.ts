import { z } from 'zod'
import { JsonSchemaDocument } from './json-schema.ts'

/** Which schema a place of a flow has. Resolved to a JSON Schema where the connectors are known. */
export const SchemaRef = z.discriminatedUnion('from', [
  z.strictObject({ from: z.literal('canonical'), operation: z.string(), side: z.enum(['input', 'output']) }),
  z.strictObject({ from: z.literal('operation'), connection: z.string(), operation: z.string(), side: z.enum(['input', 'output']) }),
  z.strictObject({ from: z.literal('inline'), schema: JsonSchemaDocument }),
])
export type SchemaRef = z.infer<typeof SchemaRef>

/** Where the value of a row comes from. */
export const RowSource = z.discriminatedUnion('kind', [
  /** A JSONata path into the source (`customer.emails`), copied as it is. */
  z.strictObject({ kind: z.literal('path'), path: z.string().min(1) }),
  /** A JSONata expression over the source. Inside a loop `$root` is the whole source and `$index` the position from 0; `$meta` the message's meta, `$input` the first message of the run. */
  z.strictObject({ kind: z.literal('expression'), text: z.string().min(1) }),
  z.strictObject({ kind: z.literal('constant'), value: z.json() }),
  /** The path's value looked up in a value table; `otherwise`: unknown codes are a problem, left out, or passed through. */
  z.strictObject({
    kind: z.literal('table'),
    path: z.string().min(1),
    entries: z.record(z.string(), z.json()),
    otherwise: z.enum(['problem', 'omit', 'pass']).default('problem'),
  }),
  /** A loop: the row's own rows are applied to each element of the path's array. One element gives an array of one, none an empty array. */
  z.strictObject({ kind: z.literal('each'), path: z.string().min(1) }),
])
export type RowSource = z.infer<typeof RowSource>

/** One line of a mapping. `target` is a dotted path relative to the enclosing loop (`name`, `billing.city`, `emails[0].value`); names with other characters stand in backticks. */
export interface MappingRow {
  id: string
  target: string
  from: RowSource
  /** The value must be there: a missing one is the problem `mapping.required`. */
  required?: boolean | undefined
  note?: string | undefined
  /** Only below an `each` row. */
  rows?: MappingRow[] | undefined
}

export const MappingRow: z.ZodType<MappingRow> = z.lazy(() =>
  z.strictObject({
    id: z.string().min(1),
    target: z.string().min(1),
    from: RowSource,
    required: z.boolean().optional(),
    note: z.string().optional(),
    rows: z.array(MappingRow).optional(),
  }),
)

/** What must hold between fields of the result, e.g. `$round($sum([lines.$number(net)]), 2) = $number(totals.net)`: the brackets make the sum of no lines 0. */
export const Invariant = z.strictObject({
  id: z.string().min(1),
  /** A JSONata expression over the result of the mapping that gives true or false; `$source` is the source. */
  text: z.string().min(1),
  note: z.string().max(400).optional(),
  /** What happens where it does not hold: the run fails with `mapping.invariant`, or it is only counted. */
  broken: z.enum(['problem', 'count']).default('problem'),
})
export type Invariant = z.infer<typeof Invariant>

/** A mapping is data: rows from a source schema to a target schema. */
export const Mapping = z.strictObject({
  source: SchemaRef.optional().describe('Left out: the schema of what arrives on the wire.'),
  target: SchemaRef.optional().describe('Left out: the schema that the next node expects.'),
  rows: z.array(MappingRow).default([]),
  /** Source paths that are left out on purpose. */
  ignored: z.array(z.string()).default([]),
  invariants: z.array(Invariant).max(50).optional(),
})
export type Mapping = z.infer<typeof Mapping>
