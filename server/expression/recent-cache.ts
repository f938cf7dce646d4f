/** A map that keeps the entries that were used last. */
export class RecentCache<V> {
  private readonly entries = new Map<string, V>()
  private readonly most: number

  constructor(most: number) {
    this.most = most
  }

  get size(): number {
    return this.entries.size
  }

  get(key: string): V | undefined {
    const value = this.entries.get(key)
    if (value === undefined) return undefined
    this.entries.delete(key)
    this.entries.set(key, value)
    return value
  }

  set(key: string, value: V): void {
    this.entries.set(key, value)
    const oldest = this.entries.keys().next()
    if (this.entries.size > this.most && !oldest.done) this.entries.delete(oldest.value)
  }
}
