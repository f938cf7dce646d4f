import type { CustomerValues } from '../../server/model/value-shape.ts'
import type { Value, Values } from './show-value.ts'

/** A field that both sides have changed, each to another value. */
export interface Clash {
  property: string
  mine: Value
  theirs: Value
}

export interface Joined {
  /** My changes over the fresh copy; of a clash my value. */
  values: CustomerValues
  clashes: Clash[]
  /** Keys that only the other side has changed. */
  theirs: string[]
}

export const sameValue = (a: Value, b: Value): boolean => (a ?? '') === (b ?? '')

/** Joins what was typed with a copy that somebody else changed meanwhile. `base`: what both began with. */
export function joinChanges(keys: readonly string[], { base, mine, fresh }: { base: Values; mine: Values; fresh: Values }): Joined {
  const joined: Joined = { values: { ...(fresh as CustomerValues) }, clashes: [], theirs: [] }
  for (const property of keys) {
    const [iChanged, theyChanged] = [!sameValue(mine[property], base[property]), !sameValue(fresh[property], base[property])]
    if (iChanged) joined.values[property] = mine[property] ?? null
    if (theyChanged && !iChanged) joined.theirs.push(property)
    if (theyChanged && iChanged && !sameValue(mine[property], fresh[property])) joined.clashes.push({ property, mine: mine[property], theirs: fresh[property] })
  }
  return joined
}
