/** One code of a value table while it is edited. */
export interface TableRow {
  code: string
  value: unknown
}

const MAX_ROWS = 5_000

export const rowsOf = (table: Record<string, unknown>): TableRow[] => Object.entries(table).map(([code, value]) => ({ code, value }))

/** The table of the rows; rows without a code are left out, and of a repeated code the last one counts. */
export function recordOf(rows: readonly TableRow[]): Record<string, unknown> {
  return Object.fromEntries(rows.filter(({ code }) => code !== '' && code !== '__proto__').map(({ code, value }) => [code, value]))
}

/** Codes that stand in more than one row. */
export function repeatedCodes(rows: readonly TableRow[]): Set<string> {
  const codes = rows.map((row) => row.code)
  return new Set(codes.filter((code, index) => code !== '' && codes.indexOf(code) !== index))
}

/** A value as its cell shows it: text as it is, unless it would be read as something else; anything else as JSON. */
export function cellText(value: unknown): string {
  return typeof value === 'string' && typeof cellValue(value) === 'string' && cellValue(value) === value ? value : JSON.stringify(value ?? null)
}

/** What a typed cell means: numbers, true, false, null and JSON as such, `"5"` in quotes as text, anything else as text. */
export function cellValue(text: string): unknown {
  if (!/^\s*(-?\d|true\b|false\b|null\b|["[{])/.test(text)) return text
  try {
    return JSON.parse(text) as unknown
  } catch {
    return text
  }
}

/** Rows of text with two columns, as spreadsheets copy them; nothing for other text. */
export function tableFromText(text: string): TableRow[] {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '')
  if (lines.length === 0 || lines.length > MAX_ROWS || !lines.every((line) => line.includes('\t'))) return []
  return lines.map((line) => {
    const [code = '', value = ''] = line.split('\t')
    return { code: code.trim(), value: cellValue(value.trim()) }
  })
}
