import type { PathStep } from './mapping-path.ts'

const TOKEN = /\/\*[\s\S]*?\*\/|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`|\$\$?[\p{L}\p{N}_]*|[\p{L}_][\p{L}\p{N}_]*|\d+(?:\.\d+)?|[^\s]/gu
const WORDS = new Set(['and', 'or', 'in', 'true', 'false', 'null', 'function'])

/** A name in the text of an expression; without a place when it is not written there but follows from what the expression runs over. */
export interface NamedStep {
  step: PathStep
  at?: number
  length?: number
}

/** One place where an expression names a source path. */
export type ReadPlace = readonly NamedStep[]

/** Between two brackets names start at `base`. */
interface Scope {
  base: ReadPlace
  path: ReadPlace | undefined
  opened: string
  /** A function is applied to this path: without a name of its own in the brackets it reads the path itself. */
  over: ReadPlace | undefined
  named: boolean
}

interface Reader {
  found: ReadPlace[]
  scopes: Scope[]
  scope: Scope
  afterDot: boolean
  /** Behind a variable of the expression's own: the names are not the source's. */
  foreign: boolean
  /** The path that the function just named is applied to (`lines.$number(net)`). */
  over: ReadPlace | undefined
}

/**
 * The source paths that an expression names, without positions, for drawing lines. `base` is what the enclosing loop runs over.
 * Reads the text only (no parse), so it is a near guess; the server's analysis is the exact one.
 */
export function readPaths(text: string, base: readonly PathStep[]): PathStep[][] {
  const paths = readPlaces(text, base).map((place) => place.map(({ step }) => step))
  return [...new Map(paths.map((path) => [JSON.stringify(path), path])).values()]
}

/** Every place where the expression names a source path, with where its names stand in the text. */
export function readPlaces(text: string, base: readonly PathStep[]): ReadPlace[] {
  const loop = base.map((step) => ({ step }))
  const scope: Scope = { base: loop, path: undefined, opened: '', over: undefined, named: false }
  const reader: Reader = { found: [], scopes: [], scope, afterDot: false, foreign: false, over: undefined }
  for (const { 0: token, index } of text.matchAll(TOKEN)) {
    if (token.startsWith('/*')) continue
    if (token !== '(') settle(reader)
    const start = startOf(token, reader, loop)
    if (start === 'name') readName(reader, { token, at: index })
    else if (start) begin(reader, start)
    else if ('[({'.includes(token)) open(reader, token)
    else if ('])}'.includes(token)) close(reader)
    else if (token !== '.') end(reader, token)
    reader.afterDot = token === '.'
  }
  settle(reader)
  while (reader.scopes.length > 0) close(reader)
  keep(reader)
  return reader.found
}

/** Where a token starts a path: a name, `$` (the value itself), `$root` and `$$` (the whole source); otherwise nothing. */
function startOf(token: string, reader: Reader, loop: ReadPlace): 'name' | ReadPlace | undefined {
  if (token === '$') return reader.scope.base
  if (token === '$root') return []
  // Inside a loop `$$` is the element that the row's expression was started with.
  if (token === '$$') return loop
  if (WORDS.has(token) && !reader.afterDot) return undefined
  return /^[`\p{L}_]/u.test(token) ? 'name' : undefined
}

function readName(reader: Reader, { token, at }: { token: string; at: number }): void {
  const step = token.startsWith('`') ? token.slice(1, -1) : token
  if (!reader.afterDot) begin(reader, reader.scope.base)
  if (!reader.foreign) reader.scope.path = [...(reader.scope.path ?? reader.scope.base), { step, at, length: token.length }]
}

function begin(reader: Reader, path: ReadPlace): void {
  keep(reader)
  reader.scope.path = path
  reader.scope.named = true
  reader.foreign = false
}

function end(reader: Reader, token: string): void {
  if (token.startsWith('$') && reader.afterDot && reader.scope.path) {
    reader.over = reader.scope.path
    reader.scope.path = undefined
  }
  keep(reader)
  reader.foreign = token.startsWith('$')
}

/** No bracket follows the function: what it would be applied to counts as read. */
function settle(reader: Reader): void {
  if (reader.over) found(reader, reader.over)
  reader.over = undefined
}

function open(reader: Reader, token: string): void {
  const { over } = reader
  reader.over = undefined
  reader.scopes.push(reader.scope)
  reader.scope = { base: over ?? reader.scope.path ?? reader.scope.base, path: undefined, opened: token, over, named: false }
}

function close(reader: Reader): void {
  keep(reader)
  const { opened, over, named } = reader.scope
  if (over && !named) found(reader, over)
  reader.scope = reader.scopes.pop() ?? reader.scope
  reader.foreign = opened !== '['
  // `lines.(net + tax)` reads the fields in the brackets, not all of `lines`.
  if (opened !== '[') reader.scope.path = undefined
}

function keep(reader: Reader): void {
  if (reader.scope.path) found(reader, reader.scope.path)
  reader.scope.path = undefined
}

function found(reader: Reader, path: ReadPlace): void {
  if (path.length > 0) reader.found.push(path)
}
