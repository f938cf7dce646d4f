import { Problem } from '../model/problem.ts'

/** The most brackets around each other that hold a `?:` or `??`: the parser copies the left side of each, so that the tree doubles with each level. */
const MOST_DEFAULT_DEPTHS = 8

/** Refuses texts that would take the parser too long. */
export function checkText(text: string, maxLength: number): void {
  if (text.length > maxLength) throw new Problem('expression.invalid', `The expression is longer than ${maxLength} characters.`, { at: String(maxLength) })
  const depths = new Set<number>()
  let depth = 0
  for (let index = 0; index < text.length; index++) {
    const pair = text.slice(index, index + 2)
    if (pair === '?:' || pair === '??') depths.add(depth)
    if ('([{'.includes(text.charAt(index))) depth += 1
    if (')]}'.includes(text.charAt(index))) depth -= 1
    if (depths.size > MOST_DEFAULT_DEPTHS)
      throw new Problem('expression.invalid', `Too many ?: or ?? inside each other (at position ${index}).`, { at: String(index) })
  }
}
