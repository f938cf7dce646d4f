import type { Field } from './mapping-fields.ts'

export type TableValue = string | number | boolean | null

/** Cells copied from a spreadsheet: one pair a line, tab between code and value. Cells in quotes may hold tabs, line ends and doubled quotes. */
export function pastedPairs(text: string): [code: string, value: string][] {
  const lines = sheetCells(text.replaceAll(/\r\n?/g, '\n'))
  return lines.filter((cells) => (cells[0] ?? '').trim() !== '').map((cells) => [(cells[0] ?? '').trim(), (cells[1] ?? '').trim()])
}

function sheetCells(text: string): string[][] {
  const lines: string[][] = [[]]
  for (const match of text.matchAll(/(?:"((?:[^"]|"")*)"|([^\t\n]*))(\t|\n|$)/g)) {
    if (match[0] === '' && match.index === text.length) break
    lines.at(-1)?.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '')
    if (match[3] === '\n') lines.push([])
  }
  return lines
}

/** What a typed value means for the target: numbers and yes/no where it wants them, text elsewhere. */
export function valueFor(text: string, target: Field | undefined): TableValue {
  const trimmed = text.trim()
  if ((target?.type === 'number' || target?.type === 'integer') && trimmed !== '' && Number.isFinite(Number(trimmed))) return Number(trimmed)
  if (target?.type === 'boolean' && (trimmed === 'true' || trimmed === 'false')) return trimmed === 'true'
  return target?.nullable && trimmed === 'null' ? null : text
}

/** The entries of a table from its lines, empty codes left out. Of a code that stands twice the first line holds; the others are named. */
export function tableEntries(pairs: readonly (readonly [code: string, value: TableValue])[]): { entries: Record<string, TableValue>; twice: string[] } {
  const entries = new Map<string, TableValue>()
  const twice: string[] = []
  for (const [code, value] of pairs) {
    if (code === '') continue
    if (entries.has(code)) twice.push(code)
    else entries.set(code, value)
  }
  return { entries: Object.fromEntries(entries), twice }
}
