/** Makes texts stand out. */
export type Paint = Readonly<Record<'strong' | 'good' | 'bad' | 'faint', (text: string) => string>>

const same = (text: string): string => text
const code =
  (number: number): ((text: string) => string) =>
  (text) =>
    `\u001B[${number}m${text}\u001B[0m`

/** With colours, or texts as they are. */
export function createPaint(colours: boolean): Paint {
  return colours ? { strong: code(1), good: code(32), bad: code(31), faint: code(2) } : { strong: same, good: same, bad: same, faint: same }
}
