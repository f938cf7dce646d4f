import { IconAlertTriangle } from '@tabler/icons-react'
import { memo } from 'react'
import type { Field } from '../document/mapping-fields.ts'
import { FieldName } from './field-name.tsx'
import classes from './tree-row.module.css'

export interface TargetRowProps {
  field: Field
  /** What the row does; `undefined` without a row. */
  summary: string | undefined
  /** More than one row writes the field. */
  rows: number
  result: string
  missing: boolean
  findingCount: number
  /** What was found, in words. */
  findingText: string
}

/** A field of the target: what it is, where its value comes from, what the sample gives, and what is wrong. */
export const TargetRow = memo(function TargetRow({ field, summary, rows, result, missing, findingCount, findingText }: TargetRowProps) {
  return (
    <span className={classes.cells}>
      <FieldName field={field} />
      <span className={classes.summary} title={summary}>
        {summary}
        {rows > 1 && <span className={classes.more}> {rows} rows</span>}
      </span>
      <span className={classes.value} title={result}>
        {result}
      </span>
      <span className={classes.fate}>
        {findingCount > 0 ? (
          <span className={classes.problem} title={findingText} aria-label={findingText}>
            <IconAlertTriangle size={13} /> {findingCount}
          </span>
        ) : missing ? (
          <span className={classes.problem}>missing</span>
        ) : field.unknown ? (
          <span className={classes.problem}>unknown</span>
        ) : summary !== undefined ? (
          <span className={classes.ok}>ok</span>
        ) : null}
      </span>
    </span>
  )
})
