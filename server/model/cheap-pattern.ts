/** The most repetitions without an end in one pattern. */
const MOST_OPEN = 2
/** The most ways that all other repetitions and alternatives may multiply to, and the most where there are that many without an end. */
const MOST_WAYS = 100
const MOST_WAYS_OPEN = 10

/** Why a pattern cannot be used to check a value, or undefined if it can. It is matched against the whole value, with the flag `u`. */
export function patternFault(pattern: string): 'invalid' | 'costly' | undefined {
  try {
    wholePattern(pattern)
  } catch {
    return 'invalid'
  }
  return isCheap(pattern) ? undefined : 'costly'
}

/** The pattern for a whole value. Throws where it is no regular expression. */
export const wholePattern = (pattern: string): RegExp => new RegExp(`^(?:${pattern})$`, 'u')

/** True where the cost is about quadratic in the length of the value: nothing looks around or back, and no group repeats. */
function isCheap(pattern: string): boolean {
  if (/\\[1-9k]/.test(pattern)) return false
  // Escapes and character classes count as one plain character.
  const shape = pattern.replace(/\\(?:[pPux]\{[^}]*\}|[xu][0-9a-fA-F]{2,4}|.)/g, 'x').replace(/\[[^\]]*\]/g, 'x')
  if (/\(\?[^:]|\)[*+{]/.test(shape)) return false
  const open = shape.match(/[*+]|\{\d+,\}/g)?.length ?? 0
  const optional = [...shape.matchAll(/\{(\d+),(\d+)\}|(?<![*+?}(])\?/g)].reduce((product, [, low, high]) => product * waysOf(low, high), 1)
  return open <= MOST_OPEN && optional * choicesOf(shape) <= (open === MOST_OPEN ? MOST_WAYS_OPEN : MOST_WAYS)
}

const waysOf = (low: string | undefined, high: string | undefined): number => (low === undefined ? 2 : Number(high) - Number(low) + 1)

/** Into how many ways the alternatives of all groups multiply. */
function choicesOf(shape: string): number {
  const groups = [1]
  let ways = 1
  for (const sign of shape) {
    if (sign === '(') groups.push(1)
    if (sign === '|') groups.push(groups.pop()! + 1)
    if (sign === ')') ways *= groups.pop()!
  }
  return ways * groups[0]!
}
