/** One step of a path: a field name, or the position of an element in a list. */
export type PathStep = string | number

const PLAIN_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/
/** Words that JSONata would read as an operator or a value. */
const RESERVED = new Set(['and', 'or', 'in', 'true', 'false', 'null', 'function'])
const STEP = /(?:`([^`]*)`|([\p{L}_][\p{L}\p{N}_]*))((?:\[-?\d+\])*)/uy

/** The steps of a path (`a.b[0].c`, names with other characters in backticks); `undefined` when the text is anything else. */
export function parsePath(text: string): PathStep[] | undefined {
  const steps: PathStep[] = []
  let at = 0
  for (;;) {
    STEP.lastIndex = at
    const match = STEP.exec(text)
    if (!match) return undefined
    steps.push(match[1] ?? match[2] ?? '')
    for (const index of match[3]?.matchAll(/-?\d+/g) ?? []) steps.push(Number(index[0]))
    at += match[0].length
    if (at === text.length) return steps
    if (text[at] !== '.') return undefined
    at += 1
  }
}

/** The path as text; no step at all is `$`, the value itself. A name must not hold a backtick (see `canBeWritten`). */
export function formatPath(steps: readonly PathStep[]): string {
  let text = ''
  for (const step of steps) {
    if (typeof step === 'number') text += `[${step}]`
    else text += (text === '' ? '' : '.') + (PLAIN_NAME.test(step) && !RESERVED.has(step) ? step : `\`${step}\``)
  }
  return text === '' ? '$' : text
}

/** JSONata has no way to write a backtick inside a name. */
export const canBeWritten = (steps: readonly PathStep[]): boolean => steps.every((step) => typeof step === 'number' || !step.includes('`'))

/** The path without positions: which field of the schema it means. */
export const namesOf = (steps: readonly PathStep[]): string[] => steps.filter((step) => typeof step === 'string')

/** Does `path` begin with all steps of `start`? A path starts with itself. */
export const startsWith = (path: readonly PathStep[], start: readonly PathStep[]): boolean => start.length <= path.length && start.every((step, i) => path[i] === step)
