/** Where a text stops being JSON. */
export interface JsonFault {
  /** Both count from 1. */
  line: number
  column: number
}

const SPACE = /[ \t\n\r]*/y
const SCALAR = /"(?:[ !#-[\]-\uffff]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y

/**
 * First place where `text` is not JSON, `undefined` for well-formed text. The messages of `JSON.parse` quote
 * the text itself, which may hold personal values; this says only where. Used after a failed parse.
 */
export function findJsonFault(text: string): JsonFault | undefined {
  const at = faultOffset(text)
  if (at < 0) return undefined
  const before = text.slice(0, at)
  const lineStart = before.lastIndexOf('\n') + 1
  return { line: before.split('\n').length, column: at - lineStart + 1 }
}

type Expected = 'value' | 'valueOrEnd' | 'key' | 'keyOrEnd' | 'commaOrEnd'

interface Scan {
  text: string
  at: number
  /** Closers of the open brackets, innermost last. */
  open: string[]
  expected: Expected
}

/** Iterative, so that deep nesting can't exhaust the stack. */
function faultOffset(text: string): number {
  const scan: Scan = { text, at: 0, open: [], expected: 'value' }
  for (;;) {
    skip(scan, SPACE)
    if (scan.expected === 'commaOrEnd' && scan.open.length === 0) return scan.at === text.length ? -1 : scan.at
    if (!step(scan)) return scan.at
  }
}

function step(scan: Scan): boolean {
  const char = scan.text[scan.at]
  const closer = scan.open.at(-1)
  if (scan.expected !== 'value' && scan.expected !== 'key' && char === closer && char !== undefined) return close(scan)
  if (scan.expected === 'commaOrEnd') return comma(scan, char, closer)
  if (scan.expected === 'key' || scan.expected === 'keyOrEnd') return key(scan, char)
  if (char === '{' || char === '[') return open(scan, char)
  if (!skip(scan, SCALAR)) return false
  scan.expected = 'commaOrEnd'
  return true
}

function open(scan: Scan, char: string): true {
  scan.open.push(char === '{' ? '}' : ']')
  scan.expected = char === '{' ? 'keyOrEnd' : 'valueOrEnd'
  scan.at++
  return true
}

function close(scan: Scan): true {
  scan.open.pop()
  scan.expected = 'commaOrEnd'
  scan.at++
  return true
}

function comma(scan: Scan, char: string | undefined, closer: string | undefined): boolean {
  if (char !== ',') return false
  scan.at++
  scan.expected = closer === '}' ? 'key' : 'value'
  return true
}

function key(scan: Scan, char: string | undefined): boolean {
  if (char !== '"' || !skip(scan, SCALAR)) return false
  skip(scan, SPACE)
  if (scan.text[scan.at] !== ':') return false
  scan.at++
  scan.expected = 'value'
  return true
}

function skip(scan: Scan, pattern: RegExp): boolean {
  pattern.lastIndex = scan.at
  const found = pattern.exec(scan.text)
  if (!found) return false
  scan.at += found[0].length
  return found[0].length > 0
}
