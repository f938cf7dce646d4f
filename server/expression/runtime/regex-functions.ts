import { deopt, spend, type Fuel } from './fuel.ts'
import { emptySequence } from './sequence.ts'

/** Only patterns of quadratic cost at most run here; about one unit for fifty steps of the matcher. */
function chargeFor(value: string, fuel: Fuel): void {
  spend(fuel, (value.length * value.length) / 50)
}

/** All matches as the library walks through them: it stops at the end of the text, and an empty match after the first is its error D1004. */
function walk(value: string, regex: RegExp, fuel: Fuel): RegExpExecArray[] {
  chargeFor(value, fuel)
  const found: RegExpExecArray[] = []
  regex.lastIndex = 0
  let match = regex.exec(value)
  while (match !== null) {
    if (match[0] === '' && found.length > 0) return deopt()
    found.push(match)
    if (regex.lastIndex >= value.length) break
    match = regex.exec(value)
  }
  return found
}

/** The builtins with a literal regular expression. */
export function createRegexFunctions(fuel: Fuel) {
  function containsMatch(value: unknown, regex: RegExp): boolean | undefined {
    if (typeof value !== 'string') return value === undefined ? undefined : deopt()
    chargeFor(value, fuel)
    regex.lastIndex = 0
    return regex.exec(value) !== null
  }

  /** Group references in the replacement are left to the library. */
  function replaceMatches(value: unknown, regex: RegExp, replacement: unknown): string | undefined {
    if (typeof replacement !== 'string' || replacement.includes('$')) return deopt()
    if (typeof value !== 'string') return value === undefined ? undefined : deopt()
    let out = ''
    let position = 0
    for (const match of walk(value, regex, fuel)) {
      out += value.slice(position, match.index) + replacement
      position = match.index + match[0].length
    }
    return out + value.slice(position)
  }

  function splitAtMatches(value: unknown, regex: RegExp): string[] | undefined {
    if (typeof value !== 'string') return value === undefined ? undefined : deopt()
    const out: string[] = []
    let position = 0
    for (const match of walk(value, regex, fuel)) {
      out.push(value.slice(position, match.index))
      position = match.index + match[0].length
    }
    return [...out, value.slice(position)]
  }

  function matches(value: unknown, regex: RegExp): unknown {
    if (typeof value !== 'string') return value === undefined ? undefined : deopt()
    const out = emptySequence()
    for (const match of walk(value, regex, fuel)) out.push({ match: match[0], index: match.index, groups: match.slice(1) })
    return out
  }

  return { containsMatch, replaceMatches, splitAtMatches, matches }
}
