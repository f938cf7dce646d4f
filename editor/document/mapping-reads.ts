import type { PathStep } from './mapping-path.ts'

const TOKEN = /\/\*[\s\S]*?\*\/|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`|\$\$?[\p{L}\p{N}_]*|[\p{L}_][\p{L}\p{N}_]*|\d+(?:\.\d+)?|[^\s]/gu
const WORDS = new Set(['and', 'or', 'in', 'true', 'false', 'null', 'function'])

/** Between two brackets names start at `base`. */
interface Scope {
  base: readonly PathStep[]
  path: readonly PathStep[] | undefined
  opened: string
}

interface Reader {
  found: Map<string, readonly PathStep[]>
  scopes: Scope[]
  scope: Scope
  afterDot: boolean
  /** Behind a variable of the expression's own: the names are not the source's. */
  foreign: boolean
}

/**
 * The source paths that an expression names, without positions, for drawing lines. `base` is what the enclosing loop runs over.
 * Reads the text only (no parse), so it is a near guess; the server's analysis is the exact one.
 */
export function readPaths(text: string, base: readonly PathStep[]): PathStep[][] {
  const reader: Reader = { found: new Map(), scopes: [], scope: { base, path: undefined, opened: '' }, afterDot: false, foreign: false }
  for (const [token] of text.matchAll(TOKEN)) {
    if (token.startsWith('/*')) continue
    const start = startOf(token, reader, base)
    if (start === 'name') readName(reader, token)
    else if (start) begin(reader, start)
    else if ('[({'.includes(token)) open(reader, token)
    else if ('])}'.includes(token)) close(reader)
    else if (token !== '.') end(reader, token)
    reader.afterDot = token === '.'
  }
  while (reader.scopes.length > 0) close(reader)
  keep(reader)
  return [...reader.found.values()].map((path) => [...path])
}

/** Where a token starts a path: a name, `$` (the value itself), `$root` and `$$` (the whole source); otherwise nothing. */
function startOf(token: string, reader: Reader, loop: readonly PathStep[]): 'name' | readonly PathStep[] | undefined {
  if (token === '$') return reader.scope.base
  if (token === '$root') return []
  // Inside a loop `$$` is the element that the row's expression was started with.
  if (token === '$$') return loop
  if (WORDS.has(token) && !reader.afterDot) return undefined
  return /^[`\p{L}_]/u.test(token) ? 'name' : undefined
}

function readName(reader: Reader, token: string): void {
  const name = token.startsWith('`') ? token.slice(1, -1) : token
  if (!reader.afterDot) begin(reader, reader.scope.base)
  if (!reader.foreign) reader.scope.path = [...(reader.scope.path ?? reader.scope.base), name]
}

function begin(reader: Reader, path: readonly PathStep[]): void {
  keep(reader)
  reader.scope.path = path
  reader.foreign = false
}

function end(reader: Reader, token: string): void {
  keep(reader)
  reader.foreign = token.startsWith('$')
}

function open(reader: Reader, token: string): void {
  reader.scopes.push(reader.scope)
  reader.scope = { base: reader.scope.path ?? reader.scope.base, path: undefined, opened: token }
}

function close(reader: Reader): void {
  keep(reader)
  const { opened } = reader.scope
  reader.scope = reader.scopes.pop() ?? reader.scope
  reader.foreign = opened !== '['
  // `lines.(net + tax)` reads the fields in the brackets, not all of `lines`.
  if (opened !== '[') reader.scope.path = undefined
}

function keep({ found, scope }: Reader): void {
  if (scope.path && scope.path.length > 0) found.set(JSON.stringify(scope.path), scope.path)
  scope.path = undefined
}
