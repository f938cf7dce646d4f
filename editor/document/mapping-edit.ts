import type { Mapping, MappingRow, RowSource } from '../../server/model/mapping.ts'

/** One change of a mapping. Rows that it does not name stay as they are. */
export type MappingEdit =
  /** Puts a row behind the last one of its loop, or of the mapping. */
  | { kind: 'add'; parent: string | undefined; row: MappingRow }
  | { kind: 'source'; row: string; from: RowSource }
  | { kind: 'target'; row: string; target: string }
  | { kind: 'required'; row: string; required: boolean }
  | { kind: 'note'; row: string; note: string }
  /** Takes a row out, with the rows of its loop. */
  | { kind: 'remove'; row: string }
  | { kind: 'ignore'; path: string }
  | { kind: 'regard'; path: string }

/** The mapping after the change. A row that is not there changes nothing; an id that is taken is refused likewise. */
export function editMapping(mapping: Mapping, edit: MappingEdit): Mapping {
  if (edit.kind === 'ignore') return mapping.ignored.includes(edit.path) ? mapping : { ...mapping, ignored: [...mapping.ignored, edit.path] }
  if (edit.kind === 'regard')
    return mapping.ignored.includes(edit.path) ? { ...mapping, ignored: mapping.ignored.filter((path) => path !== edit.path) } : mapping
  if (edit.kind === 'add') return addRow(mapping, edit)
  const rows = changeRow(mapping.rows, edit.row, (row) => changed(row, edit))
  return rows === mapping.rows ? mapping : { ...mapping, rows }
}

/** What the change is called in the list of changes. */
export function editLabel(edit: MappingEdit): string {
  if (edit.kind === 'add') return `Map ${edit.row.target}`
  if (edit.kind === 'remove') return 'Remove a mapping row'
  if (edit.kind === 'ignore') return `Ignore ${edit.path}`
  if (edit.kind === 'regard') return `No longer ignore ${edit.path}`
  return { source: 'Change the source of a row', target: 'Change the target of a row', required: 'Change required', note: 'Change a note' }[edit.kind]
}

/** The row with this id, at any depth. */
export function findRow(rows: readonly MappingRow[], id: string): MappingRow | undefined {
  for (const row of rows) {
    const found = row.id === id ? row : findRow(row.rows ?? [], id)
    if (found) return found
  }
  return undefined
}

/** All row ids, nested ones included. */
export const rowIds = (rows: readonly MappingRow[]): string[] => rows.flatMap((row) => [row.id, ...rowIds(row.rows ?? [])])

function addRow(mapping: Mapping, edit: Extract<MappingEdit, { kind: 'add' }>): Mapping {
  const taken = new Set(rowIds(mapping.rows))
  const added = rowIds([edit.row])
  if (added.some((id) => taken.has(id)) || new Set(added).size < added.length) return mapping
  if (edit.parent === undefined) return { ...mapping, rows: [...mapping.rows, edit.row] }
  const rows = changeRow(mapping.rows, edit.parent, (row) => (row.from.kind === 'each' ? { ...row, rows: [...(row.rows ?? []), edit.row] } : row))
  return rows === mapping.rows ? mapping : { ...mapping, rows }
}

function changed(row: MappingRow, edit: Extract<MappingEdit, { row: string }>): MappingRow | undefined {
  const { note, required, ...bare } = row
  switch (edit.kind) {
    case 'remove':
      return undefined
    case 'source':
      return withSource(row, edit.from)
    case 'target':
      return { ...row, target: edit.target }
    case 'required':
      return { ...bare, ...(edit.required && { required: true }), ...(note !== undefined && { note }) }
    case 'note':
      return { ...bare, ...(required !== undefined && { required }), ...(edit.note !== '' && { note: edit.note }) }
  }
}

/** Only a loop has rows of its own. */
function withSource(row: MappingRow, from: RowSource): MappingRow {
  if (from.kind === 'each') return { ...row, from, rows: row.rows ?? [] }
  const { rows: _, ...bare } = row
  return { ...bare, from }
}

/** Changes one row; the same array comes back when nothing changed. `undefined` from `change` takes the row out. */
function changeRow(rows: MappingRow[], id: string, change: (row: MappingRow) => MappingRow | undefined): MappingRow[] {
  const at = rows.findIndex((row) => row.id === id)
  const found = rows[at]
  if (found) {
    const next = change(found)
    return next === found ? rows : rows.flatMap((row) => (row === found ? (next ?? []) : row))
  }
  for (const row of rows) {
    if (!row.rows) continue
    const below = changeRow(row.rows, id, change)
    if (below !== row.rows) return rows.map((one) => (one === row ? { ...row, rows: below } : one))
  }
  return rows
}
