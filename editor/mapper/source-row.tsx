import { IconEye, IconEyeOff } from '@tabler/icons-react'
import { memo } from 'react'
import { type Field, isLeaf } from '../document/mapping-fields.ts'
import { shortText, valuesAt } from '../document/mapping-preview.ts'
import { FieldName } from './field-name.tsx'
import classes from './tree-row.module.css'

export interface SourceRowProps {
  field: Field
  sample: unknown
  used: boolean
  lost: boolean
  ignored: boolean
  canEdit: boolean
  onIgnore(field: Field, ignore: boolean): void
}

/** A field of the source: what it is, its sample value, and what becomes of it. */
export const SourceRow = memo(function SourceRow(props: SourceRowProps) {
  const { field, sample, ignored, canEdit, onIgnore } = props
  return (
    <span className={classes.cells} data-ignored={ignored || undefined}>
      <FieldName field={field} />
      <span className={classes.value} title={isLeaf(field) ? sampleText(field, sample) : undefined}>
        {sampleText(field, sample)}
      </span>
      {canEdit && (
        <button
          type="button"
          className={classes.action}
          tabIndex={-1}
          aria-label={ignored ? `No longer ignore ${field.name}` : `Ignore ${field.name} on purpose`}
          title={ignored ? 'No longer ignore (i)' : 'Ignore on purpose (i)'}
          onPointerDown={(event) => event.stopPropagation()}
          onClick={(event) => {
            event.stopPropagation()
            onIgnore(field, !ignored)
          }}
        >
          {ignored ? <IconEye size={14} /> : <IconEyeOff size={14} />}
        </button>
      )}
      <Fate {...props} />
    </span>
  )
})

function Fate({ field, used, lost, ignored }: SourceRowProps) {
  if (ignored) return <span className={classes.fate}>ignored</span>
  if (lost && isLeaf(field)) return <span className={`${classes.fate} ${classes.lost}`}>lost</span>
  return <span className={classes.fate}>{used ? <span className={classes.dot} aria-label="mapped" title="mapped" /> : null}</span>
}

/** Values of the sample at the field; a list of objects shows how many. */
function sampleText(field: Field, sample: unknown): string {
  const values = valuesAt(sample, field.steps)
  if (isLeaf(field)) return shortText(values.length > 1 ? values.map(shortText).join(' · ') : values[0])
  return field.lists === 0 || values.length === 0 ? '' : String(values.flat().length)
}
