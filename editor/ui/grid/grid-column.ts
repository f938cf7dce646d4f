/** What a cell holds. */
export type CellValue = string | number | boolean | undefined

/** A value to choose from. */
export interface CellChoice {
  value: string
  label: string
}

/** One column of a grid: how a row is read and written there. */
export interface GridColumn<R> {
  /** Dotted path of the field in its row; unique in the grid. */
  id: string
  title: string
  /** What the column is for, on hover. */
  hint?: string
  /** Columns of one group stand below one heading. */
  group?: string
  kind: 'text' | 'number' | 'check' | 'choice'
  /** In pixels. */
  width: number
  choices?: readonly CellChoice[]
  /** A choice or text may be empty, a number left out. */
  optional?: boolean
  /** Longest text. */
  most?: number
  /** Written when the cell is left or Enter is pressed, not with every key. */
  late?: boolean
  /** Only shown. */
  fixed?: boolean
  /** Nothing to enter in this row. */
  off?: (row: R) => boolean
  read: (row: R) => CellValue
  write: (row: R, value: CellValue) => R
}

type ColumnOptions<R> = Partial<Omit<GridColumn<R>, 'id' | 'title' | 'kind'>> & { kind?: GridColumn<R>['kind'] }

/** A column that reads and writes the field at the dotted path `id`. An empty optional field is left out of its row. */
export function fieldColumn<R extends object>(id: string, title: string, options: ColumnOptions<R> = {}): GridColumn<R> {
  const path = id.split('.')
  const { kind = 'text', width = 140, optional = false } = options
  const blank = kind === 'number' ? 0 : ''
  return {
    kind,
    width,
    read: (row) => readAt(row, path) as CellValue,
    write: (row, value) => writeAt(row, path, value === undefined || value === '' ? (optional ? undefined : blank) : value) as R,
    ...options,
    id,
    title,
  }
}

function readAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((at, name) => (typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[name] : undefined), value)
}

function writeAt(value: unknown, [name, ...rest]: readonly string[], next: unknown): unknown {
  if (name === undefined) return next
  const before = (value ?? {}) as Record<string, unknown>
  const written = writeAt(before[name], rest, next)
  if (written !== undefined) return { ...before, [name]: written }
  const { [name]: _gone, ...others } = before
  return others
}
