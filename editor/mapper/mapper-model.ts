import type { JsonSchema } from '../../server/model/json-schema.ts'
import type { Mapping } from '../../server/model/mapping.ts'
import { plainSchema } from '../../server/model/plain-schema.ts'
import { type Field, fieldsOf, indexFields, isLeaf, unknownField, walkFields } from '../document/mapping-fields.ts'
import { type Line, linesOf, lostSources } from '../document/mapping-lines.ts'
import { parseTarget, startsWith } from '../document/mapping-path.ts'
import { valuesAt } from '../document/mapping-preview.ts'
import type { RepairDesk } from '../document/mapping-repair.ts'
import { type PlacedRow, rowsByTarget } from '../document/mapping-rows.ts'
import { schemaFromSamples } from '../document/mapping-schema-from-samples.ts'
import { elementsOrFields, missingTargets, targetTree } from '../document/mapping-target-tree.ts'

/** A message that arrives at the node. */
export interface MapperSample {
  id: string
  name: string
  body: unknown
}

/** The fields of both sides, before any row. */
export interface SchemaFields {
  source: readonly Field[]
  target: readonly Field[]
  /** The source schema was read from the samples. */
  inferred: boolean
  /** No target schema: the tree shows what the rows write. */
  free: boolean
  /** Sides whose schema allows further fields at its top. */
  openTop: { source: boolean; target: boolean }
}

export function schemaFields(source: JsonSchema | undefined, target: JsonSchema | undefined, samples: readonly MapperSample[]): SchemaFields {
  const sides = { source: fieldsOf(source ?? schemaFromSamples(samples.map(({ body }) => body))), target: target ? fieldsOf(target) : [] }
  return { ...sides, inferred: source === undefined, free: target === undefined, openTop: { source: isOpen(source), target: isOpen(target) } }
}

const isOpen = (schema: JsonSchema | undefined): boolean => schema !== undefined && plainSchema(schema, schema).open

/** What rows are held against to see whether they still fit. A source that was read from samples shows only what these happen to have. */
export function repairDesk(schemas: SchemaFields): RepairDesk {
  const side = (fields: readonly Field[], open: boolean): RepairDesk['sources'] => {
    if (fields.length === 0) return undefined
    // A field around all others, which leaves open what else there is.
    return open ? new Map([...indexFields(fields), ['$', unknownField([], false)]]) : indexFields(fields)
  }
  return {
    sources: schemas.inferred ? undefined : side(schemas.source, schemas.openTop.source),
    targets: schemas.free ? undefined : side(schemas.target, schemas.openTop.target),
  }
}

/** Samples with values for most fields of the source first: a flow with several triggers has samples that are none of this node's business. */
export function bestFirst(samples: readonly MapperSample[], source: readonly Field[]): readonly MapperSample[] {
  const leaves = walkFields(source).filter(isLeaf)
  const fit = new Map(samples.map((sample) => [sample, leaves.filter((leaf) => valuesAt(sample.body, leaf.steps).length > 0).length]))
  return samples.toSorted((a, b) => (fit.get(b) ?? 0) - (fit.get(a) ?? 0))
}

/** All that the mapper draws of a mapping, derived anew with each change. */
export interface MapperModel extends SchemaFields {
  /** The fields that the schemas name, without those that only rows write. */
  schemas: SchemaFields
  sources: ReadonlyMap<string, Field>
  /** Also the fields of lists that single elements stand in place of. */
  targets: ReadonlyMap<string, Field>
  placed: readonly PlacedRow[]
  rows: ReadonlyMap<string, readonly PlacedRow[]>
  lines: readonly Line[]
  /** Source fields that some row reads. */
  used: ReadonlySet<string>
  lost: ReadonlySet<string>
  missing: ReadonlySet<string>
  /** Target values that no row writes. */
  open: ReadonlySet<string>
  /** Number of target values that the schema knows. */
  wanted: number
}

/** The target tree; it stays the same as long as the rows write the same fields, whatever they write. */
export type TargetFields = Pick<MapperModel, 'target' | 'targets'>

/** `added`: target paths that a person wants to write and no row writes yet. */
export function targetFields(schemas: SchemaFields, written: readonly Pick<PlacedRow, 'target'>[], added: readonly string[] = []): TargetFields {
  const target = targetTree(schemas.target, written, added.map(parseTarget)).map((field) => (schemas.free ? known(field) : field))
  return { target, targets: new Map([...indexFields(schemas.target), ...indexFields(target)]) }
}

export function mapperModel(
  schemas: SchemaFields,
  placed: readonly PlacedRow[],
  { ignored, fields }: { ignored: Mapping['ignored']; fields: TargetFields },
): MapperModel {
  const rows = rowsByTarget(placed)
  const sources = indexFields(schemas.source)
  const lines = linesOf(placed, sources)
  const whole = placed.filter(({ row }) => row.from.kind !== 'each')
  const leaves = fields.target.flatMap(valuesOf)
  return {
    ...schemas,
    ...fields,
    schemas,
    sources,
    placed,
    rows,
    lines,
    used: new Set(lines.map((line) => line.source)),
    lost: lostSources(schemas.source, placed, ignored),
    missing: missingTargets(fields.target, rows),
    wanted: leaves.filter((leaf) => !leaf.unknown).length,
    open: new Set(leaves.filter((leaf) => !whole.some((row) => startsWith(leaf.steps, row.target))).map(({ key }) => key)),
  }
}

const valuesOf = (field: Field): Field[] => (isLeaf(field) ? [field] : elementsOrFields(field).flatMap(valuesOf))

/** Without a schema no target is unknown. */
const known = (field: Field): Field => ({ ...field, unknown: false, children: field.children.map(known) })
