export interface EnclosingCall {
  /** With the dollar sign. */
  name: string
  /** Where the name begins. */
  at: number
  /** Which argument the position is in, from 0. */
  argument: number
}

const TOKEN = /\/\*[\s\S]*?\*\/|"(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?|`[^`]*`?|\$[\p{L}_][\p{L}\p{N}_]*|[()[\]{},;]|[^\s]/gu

/** The innermost call of a function whose brackets stand around a position of an expression; `undefined` outside of calls. */
export function enclosingCall(text: string, position: number): EnclosingCall | undefined {
  const open: (EnclosingCall | undefined)[] = []
  let before: { name: string; at: number } | undefined
  for (const { 0: token, index } of text.slice(0, position).matchAll(TOKEN)) {
    const call = open.at(-1)
    if (token === '(') open.push(before && { ...before, argument: 0 })
    else if (token === '[' || token === '{') open.push(undefined)
    else if (')]}'.includes(token)) open.pop()
    else if (token === ',' && call) open[open.length - 1] = { ...call, argument: call.argument + 1 }
    before = token.length > 1 && token.startsWith('$') ? { name: token, at: index } : undefined
  }
  return open.findLast((call) => call !== undefined)
}

/** The parameters of a signature (`text, start [, length]`) in parts, the one of an argument marked; the last one stands for all that follow. */
export function signatureParts(parameters: string, argument: number): { text: string; argument: boolean }[] {
  const parts = parameters.split(/(\s*\[?\s*,\s*|\]+|^\[)/).filter((text) => text !== '')
  const names = parts.filter(isName)
  const present = names[Math.min(argument, names.length - 1)]
  return parts.map((text) => ({ text, argument: text === present }))
}

const isName = (text: string): boolean => /[\p{L}\p{N}]/u.test(text)
