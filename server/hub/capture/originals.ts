import { BUILT_IN } from './formats.ts'

const GRAM = 5
/** Of so many short values, one more or less tells nothing; there would be nothing left to replace them by. */
const MANY_SHORT = 400

/** Texts of at least five characters, found again inside other texts; upper and lower case are the same. */
class Finder {
  private readonly byGram = new Map<string, { text: string; at: number }[]>()

  add(value: string): void {
    const text = value.toLowerCase()
    const first = text.slice(0, GRAM)
    let best = { gram: first, at: 0, size: this.sizeOf(first) }
    // Many values begin alike (references, links): the rarest part of a value finds it fastest.
    for (let at = 1; best.size > 0 && at + GRAM <= text.length; at++) {
      const gram = text.slice(at, at + GRAM)
      const size = this.sizeOf(gram)
      if (size < best.size) best = { gram, at, size }
    }
    const bucket = this.byGram.get(best.gram)
    if (bucket) bucket.push({ text, at: best.at })
    else this.byGram.set(best.gram, [{ text, at: best.at }])
  }

  isIn(value: string): boolean {
    const text = value.toLowerCase()
    for (let at = 0; at + GRAM <= text.length; at++)
      if (this.byGram.get(text.slice(at, at + GRAM))?.some((entry) => text.startsWith(entry.text, at - entry.at))) return true
    return false
  }

  private sizeOf(gram: string): number {
    return this.byGram.get(gram)?.length ?? 0
  }
}

/** The personal values of one document, while it is worked on. */
export class Originals {
  private readonly short = new Set<string>()
  private readonly all = new Finder()
  private readonly names = new Finder()

  constructor(values: ReadonlyMap<string, { identifies: boolean }>) {
    for (const [value, { identifies }] of values) {
      // What has no letter and no digit tells nothing, and the parts of every pseudonym belong to nobody.
      if (!/[\p{L}\p{N}]/u.test(value) || BUILT_IN.some((part) => part.includes(value))) continue
      if (value.length < GRAM) this.short.add(value)
      else this.all.add(value)
      if (identifies && value.length >= GRAM) this.names.add(value)
    }
  }

  /** Is the text one of the values, or does it contain one of five or more characters? */
  areIn(text: string): boolean {
    return (text.length > 2 && this.short.size < MANY_SHORT && this.short.has(text)) || this.all.isIn(text)
  }

  /** Does the text contain a value that points to a person? */
  identifiedBy(text: string): boolean {
    return this.names.isIn(text)
  }
}
