/** Counts by two labels. Cheap, as it is done for each run. */
export class Counts {
  private readonly outer = new Map<string, Map<string, number>>()

  add(first: string, second: string, by = 1): void {
    const inner = this.outer.get(first) ?? new Map<string, number>()
    if (inner.size === 0) this.outer.set(first, inner)
    inner.set(second, (inner.get(second) ?? 0) + by)
  }

  /** In the order in which they were first counted. */
  list(): { first: string; second: string; count: number }[] {
    return [...this.outer].flatMap(([first, inner]) => [...inner].map(([second, count]) => ({ first, second, count })))
  }
}
