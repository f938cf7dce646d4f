import { type ChangeEvent, useState } from 'react'
import type { CellValue, GridColumn } from './grid-column.ts'
import classes from './grid.module.css'

export interface GridCellProps<R> {
  row: R
  column: GridColumn<R>
  /** Address of the cell in its page: `<row>/<column>`. */
  at: string
  /** Of the row, for the accessible name. */
  name: string
  problem: string | undefined
  readOnly: boolean
  onWrite: (value: CellValue) => void
}

/** One field of one row, with what is wrong below it. Native fields: there are hundreds of them. */
export function GridCell<R>(props: GridCellProps<R>) {
  const { row, column, at, name, problem } = props
  if (column.off?.(row)) return <span className={classes.off} aria-label={`${column.title} of ${name}: does not apply`} role="img" />
  if (column.fixed) return <span className={classes.fixed}>{String(column.read(row) ?? '')}</span>
  const shared = {
    'data-cell': true,
    'data-at': at,
    'aria-label': `${column.group ? `${column.group}: ` : ''}${column.title} of ${name}`,
    'aria-invalid': problem !== undefined || undefined,
    'aria-description': problem,
  }
  return (
    <>
      {column.kind === 'check' ? <Check {...props} shared={shared} /> : <Field {...props} shared={shared} />}
      {problem !== undefined && <span className={classes.problem}>{problem}</span>}
    </>
  )
}

type FieldProps<R> = GridCellProps<R> & { shared: object }

function Check<R>({ row, column, readOnly, onWrite, shared }: FieldProps<R>) {
  return (
    <input
      {...shared}
      type="checkbox"
      className={classes.check}
      checked={column.read(row) === true}
      disabled={readOnly}
      onChange={(event) => onWrite(event.currentTarget.checked)}
    />
  )
}

function Field<R>(props: FieldProps<R>) {
  if (props.column.kind === 'choice') return <Choice {...props} />
  return props.column.late ? <LateText {...props} /> : <Text {...props} />
}

function Choice<R>({ row, column, readOnly, onWrite, shared }: FieldProps<R>) {
  const value = String(column.read(row) ?? '')
  const known = column.choices ?? []
  return (
    <select {...shared} className={classes.field} value={value} disabled={readOnly} onChange={(event) => onWrite(event.currentTarget.value)}>
      {column.optional && <option value="" />}
      {value !== '' && !known.some((choice) => choice.value === value) && <option value={value}>{value}</option>}
      {known.map((choice) => (
        <option key={choice.value} value={choice.value}>
          {choice.label}
        </option>
      ))}
    </select>
  )
}

function Text<R>({ row, column, readOnly, onWrite, shared }: FieldProps<R>) {
  const numeric = column.kind === 'number'
  const type = (event: ChangeEvent<HTMLInputElement>): void => {
    const text = event.currentTarget.value
    if (!numeric) return onWrite(text)
    const digits = text.replace(/\D/g, '').slice(0, 6)
    onWrite(digits === '' ? undefined : Number(digits))
  }
  return (
    <input
      {...shared}
      className={numeric ? classes.number : classes.field}
      inputMode={numeric ? 'numeric' : undefined}
      value={String(column.read(row) ?? '')}
      readOnly={readOnly}
      maxLength={column.most}
      onChange={type}
    />
  )
}

/** A text that others refer to: written when it is finished; Escape takes back what was typed. */
function LateText<R>({ row, column, readOnly, onWrite, shared }: FieldProps<R>) {
  const stored = String(column.read(row) ?? '')
  const [typed, setTyped] = useState<string | null>(null)
  const write = (): void => {
    if (typed !== null && typed !== stored) onWrite(typed)
    setTyped(null)
  }
  return (
    <input
      {...shared}
      className={classes.field}
      data-late
      value={typed ?? stored}
      readOnly={readOnly}
      maxLength={column.most}
      spellCheck={false}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onBlur={write}
      onKeyDown={(event) => {
        if (event.key === 'Escape') setTyped(null)
        if (event.key === 'Enter') write()
      }}
    />
  )
}
