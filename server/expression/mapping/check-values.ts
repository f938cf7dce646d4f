import type { JsonSchema, JsonType } from '../../model/json-schema.ts'
import type { RowSource } from '../../model/mapping.ts'
import type { Finding } from '../../model/flow.ts'
import type { SchemaReader } from './schema-at.ts'

interface ValueDesk {
  readonly source: { readonly reader: SchemaReader } | undefined
  readonly target: { readonly reader: SchemaReader } | undefined
  readonly findings: Finding[]
}

interface ValuePlace {
  readonly row: { readonly id: string; readonly target: string; readonly from: RowSource }
  readonly path: string
  readonly from?: { readonly schema: JsonSchema; readonly several: boolean } | undefined
  readonly to?: JsonSchema | undefined
}

const NAMES: Readonly<Record<JsonType, string>> = {
  string: 'a text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'yes or no',
  null: 'null',
  array: 'an array',
  object: 'an object',
}

const wordsOf = (types: ReadonlySet<JsonType>): string => [...types].map((type) => NAMES[type]).join(' or ')

function typesOf(reader: SchemaReader, schema: JsonSchema): Set<JsonType> {
  const types = new Set(reader.types(schema))
  types.delete('null')
  return types
}

/** One number is as good as another; it is checked when the mapping runs. */
function fit(source: ReadonlySet<JsonType>, target: ReadonlySet<JsonType>): boolean {
  if (source.size === 0 || target.size === 0) return true
  const isNumber = (types: ReadonlySet<JsonType>): boolean => types.has('number') || types.has('integer')
  return [...source].some((type) => target.has(type)) || (isNumber(source) && isNumber(target))
}

/** A plain path: is the field it copies of a type that the target takes? */
export function checkTypes(desk: ValueDesk, place: ValuePlace): void {
  const { row, from, to, path } = place
  if (!from || !to || !desk.source || !desk.target || row.from.kind !== 'path') return
  const list = desk.target.reader.isArray(to)
  const add = (message: string): void => void desk.findings.push({ level: 'error', code: 'mapping.type', row: row.id, message })
  const target = typesOf(desk.target.reader, list ? (desk.target.reader.items(to) ?? {}) : to)
  if (from.several && !list && target.size > 0 && !target.has('array')) return add(`\`${row.from.path}\` gives several values, but \`${path}\` takes one.`)
  const ownList = desk.source.reader.isArray(from.schema)
  const source = typesOf(desk.source.reader, ownList ? (desk.source.reader.items(from.schema) ?? {}) : from.schema)
  if (!fit(source, target)) add(`\`${row.from.path}\` is ${wordsOf(source)}, but \`${path}\` is ${wordsOf(target)}.`)
}

/** Does the target take these constant values? */
export function checkValues(desk: ValueDesk, place: ValuePlace, values: readonly unknown[]): void {
  const { to, row, path } = place
  if (!to || !desk.target) return
  const list = desk.target.reader.isArray(to)
  const schema = list ? (desk.target.reader.items(to) ?? {}) : to
  const allowed = new Set(desk.target.reader.values(schema))
  const types = new Set(desk.target.reader.types(schema))
  for (const value of values.flatMap((each: unknown) => (list && Array.isArray(each) ? (each as unknown[]) : [each]))) {
    if (allowed.size > 0 && !allowed.has(value))
      desk.findings.push({
        level: 'error',
        code: 'mapping.type',
        row: row.id,
        message: `\`${path}\` does not take ${JSON.stringify(value)}; it takes ${[...allowed].map((each) => JSON.stringify(each)).join(', ')}.`,
      })
    else if (types.size > 0 && !fit(new Set([typeOf(value)]), types))
      desk.findings.push({
        level: 'error',
        code: 'mapping.type',
        row: row.id,
        message: `The value for \`${path}\` is ${NAMES[typeOf(value)]}, but the field is ${wordsOf(types)}.`,
      })
  }
}

function typeOf(value: unknown): JsonType {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  const type = typeof value
  return type === 'string' || type === 'number' || type === 'boolean' ? type : 'object'
}

/** A value table: codes of the source that it lacks, and values that the target does not take. */
export function checkTable(desk: ValueDesk, place: ValuePlace, table: Extract<RowSource, { kind: 'table' }>): void {
  checkValues(desk, place, Object.values(table.entries))
  if (!place.from || !desk.source) return
  const schema = desk.source.reader.isArray(place.from.schema) ? (desk.source.reader.items(place.from.schema) ?? {}) : place.from.schema
  const codes = desk.source.reader.values(schema).filter((code) => code !== null && !Object.hasOwn(table.entries, String(code)))
  if (codes.length === 0 || table.otherwise !== 'problem') return
  const message = `The value table of \`${place.path}\` lacks ${codes.map((code) => JSON.stringify(code)).join(', ')} of \`${table.path}\`.`
  desk.findings.push({ level: 'warning', code: 'lookup.unknown-code', row: place.row.id, message })
}
