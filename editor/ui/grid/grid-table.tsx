import { Fragment, memo, type ReactNode } from 'react'
import { useLatest } from '../use-latest.ts'
import { GridCell } from './grid-cell.tsx'
import type { CellValue, GridColumn } from './grid-column.ts'
import { onGridKey } from './grid-keys.ts'
import classes from './grid.module.css'
import { RowMenu, type RowDeeds } from './row-menu.tsx'

export interface GridTableProps<R> {
  label: string
  rows: readonly R[]
  columns: readonly GridColumn<R>[]
  /** What a row is called; unique. */
  nameOf: (row: R) => string
  /** The row as it is after a cell was written. */
  onChange: (index: number, next: R, column: string) => void
  /** Moves a row up or down; left out: the order means nothing. */
  onMove?: ((index: number, by: -1 | 1) => void) | undefined
  /** What is wrong with a field, in words. */
  problemOf?: ((row: string, column: string) => string | undefined) | undefined
  /** Name of the row that is open. */
  open?: string | undefined
  /** What stands below the row that is open. */
  detail?: ReactNode
  readOnly: boolean
  onOpen?: ((index: number) => void) | undefined
  onDuplicate?: ((index: number) => void) | undefined
  onRemove?: ((index: number) => void) | undefined
}

/** A dense table whose every cell can be typed into, with the keys of a spreadsheet. */
export function GridTable<R>(props: GridTableProps<R>) {
  const { label, rows, columns, nameOf, onMove, readOnly, open, detail } = props
  const latest = useLatest(props)
  const deeds = deedsOf(props)
  return (
    <div className={classes.scroll}>
      <table className={classes.grid} aria-label={label} onKeyDown={(event) => onGridKey(event, readOnly ? undefined : onMove)}>
        <Head columns={columns} actions={deeds.length > 0} />
        <tbody>
          {rows.map((row, index) => (
            <Fragment key={index}>
              <Row
                row={row}
                index={index}
                name={nameOf(row)}
                columns={columns as readonly GridColumn<unknown>[]}
                problems={columns.map((column) => props.problemOf?.(nameOf(row), column.id) ?? '').join('\n')}
                open={open === nameOf(row)}
                readOnly={readOnly}
                deeds={deeds.join(' ')}
                write={(column, value) => writeCell(latest.current, { index, column: column as GridColumn<R>, value })}
                onDeed={(deed, by) => doDeed(latest.current, { deed, index, by })}
              />
              {detail !== undefined && open === nameOf(row) && <Detail columns={columns.length + 1}>{detail}</Detail>}
            </Fragment>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function writeCell<R>({ rows, onChange }: GridTableProps<R>, { index, column, value }: { index: number; column: GridColumn<R>; value: CellValue }): void {
  const row = rows[index]
  if (row !== undefined) onChange(index, column.write(row, value), column.id)
}

function Detail({ columns, children }: { columns: number; children: ReactNode }) {
  return (
    <tr className={classes.detail}>
      <td colSpan={columns}>
        <div>{children}</div>
      </td>
    </tr>
  )
}

/** What can be done with a row; who may not edit can open it. */
function deedsOf<R>({ onOpen, onMove, onDuplicate, onRemove, readOnly }: GridTableProps<R>): RowDeeds[] {
  const changes: readonly (RowDeeds | false)[] = readOnly
    ? []
    : [onMove !== undefined && 'move', onDuplicate !== undefined && 'duplicate', onRemove !== undefined && 'remove']
  return [onOpen !== undefined && ('open' as const), ...changes].filter((deed) => deed !== false)
}

function doDeed<R>(props: GridTableProps<R>, { deed, index, by }: { deed: RowDeeds; index: number; by: -1 | 1 | undefined }): void {
  if (deed === 'open') props.onOpen?.(index)
  if (deed === 'move' && by) props.onMove?.(index, by)
  if (deed === 'duplicate') props.onDuplicate?.(index)
  if (deed === 'remove') props.onRemove?.(index)
}

interface RowProps {
  row: unknown
  index: number
  name: string
  columns: readonly GridColumn<unknown>[]
  /** One line for each column. */
  problems: string
  open: boolean
  readOnly: boolean
  write: (column: GridColumn<unknown>, value: CellValue) => void
  /** With blanks between. */
  deeds: string
  onDeed: (deed: RowDeeds, by?: -1 | 1) => void
}

const same = (a: RowProps, b: RowProps): boolean =>
  a.row === b.row &&
  a.index === b.index &&
  a.columns === b.columns &&
  a.problems === b.problems &&
  a.open === b.open &&
  a.readOnly === b.readOnly &&
  a.deeds === b.deeds

/** Drawn anew only where its own row has changed: `write` and `onDeed` read the newest rows. */
const Row = memo(function Row({ row, index, name, columns, problems, open, readOnly, write, deeds, onDeed }: RowProps) {
  const told = problems.split('\n')
  return (
    <tr data-open={open || undefined} data-index={index} aria-label={name}>
      {columns.map((column, place) => {
        const cell = (
          <GridCell
            row={row}
            column={column}
            at={`${name}/${column.id}`}
            name={name}
            problem={told[place] === '' ? undefined : told[place]}
            readOnly={readOnly}
            onWrite={(value) => write(column, value)}
          />
        )
        return place === 0 ? (
          <th key={column.id} scope="row" data-kind={column.kind}>
            {cell}
          </th>
        ) : (
          <td key={column.id} data-kind={column.kind}>
            {cell}
          </td>
        )
      })}
      {deeds !== '' && (
        <td className={classes.actions}>
          <RowMenu name={name} deeds={deeds.split(' ') as RowDeeds[]} onDeed={onDeed} />
        </td>
      )}
    </tr>
  )
}, same)

interface Span {
  group: string
  columns: number
}

/** Groups that stand beside each other, with how many columns each has. */
function spansOf<R>(columns: readonly GridColumn<R>[]): Span[] {
  const spans: Span[] = []
  for (const { group = '' } of columns) {
    const last = spans.at(-1)
    if (last?.group === group) last.columns += 1
    else spans.push({ group, columns: 1 })
  }
  return spans
}

function Head<R>({ columns, actions }: { columns: readonly GridColumn<R>[]; actions: boolean }) {
  const spans = spansOf(columns)
  return (
    <thead>
      {spans.some(({ group }) => group !== '') && (
        <tr className={classes.groups}>
          {spans.map(({ group, columns: count }, index) => (
            <th key={index} colSpan={count} scope={group === '' ? undefined : 'colgroup'}>
              {group}
            </th>
          ))}
          {actions && <th className={classes.actions} />}
        </tr>
      )}
      <tr>
        {columns.map((column) => (
          <th key={column.id} scope="col" title={column.hint} style={{ minWidth: column.width, width: column.width }} data-kind={column.kind}>
            {column.title}
          </th>
        ))}
        {actions && <th aria-label="Actions" className={classes.actions} />}
      </tr>
    </thead>
  )
}
