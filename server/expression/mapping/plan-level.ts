import type { JsonSchema } from '../../model/json-schema.ts'
import type { MappingRow } from '../../model/mapping.ts'
import { Problem, type FieldError } from '../../model/problem.ts'
import type { Origin, Reads } from '../expression.ts'
import type { AnalysedExpression } from '../prepare-expression.ts'
import { countOf, deciding, dependenciesOn, depending, NOWHERE, WHOLE_SOURCE, type Located } from '../reads/located.ts'
import { originsOf } from '../reads/origins.ts'
import { compileLevel } from './compile-level.ts'
import type { ReadCollector } from './mapping-reads.ts'
import { LevelFills } from './level-fills.ts'
import { FAILED } from './row-issues.ts'
import type { SimpleSource } from './level-reader.ts'
import { constantValue, expressionValue, lookUpCode, type Finish, type RowValue } from './row-value.ts'
import { pathOf, runLoop, type LevelPlan, type MappingRun, type Place, type RowPlan } from './run-level.ts'
import type { SchemaReader } from './schema-at.ts'
import { dottedPath, joinPaths, parseTargetPath, WHOLE, type TargetSegment } from './target-path.ts'
import { addTarget, type TargetTree } from './target-tree.ts'

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
  origins: readonly Origin[]
  /** The level that counts what the row gives, and the position of the row there. */
  fills: LevelFills
  index: number
}

/** Where a level stands: its place in the target with its schema, and where in the source its elements come from. */
export interface LevelPlace {
  readonly path: string
  readonly schema: JsonSchema | undefined
  readonly elements: Located
}

/** Prepares the rows of one level and, below loops, of the levels under it. */
export function planLevel(draft: MappingDraft, rows: readonly MappingRow[], place: LevelPlace): LevelPlan {
  const whole = rows.find((row) => row.target === WHOLE || row.target === '.')
  const tree: TargetTree = whole ? { kind: 'leaf', row: 0 } : { kind: 'object', fields: new Map() }
  if (whole && rows.length > 1)
    draft.problems.push({ path: whole.id, message: 'A row for the whole value must be the only row of its level.', code: 'mapping.type' })
  const fills = new LevelFills(rows.map(({ from }) => from.kind === 'each'))
  const plans: RowPlan[] = []
  for (const row of rows) {
    try {
      const plan = planRow(draft, row, { ...place, tree: whole ? undefined : tree, index: plans.length, fills })
      plans.push(plan)
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      draft.problems.push({ path: row.id, message: error.detail, code: error.code })
    }
  }
  const level: LevelPlan = {
    // Many a mapping is compiled and never run.
    run: (input, at) => (level.run = compileLevel({ rows: plans, tree, fills }))(input, at),
    fills,
    bound: plans.some((plan) => plan.bound),
  }
  return level
}

interface RowPlace extends LevelPlace {
  readonly tree: TargetTree | undefined
  readonly index: number
  readonly fills: LevelFills
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
  const source = planSource(draft, row, { path: target, schema, elements: place.elements })
  const { expression, reads, copies, origins } = source
  const { fills, index } = place
  draft.rows.splice(position, 0, { id: row.id, target: target === '' ? WHOLE : target, expression, reads, copies, origins, fills, index })
  const isList = schema !== undefined && draft.schemas.isArray(schema)
  const { simple, bound, value } = source
  const direct = simple ? undefined : expression?.direct
  return { target: row.target === WHOLE || row.target === '.' ? '' : row.target, simple, direct, bound, value, finish: finisher(row, source.finish, isList) }
}

interface PlannedSource {
  readonly value: RowValue
  readonly simple: SimpleSource | undefined
  readonly bound: boolean
  /** What becomes of the value, given the place of the row. */
  readonly finish: ((value: unknown, place: Place, run: MappingRun) => unknown) | undefined
  readonly expression: AnalysedExpression | undefined
  readonly reads: Reads
  readonly copies: readonly string[]
  readonly origins: readonly Origin[]
}

const NO_READS: Reads = { paths: [], everything: false }
const VARIABLES: ReadonlyMap<string, Located> = new Map([
  ['root', WHOLE_SOURCE],
  ['index', NOWHERE],
])

function planSource(draft: MappingDraft, row: MappingRow, place: LevelPlace): PlannedSource {
  const { from } = row
  const { elements } = place
  // What chooses the elements of a loop chooses the values of all its rows.
  const chosen = deciding(elements.from ?? [])
  const originsAt = (value: Located): Origin[] => originsOf(depending(value, chosen), place.path)
  if (from.kind === 'constant') return planConstant(from.value, originsAt(NOWHERE))
  const expression = draft.compile(from.kind === 'expression' ? from.text : from.path)
  const { reads, inner, value: located } = expression.analyse({ context: elements, variables: VARIABLES })
  const { steps } = expression
  const simple: SimpleSource | undefined = steps && { kind: 'path', steps }
  const planned = { value: expressionValue(expression), simple, bound: !simple, expression, reads: from.kind === 'each' ? inner : reads }
  draft.reads.add(planned.reads)
  if (from.kind === 'table') {
    const computed = depending(NOWHERE, dependenciesOn(located, 'computed'))
    return { ...planned, finish: withIssues(lookUpCode(from)), copies: [], origins: originsAt(computed) }
  }
  if (from.kind !== 'each') return { ...planned, finish: undefined, copies: located.at, origins: originsAt(located) }
  const items = place.schema && draft.schemas.items(place.schema)
  const inside = depending(located, chosen)
  const level = planLevel(draft, row.rows ?? [], { path: place.path, schema: items, elements: inside })
  const origins = originsOf(depending(NOWHERE, countOf(inside)), place.path)
  return { ...planned, bound: planned.bound || level.bound, finish: (list, at, run) => runLoop(level, list, { place: at, run }), copies: located.at, origins }
}

function planConstant(value: unknown, origins: readonly Origin[]): PlannedSource {
  const simple: SimpleSource | undefined = typeof value === 'object' && value !== null ? undefined : { kind: 'constant', value: value as string }
  return { value: constantValue(value), simple, bound: false, finish: undefined, expression: undefined, reads: NO_READS, copies: [], origins }
}

const withIssues =
  (finish: Finish): ((value: unknown, place: Place, run: MappingRun) => unknown) =>
  (value, place, run) => {
    const before = run.issues.length
    const found = finish(value, place, run.issues)
    return run.issues.length > before ? FAILED : found
  }

/** Wraps a single value for a target that is an array, and checks that a required value is there; a row that failed is not missing on top of it. Left out where nothing is to be done. */
function finisher(row: MappingRow, finish: PlannedSource['finish'], isList: boolean): RowPlan['finish'] {
  if (!finish && !row.required && !isList) return undefined
  const target = row.target === WHOLE || row.target === '.' ? '' : row.target
  const complete = (value: unknown, place: Place, run: MappingRun): unknown => {
    if (value === FAILED) return FAILED
    if (row.required && isMissing(row, value))
      run.issues.push({ path: pathOf(place), message: 'A required target field got no value.', code: 'mapping.required' })
    return isList && value !== undefined && value !== null && !Array.isArray(value) ? [value] : value
  }
  return (value, level, run) => {
    const place = { parent: level, target }
    const finished = finish ? finish(value, place, run) : value
    return finished instanceof Promise ? finished.then((list: unknown) => complete(list, place, run)) : complete(finished, place, run)
  }
}

const isMissing = (row: MappingRow, value: unknown): boolean => value === undefined || (row.from.kind === 'each' && Array.isArray(value) && value.length === 0)

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
