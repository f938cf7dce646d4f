import { Fieldset } from '@mantine/core'
import type { ControlProps } from './form-context.ts'
import { ObjectFields } from './object-fields.tsx'
import classes from './schema-form.module.css'

/** A nested object: its fields in a frame. */
export function ObjectControl({ schema, value, onChange, label, description, error, path }: ControlProps) {
  return (
    <Fieldset legend={label} className={classes.group}>
      {description && <p className={classes.help}>{description}</p>}
      <ObjectFields schema={schema} value={value} onChange={onChange} path={path} />
      {error && <p className={classes.error}>{error}</p>}
    </Fieldset>
  )
}
