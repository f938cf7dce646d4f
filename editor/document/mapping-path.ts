/** One step of a path: a field name, or the position of an element in a list. */
export type PathStep = string | number

const PLAIN_NAME = /^[\p{L}_][\p{L}\p{N}_]*$/u
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

/** The steps of a row's target. Wider than `parsePath`: `$` and `.` are the whole value, names may hold other characters without backticks; what can't be read is one name. */
export function parseTarget(text: string): PathStep[] {
  if (text === '$' || text === '.') return []
  const steps: PathStep[] = []
  let at = 0
  for (const match of text.matchAll(/(?:^|\.|(?=\[))(?:`([^`]+)`|([^.[\]`]+)|\[(\d{1,6})\])/g)) {
    if (match.index !== at) return [text]
    at += match[0].length
    steps.push(match[3] === undefined ? (match[1] ?? match[2]?.trim() ?? '') : Number(match[3]))
  }
  return at === text.length && typeof steps[0] === 'string' ? steps : [text]
}

/** A field as reads and ignored paths name it: names only, in backticks where a path would need them; words of the language stand as they are. */
export const fieldPath = (steps: readonly PathStep[]): string =>
  namesOf(steps)
    .map((name) => (PLAIN_NAME.test(name) ? name : `\`${name}\``))
    .join('.')

/** JSONata has no way to write a backtick inside a name. */
export const canBeWritten = (steps: readonly PathStep[]): boolean => steps.every((step) => typeof step === 'number' || !step.includes('`'))

/** The path without positions: which field of the schema it means. */
export const namesOf = (steps: readonly PathStep[]): string[] => steps.filter((step) => typeof step === 'string')

/** Does `path` begin with all steps of `start`? A path starts with itself. */
export const startsWith = (path: readonly PathStep[], start: readonly PathStep[]): boolean =>
  start.length <= path.length && start.every((step, i) => path[i] === step)
