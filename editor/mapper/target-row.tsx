import { IconAlertTriangle, IconAsterisk, IconPlugConnectedX } from '@tabler/icons-react'
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
  /** The row names a field that the source or the target does not have any more. */
  broken: boolean
  /** What the row reads can not be told exactly. */
  everything: boolean
  /** There are counts of a published version. */
  counted: boolean
  /** How often the row gave a value there; empty for a row that is not counted. */
  figure: string
  fillWords: string
  never: boolean
  findingCount: number
  /** What was found, in words. */
  findingText: string
}

/** A field of the target: what it is, where its value comes from, what the sample gives, how often it is filled, and what is wrong. */
export const TargetRow = memo(function TargetRow(props: TargetRowProps) {
  const { field, summary, rows, result, everything, counted, figure, never } = props
  return (
    <span className={classes.cells} data-target>
      <FieldName field={field} />
      <span className={classes.summary} title={summary}>
        {everything && (
          <span className={classes.everything} title="Which fields it reads can not be told: it depends on everything">
            <IconAsterisk size={12} aria-hidden /> everything{' '}
          </span>
        )}
        {summary}
        {rows > 1 && <span className={classes.more}> {rows} rows</span>}
      </span>
      <span className={classes.value} title={result}>
        {result}
      </span>
      {counted && (
        <span className={classes.fill} data-never={never || undefined} title={props.fillWords}>
          {figure}
        </span>
      )}
      <Fate {...props} />
    </span>
  )
})

function Fate({ field, summary, missing, broken, findingCount, findingText }: TargetRowProps) {
  return (
    <span className={classes.fate}>
      {broken ? (
        <span className={classes.problem} title={findingText === '' ? 'It names a field that is not there any more' : findingText}>
          <IconPlugConnectedX size={13} aria-hidden /> broken
        </span>
      ) : findingCount > 0 ? (
        <span className={classes.problem} title={findingText}>
          <IconAlertTriangle size={13} aria-hidden /> {findingCount}
        </span>
      ) : missing ? (
        <span className={classes.problem}>missing</span>
      ) : field.unknown ? (
        <span className={classes.problem}>unknown</span>
      ) : summary !== undefined ? (
        <span className={classes.ok}>ok</span>
      ) : null}
    </span>
  )
}
