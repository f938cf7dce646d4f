import { useMemo } from 'react'
import { FormContext, type ControlComponent } from './form-context.ts'
import type { JsonSchema } from '../../../server/model/json-schema.ts'
import { ObjectFields } from './object-fields.tsx'
import { SchemaField } from './schema-field.tsx'
import classes from './schema-form.module.css'

export interface SchemaFormProps {
  schema: JsonSchema
  value: unknown
  onChange: (next: unknown) => void
  /** Messages by dotted path (`rows.0.target`), shown beside the field. */
  errors?: Record<string, string> | undefined
  /** Special controls by the name in `x-control`; a name that is missing here falls back to the type. */
  controls?: Record<string, ControlComponent> | undefined
  readOnly?: boolean | undefined
}

const NOTHING = {}

/** A form drawn from a JSON Schema. Holds no state of the value: every edit gives the whole next value to `onChange`. */
export function SchemaForm({ schema, value, onChange, errors = NOTHING, controls = NOTHING, readOnly = false }: SchemaFormProps) {
  const state = useMemo(() => ({ schema, value, errors, controls, readOnly, Field: SchemaField }), [schema, value, errors, controls, readOnly])
  return (
    <FormContext value={state}>
      <div className={classes.form}>
        {schema.properties && schema['x-control'] === undefined ? (
          <ObjectFields schema={schema} value={value} onChange={onChange} path="" />
        ) : (
          <SchemaField schema={schema} value={value} onChange={onChange} path="" label={schema.title ?? ''} required />
        )}
      </div>
    </FormContext>
  )
}
