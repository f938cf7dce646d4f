/** The name that differs least from a mistyped one, if it differs by little. */
export function nearestName(wrong: string, names: readonly string[]): string | undefined {
  const most = Math.max(1, Math.floor(wrong.length / 3))
  const ranked = names.map((name) => ({ name, distance: editDistance(wrong.toLowerCase(), name.toLowerCase()) })).toSorted((a, b) => a.distance - b.distance)
  const [best] = ranked
  return best && best.distance <= most ? best.name : undefined
}

/** Insertions, deletions, replacements and swaps of neighbours that turn one text into the other. */
function editDistance(a: string, b: string): number {
  let before: number[] = []
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let row = 1; row <= a.length; row++) {
    const current = [row]
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1]
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]
      const steps = [(previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1, (previous[column - 1] ?? 0) + (same ? 0 : 1)]
      if (swapped) steps.push((before[column - 2] ?? 0) + 1)
      current.push(Math.min(...steps))
    }
    before = previous
    previous = current
  }
  return previous[b.length] ?? 0
}
