import type { JsonSchema } from '../../model/json-schema.ts'
import type { MappingRow } from '../../model/mapping.ts'
import { Problem, type FieldError } from '../../model/problem.ts'
import type { Reads } from '../expression.ts'
import type { AnalysedExpression } from '../prepare-expression.ts'
import { prefixReads, type ReadCollector } from './mapping-reads.ts'
import { constantValue, expressionValue, lookUpCode, type Finish, type RowValue } from './row-value.ts'
import { pathOf, runLoop, type LevelPlan, type MappingRun, type Place, type RowPlan } from './run-level.ts'
import type { SchemaReader } from './schema-at.ts'
import { dottedPath, joinPaths, parseTargetPath, WHOLE, type TargetSegment } from './target-path.ts'
import { addTarget, createBuilder, type TargetTree } from './target-tree.ts'

/** What the compilation of a mapping collects on its way through the rows. */
export interface MappingDraft {
  readonly compile: (text: string) => AnalysedExpression
  readonly schemas: SchemaReader
  readonly rows: PlannedRow[]
  readonly reads: ReadCollector
  readonly writes: Set<string>
  readonly problems: FieldError[]
}

/** What is known of a row once it is planned. */
interface PlannedRow {
  id: string
  target: string
  expression: AnalysedExpression | undefined
  reads: Reads
  copies: readonly string[]
}

/** Where a level stands: its place in the target with its schema, and where its elements are in the source. */
export interface LevelPlace {
  readonly path: string
  readonly schema: JsonSchema | undefined
  readonly sources: readonly string[]
}

/** Prepares the rows of one level and, below loops, of the levels under it. */
export function planLevel(draft: MappingDraft, rows: readonly MappingRow[], place: LevelPlace): LevelPlan {
  const whole = rows.find((row) => row.target === WHOLE || row.target === '.')
  const tree: TargetTree = whole ? { kind: 'leaf', row: 0 } : { kind: 'object', fields: new Map() }
  if (whole && rows.length > 1)
    draft.problems.push({ path: whole.id, message: 'A row for the whole value must be the only row of its level.', code: 'mapping.type' })
  const plans: RowPlan[] = []
  for (const row of rows) {
    try {
      const plan = planRow(draft, row, { ...place, tree: whole ? undefined : tree, index: plans.length })
      plans.push(plan)
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      draft.problems.push({ path: row.id, message: error.detail, code: error.code })
    }
  }
  return { rows: plans, build: createBuilder(tree) }
}

interface RowPlace extends LevelPlace {
  readonly tree: TargetTree | undefined
  readonly index: number
}

function planRow(draft: MappingDraft, row: MappingRow, place: RowPlace): RowPlan {
  const parsed = parseTargetPath(row.target)
  if (typeof parsed === 'string') throw new Problem('mapping.type', `The target ${parsed}.`, { at: row.id })
  const { segments, schema } = throughArrays(draft.schemas, parsed, place.schema)
  const conflict = place.tree && addTarget(place.tree, segments, place.index)
  if (conflict !== undefined) throw new Problem('mapping.type', `The target \`${row.target}\`: ${conflict}.`, { at: row.id })
  const target = joinPaths(place.path, dottedPath(segments))
  draft.writes.add(target === '' ? WHOLE : target)
  const position = draft.rows.length
  const source = planSource(draft, row, { path: target, schema, sources: place.sources })
  const { expression, reads, copies } = source
  draft.rows.splice(position, 0, { id: row.id, target: target === '' ? WHOLE : target, expression, reads, copies })
  const isList = schema !== undefined && draft.schemas.isArray(schema)
  return { target: row.target === WHOLE || row.target === '.' ? '' : row.target, value: source.value, finish: finisher(row, source.finish, isList) }
}

interface PlannedSource {
  readonly value: RowValue
  /** What becomes of the value, given the place of the row. */
  readonly finish: ((value: unknown, place: Place, run: MappingRun) => unknown) | undefined
  readonly expression: AnalysedExpression | undefined
  readonly reads: Reads
  readonly copies: readonly string[]
}

const NO_READS: Reads = { paths: [], everything: false }

function planSource(draft: MappingDraft, row: MappingRow, place: LevelPlace): PlannedSource {
  const { from } = row
  if (from.kind === 'constant') return { value: constantValue(from.value), finish: undefined, expression: undefined, reads: NO_READS, copies: [] }
  const expression = draft.compile(from.kind === 'expression' ? from.text : from.path)
  const { reads, inner, result } = expression.analysis
  const value = expressionValue(expression)
  const copies = prefixReads({ paths: result, everything: false }, place.sources).paths
  const planned = { value, expression, reads: prefixReads(from.kind === 'each' ? inner : reads, place.sources), copies }
  draft.reads.add(planned.reads)
  if (from.kind === 'table') return { ...planned, finish: withIssues(lookUpCode(from)), copies: [] }
  if (from.kind !== 'each') return { ...planned, finish: undefined }
  const items = place.schema && draft.schemas.items(place.schema)
  const level = planLevel(draft, row.rows ?? [], { path: place.path, schema: items, sources: copies })
  return { ...planned, finish: (list, at, run) => runLoop(level, list, { place: at, run }) }
}

const withIssues =
  (finish: Finish): ((value: unknown, place: Place, run: MappingRun) => unknown) =>
  (value, place, run) =>
    finish(value, place, run.issues)

/** Wraps a single value for a target that is an array, and checks that a required value is there. Left out where nothing is to be done. */
function finisher(row: MappingRow, finish: PlannedSource['finish'], isList: boolean): RowPlan['finish'] {
  if (!finish && !row.required && !isList) return undefined
  const target = row.target === WHOLE || row.target === '.' ? '' : row.target
  const complete = (value: unknown, place: Place, run: MappingRun): unknown => {
    if (row.required && isMissing(row, value)) reportMissing(pathOf(place), run)
    return isList && value !== undefined && value !== null && !Array.isArray(value) ? [value] : value
  }
  return (value, level, run) => {
    const place = { parent: level, target }
    const finished = finish ? finish(value, place, run) : value
    return finished instanceof Promise ? finished.then((list: unknown) => complete(list, place, run)) : complete(finished, place, run)
  }
}

const isMissing = (row: MappingRow, value: unknown): boolean => value === undefined || (row.from.kind === 'each' && Array.isArray(value) && value.length === 0)

/** A row that has a problem already is not missing on top of it. */
function reportMissing(path: string, run: MappingRun): void {
  if (run.issues.some((issue) => issue.path === path)) return
  run.issues.push({ path, message: 'A required target field got no value.', code: 'mapping.required' })
}

/** The path with element 0 put in wherever the schema has an array and the path goes on with a name; and the schema at its end. */
function throughArrays(
  schemas: SchemaReader,
  segments: readonly TargetSegment[],
  start: JsonSchema | undefined,
): { segments: TargetSegment[]; schema: JsonSchema | undefined } {
  const out: TargetSegment[] = []
  let schema = start
  for (const segment of segments) {
    if (typeof segment === 'string' && out.length > 0 && schema && schemas.isArray(schema)) {
      out.push(0)
      schema = schemas.items(schema)
    }
    out.push(segment)
    schema = schema && (typeof segment === 'number' ? schemas.items(schema) : schemas.property(schema, segment))
  }
  return { segments: out, schema }
}
