/** The part of an expression to underline: the word that ends at the position which the problem names, otherwise all of it. */
export function problemRange(text: string, message: string): { from: number; to: number } {
  const named = /position (\d+)/.exec(message)?.[1]
  if (named === undefined) return { from: 0, to: text.length }
  const to = Math.min(text.length, Math.max(Number(named), 1))
  const word = /(?:\$?[\p{L}\p{N}_]+|\S|\s)$/u.exec(text.slice(0, to))?.[0] ?? ''
  return { from: to - word.length, to }
}
