/** Scanners type faster than people: at most so many milliseconds from key to key. */
const FASTEST_HAND_MS = 40
const SHORTEST_CODE = 4

/** Tells what a scanner types from what a hand types: a quick row of at least four characters that ends with Enter. */
export class ScanKeys {
  private text = ''
  private lastAt = Number.NEGATIVE_INFINITY

  /** Takes a key (as `KeyboardEvent.key`) pressed at a time in milliseconds. Gives the code when the key completes one. */
  press(key: string, at: number): string | undefined {
    const quick = at - this.lastAt <= FASTEST_HAND_MS
    this.lastAt = at
    if (key === 'Enter') {
      const code = quick && this.text.length >= SHORTEST_CODE ? this.text : undefined
      this.text = ''
      return code
    }
    // Scanners hold Shift for capitals.
    if (key === 'Shift') return undefined
    if (key.length !== 1) this.text = ''
    else this.text = quick ? this.text + key : key
    return undefined
  }
}
