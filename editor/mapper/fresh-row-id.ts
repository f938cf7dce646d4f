/** An id that no row has had before, so that links and comparisons do not take a new row for a removed one. */
export function freshId(taken: ReadonlySet<string>): string {
  for (;;) {
    const id = `r-${crypto.getRandomValues(new Uint32Array(1))[0]?.toString(36) ?? ''}`
    if (!taken.has(id)) return id
  }
}
