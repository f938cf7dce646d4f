/** One place where two JSON values differ, in words: `routes[vip].when: "a" -> "b"`. */
export interface ValueChange {
  /** Dotted, with ids or indexes of array entries in brackets; empty for the whole value. */
  path: string
  text: string
}

/** Longest value in a text, in characters. */
const MAX_WORDS = 60
/** How much of what is the same stands before the difference of two long values, in characters. */
const LEAD = 16

type Plain = Readonly<Record<string, unknown>>

/** Are two JSON values the same? The order of keys is no difference, nor is a key without a value. */
export function sameValue(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((value, index) => sameValue(value, b[index]))
  if (!isPlain(a) || !isPlain(b)) return false
  return keysOf(a, b).every((key) => sameValue(at(a, key), at(b, key)))
}

/** A value as a person writes it, cut where it is long. */
export const wordsOf = (value: unknown): string => cut(textOf(value), 0)

/** `old -> new`; of long values, the part where they differ. */
export function fromTo(before: unknown, after: unknown): string {
  const [a, b] = [textOf(before), textOf(after)]
  if (a.length <= MAX_WORDS && b.length <= MAX_WORDS) return `${a} -> ${b}`
  let start = 0
  while (start < a.length && a[start] === b[start]) start += 1
  return `${cut(a, start)} -> ${cut(b, start)}`
}

/** Every place where two JSON values differ. Entries of lists are told apart by their `id`, or else by their position. */
export function valueChanges(before: unknown, after: unknown, path = ''): ValueChange[] {
  if (sameValue(before, after)) return []
  if (isPlain(before) && isPlain(after))
    return keysOf(before, after).flatMap((key) => valueChanges(at(before, key), at(after, key), path === '' ? key : `${path}.${key}`))
  if (Array.isArray(before) && Array.isArray(after)) return listChanges(before, after, path)
  const place = path === '' ? '' : `${path}: `
  if (before === undefined) return [{ path, text: `${place}set to ${wordsOf(after)}` }]
  if (after === undefined) return [{ path, text: `${place}${wordsOf(before)} removed` }]
  return [{ path, text: `${place}${fromTo(before, after)}` }]
}

function listChanges(before: readonly unknown[], after: readonly unknown[], path: string): ValueChange[] {
  const [own, others] = [byId(before), byId(after)]
  if (!own || !others) return range(Math.max(before.length, after.length)).flatMap((index) => valueChanges(before[index], after[index], `${path}[${index}]`))
  const changes = [...new Set([...own.keys(), ...others.keys()])].flatMap((id) => valueChanges(own.get(id), others.get(id), `${path}[${id}]`))
  const order = [...own.keys()].filter((id) => others.has(id))
  const moved = [...others.keys()].filter((id) => own.has(id)).some((id, index) => id !== order[index])
  return moved ? [...changes, { path, text: `${path === '' ? '' : `${path}: `}another order` }] : changes
}

function byId(list: readonly unknown[]): Map<string, unknown> | undefined {
  const entries = list.flatMap((entry): [string, unknown][] => {
    const id = isPlain(entry) ? at(entry, 'id') : undefined
    return typeof id === 'string' && id !== '' ? [[id, entry]] : []
  })
  const map = new Map(entries)
  return map.size === list.length ? map : undefined
}

function cut(text: string, difference: number): string {
  if (text.length <= MAX_WORDS) return text
  const start = difference + LEAD < MAX_WORDS ? 0 : difference - LEAD
  const end = start + MAX_WORDS
  return `${start > 0 ? '…' : ''}${text.slice(start, end)}${end < text.length ? '…' : ''}`
}

const textOf = (value: unknown): string => (value === undefined ? 'nothing' : (JSON.stringify(value) ?? 'nothing'))
const range = (length: number): number[] => Array.from({ length }, (_, index) => index)
const isPlain = (value: unknown): value is Plain => typeof value === 'object' && value !== null && !Array.isArray(value)
const at = (record: Plain, key: string): unknown => (Object.hasOwn(record, key) ? record[key] : undefined)
const keysOf = (a: Plain, b: Plain): string[] => [...new Set([...Object.keys(a), ...Object.keys(b)])]
