import type { JsonSchema } from '../../model/json-schema.ts'
import type { Finding } from '../../model/finding.ts'
import type { MappingRow } from '../../model/mapping.ts'
import { Problem } from '../../model/problem.ts'
import type { Expression, Expressions } from '../expression.ts'
import { checkLosses } from './check-losses.ts'
import { checkTable, checkTypes, checkValues } from './check-values.ts'
import { prefixReads } from './mapping-reads.ts'
import type { SchemaReader } from './schema-at.ts'
import { dottedPath, joinPaths, parseTargetPath, splitPath } from './target-path.ts'
import { walkSchema } from './walk-schema.ts'

/** A schema with its reader. */
export interface Side {
  readonly schema: JsonSchema
  readonly reader: SchemaReader
  /** Some text in it has a greatest length, so that a text without one is meant to have none. */
  readonly limitsTexts: boolean
}

/** What the rows of a mapping are checked against. */
export interface RowDesk {
  readonly source: Side | undefined
  readonly target: Side | undefined
  readonly expressions: Expressions
  readonly findings: Finding[]
}

/** A row with its places in the whole source and target. */
export interface RowPlace {
  readonly row: MappingRow
  /** Dotted target path from the top. */
  readonly path: string
  readonly sources: readonly string[]
  /** The schemas at both ends, where they are known. */
  readonly from?: { readonly schema: JsonSchema; readonly several: boolean } | undefined
  readonly to?: JsonSchema | undefined
}

const VARIABLES = new Set(['$index', '$input', '$meta', '$root'])

/** Checks the rows of a level and below loops. */
export function checkRows(desk: RowDesk, rows: readonly MappingRow[], level: { path: string; sources: readonly string[] }): void {
  for (const row of rows) {
    const segments = parseTargetPath(row.target)
    if (typeof segments === 'string') {
      report(desk, row, { level: 'error', code: 'mapping.type', message: `The target ${segments}.` })
      continue
    }
    const path = joinPaths(level.path, dottedPath(segments))
    const to = checkTarget(desk, row, path)
    checkSource(desk, { row, path, sources: level.sources, to })
  }
}

/** Adds a finding about a row. */
export function report(desk: RowDesk, row: MappingRow, finding: Omit<Finding, 'row'>): void {
  desk.findings.push({ ...finding, row: row.id })
}

function checkTarget(desk: RowDesk, row: MappingRow, path: string): JsonSchema | undefined {
  if (!desk.target) return undefined
  const walk = walkSchema(desk.target.reader, desk.target.schema, splitPath(path))
  if ('missing' in walk) {
    report(desk, row, {
      level: walk.closed ? 'error' : 'warning',
      code: 'mapping.target-unknown',
      message: `\`${walk.missing}\` does not exist in the target${hint(walk.suggestion)}`,
    })
  }
  return 'found' in walk ? walk.found : undefined
}

const hint = (suggestion: string | undefined): string => (suggestion === undefined ? '.' : `; did you mean \`${suggestion}\`?`)

function checkSource(desk: RowDesk, place: RowPlace): void {
  const { row, to } = place
  if (row.from.kind === 'constant') {
    if (to && desk.target) checkValues(desk, { ...place, to }, [row.from.value])
    return
  }
  const expression = compile(desk, row)
  if (!expression) return
  checkReads(desk, place, expression)
  const from = sourceOf(desk, place, expression)
  if (row.from.kind === 'path') checkTypes(desk, { ...place, from })
  if (row.from.kind === 'table') checkTable(desk, { ...place, from }, row.from)
  if (mayCopy(row.from, expression)) checkLosses(desk, { ...place, from: copiedFrom(desk, place, expression) })
  if (row.from.kind !== 'each') return
  const sources = prefixReads({ paths: expression.origin, everything: false }, place.sources).paths
  checkRows(desk, row.rows ?? [], { path: place.path, sources })
}

function compile(desk: RowDesk, row: MappingRow): Expression | undefined {
  if (row.from.kind === 'constant') return undefined
  try {
    return desk.expressions.compile(row.from.kind === 'expression' ? row.from.text : row.from.path)
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    report(desk, row, { level: 'error', code: error.code, message: `The expression of \`${row.target}\` cannot be read. ${error.detail}` })
    return undefined
  }
}

function checkReads(desk: RowDesk, place: RowPlace, expression: Expression): void {
  for (const path of prefixReads(expression.reads, place.sources).paths) {
    const names = splitPath(path)
    if (path.startsWith('$')) {
      const variable = names[0] ?? ''
      if (!VARIABLES.has(variable))
        report(desk, place.row, {
          level: 'warning',
          code: 'mapping.source-unknown',
          message: `The variable \`${variable}\` is never set; there are $input, $meta, $root and, in a loop, $index.`,
        })
      continue
    }
    const walk = desk.source && walkSchema(desk.source.reader, desk.source.schema, names)
    if (!walk || !('missing' in walk)) continue
    const message = `\`${walk.missing}\` does not exist in the source${hint(walk.suggestion)}`
    report(desk, place.row, { level: walk.closed ? 'error' : 'warning', code: 'mapping.source-unknown', message })
  }
}

const isPlain = ({ text, origin }: Expression): boolean => origin.length === 1 && origin[0] === text.trim()

/** An expression that is more than a path may look at the value before it copies it. */
function mayCopy(from: MappingRow['from'], expression: Expression): boolean {
  if (from.kind === 'expression') return isPlain(expression)
  return from.kind === 'path' || (from.kind === 'table' && from.otherwise === 'pass')
}

/** The schema of the value, if the row is a plain path of names. */
function sourceOf(desk: RowDesk, place: RowPlace, expression: Expression): RowPlace['from'] {
  return isPlain(expression) ? copiedFrom(desk, place, expression) : undefined
}

/** The schema of the one field whose value is copied. */
function copiedFrom(desk: RowDesk, place: RowPlace, expression: Expression): RowPlace['from'] {
  const [origin, ...others] = expression.origin
  if (!desk.source || origin === undefined || others.length > 0) return undefined
  const [path = ''] = prefixReads({ paths: [origin], everything: false }, place.sources).paths
  const walk = walkSchema(desk.source.reader, desk.source.schema, splitPath(path))
  if (!('found' in walk)) return undefined
  return { schema: walk.found, several: throughArray(desk.source, place.sources, path) || desk.source.reader.isArray(walk.found) }
}

/** An array between the element of the loop and the field makes several values of one. */
function throughArray(source: Side, sources: readonly string[], path: string): boolean {
  const [start = ''] = sources
  const from = walkSchema(source.reader, source.schema, splitPath(start))
  if (!('found' in from)) return false
  const element = source.reader.isArray(from.found) && start !== '' ? source.reader.items(from.found) : from.found
  if (!element) return false
  const walk = walkSchema(source.reader, element, splitPath(start === '' ? path : path.slice(start.length + 1)))
  return 'found' in walk && walk.throughArray
}
