/** Leaves of a value by path with array indexes, as segments; empty objects and lists count as leaves. */
export type Leaves = ReadonlyMap<string, { path: readonly (string | number)[]; value: unknown }>

export function leavesOf(value: unknown): Leaves {
  const found = new Map<string, { path: (string | number)[]; value: unknown }>()
  const visit = (here: unknown, path: (string | number)[]): void => {
    if (typeof here !== 'object' || here === null || Object.keys(here).length === 0) {
      if (here !== undefined) found.set(JSON.stringify(path), { path, value: here })
      return
    }
    for (const [key, member] of Object.entries(here)) visit(member, [...path, Array.isArray(here) ? Number(key) : key])
  }
  visit(value, [])
  return found
}

/** A path as lineage writes it: without indexes, names with other characters in backticks. */
export const dotted = (path: readonly (string | number)[]): string =>
  path.flatMap((part) => (typeof part === 'string' ? [/^[\p{L}_][\p{L}\p{N}_]*$/u.test(part) ? part : `\`${part}\``] : [])).join('.')

const isEmpty = (value: unknown): boolean => typeof value === 'object' && value !== null && Object.keys(value).length === 0

/** A place whose value differs. */
export interface Change {
  path: string
  /** On one of the sides there is an empty object or list, or nothing at all: fields may have come or gone. */
  shape: boolean
  after: unknown
}

/** The leaves that differ between two values. */
export function changesOf(before: unknown, after: unknown): Change[] {
  const [a, b] = [leavesOf(before), leavesOf(after)]
  return [...new Set([...a.keys(), ...b.keys()])].flatMap((key) => {
    const [left, right] = [a.get(key), b.get(key)]
    if (left && right && JSON.stringify(left.value) === JSON.stringify(right.value)) return []
    const path = dotted((left ?? right)!.path)
    return [{ path, shape: !left || !right || isEmpty(left.value) || isEmpty(right.value), after: right?.value }]
  })
}

/** The value with one leaf replaced, or taken out where `put` is nothing. */
export function withLeaf(value: unknown, path: readonly (string | number)[], put: unknown): unknown {
  const [first, ...rest] = path
  if (first === undefined) return put
  if (Array.isArray(value)) {
    if (rest.length === 0 && put === undefined) return value.filter((_, index) => index !== first)
    return value.map((element: unknown, index) => (index === first ? withLeaf(element, rest, put) : element))
  }
  const members = Object.entries(value as Record<string, unknown>).flatMap(([key, member]): [string, unknown][] => {
    if (key !== first) return [[key, member]]
    const made = withLeaf(member, rest, put)
    return made === undefined ? [] : [[key, made]]
  })
  return Object.fromEntries(members)
}

/** Values of the same type that are not the given one. */
export function otherValues(value: unknown): unknown[] {
  if (typeof value === 'string')
    return /^-?\d+(\.\d+)?$/.test(value)
      ? [String(Number(value) + 1)]
      : [`${value}q`, value.length > 0 ? value.slice(1) : 'z', ...(/\d$/.test(value) ? [`${value}7`] : [])]
  if (typeof value === 'number') return [value + 1, -value - 1]
  return typeof value === 'boolean' ? [!value] : []
}

/** A value of which one leaf is another, or not there. */
export interface Variant {
  path: string
  value: unknown
  removed: boolean
}

/** Every value with one leaf taken out, or changed to so many others. */
export function perturbed(value: unknown, others = 3): Variant[] {
  return [...leavesOf(value).values()].flatMap(({ path, value: leaf }) =>
    [undefined, ...otherValues(leaf).slice(0, others)].flatMap((put) =>
      path.length === 0 ? [] : [{ path: dotted(path), value: withLeaf(value, path, put), removed: put === undefined }],
    ),
  )
}

/** What stands at a dotted path, in all elements on the way. */
export function valuesAt(value: unknown, path: string): unknown[] {
  return [...leavesOf(value).values()].filter((leaf) => isBelow(dotted(leaf.path), path)).map((leaf) => leaf.value)
}

export const isBelow = (path: string, holder: string): boolean => holder === '' || path === holder || path.startsWith(`${holder}.`)
