import type { Finding } from '../../model/finding.ts'
import type { Invariant, Mapping, MappingRow } from '../../model/mapping.ts'
import { Problem } from '../../model/problem.ts'
import type { Expression } from '../expression.ts'
import { writtenPaths } from './check-required.ts'
import type { RowDesk, Side } from './check-rows.ts'
import { splitPath } from './target-path.ts'
import { walkSchema } from './walk-schema.ts'

/** Variables that are there, and whether they are the source. */
const VARIABLES: ReadonlyMap<string, boolean> = new Map([
  ['$source', true],
  ['$root', true],
  ['$input', false],
  ['$meta', false],
])

/** Checks the expressions of the invariants: the paths they read are those of the result, and of the source behind `$source`. */
export function checkInvariants(desk: RowDesk, { rows, invariants = [] }: Mapping): void {
  const isWritten = writtenIn(rows)
  for (const invariant of invariants) {
    const add = (level: Finding['level'], message: string): void =>
      void desk.findings.push({ level, code: 'mapping.invariant-invalid', row: invariant.id, message: `The invariant ${nameOf(invariant)} ${message}` })
    const expression = compile(desk, invariant)
    if (typeof expression === 'string') add('error', `cannot be read. ${expression}`)
    else for (const path of expression.reads.paths) checkPath(desk, path, { add, isWritten })
  }
}

const MOST_SHOWN = 60

function nameOf({ note, text }: Invariant): string {
  const name = note ?? text
  return `"${name.length > MOST_SHOWN ? `${name.slice(0, MOST_SHOWN)}…` : name}"`
}

/** The expression, or why it cannot be read. */
function compile({ expressions }: RowDesk, { text }: Invariant): Expression | string {
  try {
    return expressions.compile(text)
  } catch (error) {
    if (error instanceof Problem) return error.detail
    throw error
  }
}

interface PathDesk {
  add(level: Finding['level'], message: string): void
  isWritten(path: string): boolean
}

function checkPath(desk: RowDesk, path: string, { add, isWritten }: PathDesk): void {
  const names = splitPath(path)
  if (!path.startsWith('$')) {
    if (isUnknown(desk.target, names, (level, unknown) => add(level, `reads ${unknown} the target.`)) || isWritten(path)) return
    return add('warning', `reads \`${path}\`, which no row fills.`)
  }
  const ofSource = VARIABLES.get(names[0] ?? '')
  if (ofSource === undefined) return add('warning', `reads the variable \`${names[0]}\`, which is never set; there are $source, $input, $meta and $root.`)
  if (ofSource) isUnknown(desk.source, names.slice(1), (level, unknown) => add(level, `reads ${unknown} the source.`))
}

/** Tells of a field that the schema does not have. */
function isUnknown(side: Side | undefined, names: readonly string[], tell: (level: Finding['level'], unknown: string) => void): boolean {
  const walk = side && walkSchema(side.reader, side.schema, names)
  if (!walk || !('missing' in walk)) return false
  const hint = walk.suggestion === undefined ? '' : ` (did you mean \`${walk.suggestion}\`?)`
  tell(walk.closed ? 'error' : 'warning', `\`${walk.missing}\`${hint}, which does not exist in`)
  return true
}

/** Is something at a target path, or below it, filled by a row? */
function writtenIn(rows: readonly MappingRow[]): (path: string) => boolean {
  const written = [...writtenPaths(rows)]
  return (path) =>
    written.some(([each, kind]) => each === path || each.startsWith(`${path}.`) || (kind === 'open' && (each === '' || path.startsWith(`${each}.`))))
}
