import type { JsonSchema, JsonType } from '../../model/json-schema.ts'
import type { RowSource } from '../../model/mapping.ts'
import { checkConstantLosses } from './check-losses.ts'
import type { SchemaReader } from './schema-at.ts'
import { elementOf, type ValueDesk, type ValuePlace } from './value-desk.ts'

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
  const target = typesOf(desk.target.reader, elementOf(desk.target.reader, to))
  if (from.several && !list && target.size > 0 && !target.has('array')) return add(`\`${row.from.path}\` gives several values, but \`${path}\` takes one.`)
  const source = typesOf(desk.source.reader, elementOf(desk.source.reader, from.schema))
  if (!fit(source, target)) add(`\`${row.from.path}\` is ${wordsOf(source)}, but \`${path}\` is ${wordsOf(target)}.`)
}

/** Does the target take these constant values? */
export function checkValues(desk: ValueDesk, place: ValuePlace, values: readonly unknown[]): void {
  const { to, row, path } = place
  if (!to || !desk.target) return
  const list = desk.target.reader.isArray(to)
  const schema = elementOf(desk.target.reader, to)
  checkConstantLosses(desk, place, values)
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
  const codes = desk.source.reader
    .values(elementOf(desk.source.reader, place.from.schema))
    .filter((code) => code !== null && !Object.hasOwn(table.entries, String(code)))
  if (codes.length === 0 || table.otherwise !== 'problem') return
  const message = `The value table of \`${place.path}\` lacks ${codes.map((code) => JSON.stringify(code)).join(', ')} of \`${table.path}\`.`
  desk.findings.push({ level: 'warning', code: 'lookup.unknown-code', row: place.row.id, message })
}
