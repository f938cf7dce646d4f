/**
 * Which entry of a list belongs to which place: the best fit first, every place and entry once. `fit`: 0 where they do not go together.
 * Gives back the index of the entry by place; what fits nowhere is left out.
 */
export function assignPlaces<P, E>(places: readonly P[], entries: readonly E[], fit: (place: P, entry: E) => number): Map<P, number> {
  const pairs = places
    .flatMap((place) => entries.map((entry, index) => ({ place, index, fit: fit(place, entry) })))
    .filter((pair) => pair.fit > 0)
    .toSorted((a, b) => b.fit - a.fit)
  const taken = new Map<P, number>()
  const used = new Set<number>()
  for (const { place, index } of pairs) {
    if (taken.has(place) || used.has(index)) continue
    taken.set(place, index)
    used.add(index)
  }
  return taken
}
