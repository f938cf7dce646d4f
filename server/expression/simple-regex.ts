/**
 * True for a regular expression whose cost is at most quadratic in the length of the text: no back references, no look-around, no repeated
 * groups, and at most one repetition in each alternative.
 */
export function isSimpleRegex(regex: RegExp): boolean {
  if (/\\[1-9k]/.test(regex.source)) return false
  // Escapes and character classes count as one plain character.
  const shape = regex.source.replace(/\\(?:[xu][0-9a-fA-F]{2,4}|.)/g, 'x').replace(/\[[^\]]*\]/g, 'x')
  if (/\(\?[^:]|\)[*+?{]/.test(shape)) return false
  const repetitions = (part: string): number => part.match(/[*+]|\{/g)?.length ?? 0
  return shape.includes('(') ? repetitions(shape) <= 1 : shape.split('|').every((part) => repetitions(part) <= 1)
}
