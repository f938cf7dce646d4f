import { nameOf, required, type AstNode } from '../ast.ts'
import { LIBRARY_FUNCTIONS } from '../library.ts'
import {
  countOf,
  deciding,
  dependenciesOn,
  depending,
  either,
  memberOf,
  NOWHERE,
  WHOLE_SOURCE,
  type Closure,
  type Located,
  type PathReader,
  type ReadPlace,
} from './located.ts'

/** Builtins whose result is made of the values of their arguments as they are. `$clone` is none: it rounds numbers to 15 digits. */
const PASSING = new Set(['append', 'reverse', 'distinct', 'shuffle', 'merge', 'zip', 'spread'])
const HIGHER_ORDER = new Set(['map', 'filter', 'single', 'sort', 'reduce', 'each', 'sift'])

interface Arguments {
  readonly values: readonly Located[]
  readonly nodes: readonly AstNode[]
  readonly closure: Closure | undefined
}

/** What a call reads; `first` is the value in front of `~>`. */
export function readCall(reader: PathReader, node: AstNode, at: { place: ReadPlace; first?: Located }): Located {
  const { place } = at
  const procedure = required(node, 'procedure')
  const name = nameOf(procedure)
  const given = readArguments(reader, node, at)
  const bound = procedure.type === 'variable' ? place.variables.get(name) : undefined
  if (bound && 'lambda' in bound) return reader.apply(bound, given.values)
  if (procedure.type === 'lambda') return reader.apply({ lambda: procedure, place }, given.values)
  // What `$eval` is given may name any variable, so that even below a loop it may read the whole source.
  if (name === 'eval' && !bound) return either(reader.computed([WHOLE_SOURCE, ...given.values], true), reader.unknown())
  if (procedure.type !== 'variable' || bound || !LIBRARY_FUNCTIONS.has(name)) return either(reader.computed(given.values, true), reader.unknown())
  if (name === 'lookup') return readLookup(reader, given)
  if (PASSING.has(name) && given.values.length > 0) return given.values.reduce(either, NOWHERE)
  if (HIGHER_ORDER.has(name)) return readHigherOrder(reader, name, given)
  const applied = given.closure ? [reader.apply(given.closure, given.values)] : []
  // Most builtins take the context for a first argument that is left out.
  const context = usesContext(name, given.values.length) ? [place.context] : []
  return reader.computed([...given.values, ...applied, ...context])
}

function readArguments(reader: PathReader, node: AstNode, at: { place: ReadPlace; first?: Located }): Arguments {
  const values: Located[] = at.first ? [at.first] : []
  let closure: Closure | undefined
  for (const argument of node.arguments ?? []) {
    const bound = argument.type === 'variable' ? at.place.variables.get(nameOf(argument)) : undefined
    if (bound && 'lambda' in bound) closure = bound
    else if (argument.type === 'lambda' && !argument.thunk) closure = { lambda: argument, place: at.place }
    else if (argument.type !== 'variable' || bound || !LIBRARY_FUNCTIONS.has(nameOf(argument))) values.push(reader.read(argument, at.place))
  }
  return { values, nodes: node.arguments ?? [], closure }
}

/** Builtins with a context default in front of other arguments, and how many arguments they have then. */
const FULL_COUNT: Readonly<Record<string, number>> = {
  substring: 2,
  substringBefore: 2,
  substringAfter: 2,
  pad: 2,
  contains: 2,
  split: 2,
  replace: 3,
  match: 2,
  formatNumber: 2,
  formatInteger: 2,
  parseInteger: 2,
  power: 2,
}
const NO_CONTEXT = new Set(['now', 'millis', 'random', 'error'])

function usesContext(name: string, count: number): boolean {
  return !NO_CONTEXT.has(name) && count < (FULL_COUNT[name] ?? 1)
}

function readLookup(reader: PathReader, given: Arguments): Located {
  const [object, key] = given.values
  const constant = given.nodes.at(-1)
  if (!object || !key) return reader.unknown()
  if (constant?.type === 'string' && !constant.predicate) return memberOf(object, nameOf(constant))
  return either(reader.computed([object], true), reader.computed([key]))
}

function readHigherOrder(reader: PathReader, name: string, given: Arguments): Located {
  const [list = NOWHERE, initial = NOWHERE] = given.values
  if (!given.closure) {
    const computed = reader.computed(given.values)
    return name === 'sort' || name === 'single' ? depending(list, deciding(computed.from ?? [])) : computed
  }
  if (name === 'reduce') {
    const start = either(list, initial)
    const value = either(start, reader.apply(given.closure, [either(start, reader.apply(given.closure, [start, list])), list]))
    return depending(value, countOf(list))
  }
  const result = reader.apply(given.closure, name === 'sort' ? [list, list] : [list, NOWHERE, list])
  if (name === 'map') return depending(result, countOf(list))
  // Its function is given the values of an object one by one, whose names are not known.
  if (name === 'each') return reader.computed([list, result], true)
  reader.use(result)
  return depending(list, dependenciesOn(result, 'decides'))
}
