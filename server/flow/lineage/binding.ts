import type { Origin } from '../../expression/expression.ts'
import { joinPath, pathBelow } from '../../model/field-path.ts'
import type { LineageHop } from '../../model/lineage.ts'
import type { EdgePlace } from './edge-place.ts'

/** What is known of one part of a message: from which field at the edge it comes. */
export interface Binding {
  /** Path in the message; empty: the whole of it. */
  readonly at: string
  readonly place: EdgePlace
  readonly path: string
  readonly how: 'copied' | 'computed' | 'decides'
  readonly exact: boolean
  /** Only how many elements there are counts. */
  readonly count: boolean
  /** Paths below `at` that do not come from there. */
  readonly hidden: readonly string[]
  readonly via: readonly LineageHop[]
}

/** More bindings than this are not kept one by one: then they come from the whole of their places, and where that is no help, go to the whole message. */
const MOST_BINDINGS = 4000

const RANK = { copied: 0, computed: 1, decides: 2 } as const

/** The weaker of two ways. */
export const weaker = (a: Binding['how'], b: Binding['how']): Binding['how'] => (RANK[a] >= RANK[b] ? a : b)

/** Each origin of each place once, the way that says most; never more than `MOST_BINDINGS`, save for a flow with more places than that. */
export function distinct(bindings: readonly Binding[]): Binding[] {
  const kept = once(bindings)
  if (kept.length <= MOST_BINDINGS) return kept
  const wholes = once(kept.map(whole))
  return wholes.length <= MOST_BINDINGS ? wholes : blurred(wholes)
}

/** Every part of the message may come from the whole of every place: one binding for each. */
export const blurred = (message: readonly Binding[]): Binding[] => once(message.map((binding) => ({ ...whole(binding), at: '' })))

function once(bindings: readonly Binding[]): Binding[] {
  const kept = new Map<string, Binding>()
  for (const binding of bindings) {
    const key = `${binding.at}|${binding.place.key}|${binding.path}|${binding.count}`
    const known = kept.get(key)
    kept.set(key, known ? stronger(known, binding) : binding)
  }
  return [...kept.values()]
}

function stronger(a: Binding, b: Binding): Binding {
  if (a.how !== b.how) return RANK[a.how] < RANK[b.how] ? a : b
  return a.hidden.length === 0 ? a : { ...a, hidden: a.hidden.filter((path) => b.hidden.includes(path)) }
}

const whole = (binding: Binding): Binding => ({ ...binding, path: '', how: weaker(binding.how, 'computed'), exact: false, hidden: [] })

/** The part of a message at a path, as a message of its own. */
export function readAt(message: readonly Binding[], path: string): Binding[] {
  return message.flatMap((binding): Binding[] => {
    const rest = pathBelow(path, binding.at)
    if (rest !== undefined) return partOf(binding, rest)
    const at = pathBelow(binding.at, path)
    return at === undefined ? [] : [{ ...binding, at }]
  })
}

function partOf(binding: Binding, rest: string): Binding[] {
  if (binding.hidden.some((path) => pathBelow(rest, path) !== undefined)) return []
  if (binding.how !== 'copied') return [{ ...binding, at: '', hidden: [] }]
  const hidden = binding.hidden.flatMap((path) => pathBelow(path, rest) ?? [])
  return [{ ...binding, at: '', path: joinPath(binding.path, rest), hidden }]
}

/** The message without what stands at some keys. */
export function hide(message: readonly Binding[], keys: readonly string[]): Binding[] {
  return message.flatMap((binding): Binding[] => {
    if (keys.some((key) => pathBelow(binding.at, key) !== undefined)) return []
    const hidden = keys.flatMap((key) => (binding.how === 'copied' ? (pathBelow(key, binding.at) ?? []) : []))
    return hidden.length === 0 ? [binding] : [{ ...binding, hidden: [...binding.hidden, ...hidden] }]
  })
}

/** The message below a key. */
export const putBelow = (message: readonly Binding[], key: string): Binding[] =>
  key === '' ? [...message] : message.map((binding) => ({ ...binding, at: joinPath(key, binding.at) }))

/** What an expression or a row reads from. */
export interface Sources {
  readonly message: readonly Binding[]
  /** The first message of the run. */
  readonly input: readonly Binding[]
}

/** What a part of a value comes from, at the edge. */
export function resolveOrigin({ target, path, how, exact }: Origin, sources: Sources): Binding[] {
  const found = sourceOf(path, sources)
  if (how === 'copied') return found.map((binding) => ({ ...binding, at: joinPath(target, binding.at) }))
  if (how === 'count') {
    const counted = found.filter(({ at }) => at === '')
    return counted.map((binding) => ({ ...binding, at: target, how: 'decides', count: binding.how === 'copied' || binding.count, hidden: [] }))
  }
  return found.map((binding) => ({ ...binding, at: target, how: weaker(binding.how, how), exact: binding.exact && exact, hidden: [] }))
}

/** The meta data of a message come from no field. */
function sourceOf(path: string, { message, input }: Sources): Binding[] {
  if (!path.startsWith('$')) return readAt(message, path)
  const rest = pathBelow(path, '$input')
  return rest === undefined ? [] : readAt(input, rest)
}
