import { IconUserShield } from '@tabler/icons-react'
import { useMemo } from 'react'
import { schemaFields } from '../document/schema-fields.ts'
import type { JsonSchema } from '../../server/model/json-schema.ts'
import classes from './inspector.module.css'

/** The fields of a schema with types, folded away until asked for. */
export function FieldList({ title, schema }: { title: string; schema: JsonSchema | undefined }) {
  const fields = useMemo(() => (schema ? schemaFields(schema) : []), [schema])
  return (
    <details className={classes.fields}>
      <summary>
        {title} <span className={classes.dim}>{schema ? fields.length : 'not known'}</span>
      </summary>
      {fields.length === 0 && <p className={classes.dim}>{schema ? 'Anything may be here.' : 'What comes before does not say. A test run shows it.'}</p>}
      <ul>
        {fields.map((field) => (
          <li key={field.path}>
            <code>
              {field.path}
              {field.required && <span title="Required">*</span>}
            </code>
            {field.personal && <IconUserShield size={12} className={classes.personal} aria-label="Personal data" />}
            <span className={classes.dim}>{field.type}</span>
          </li>
        ))}
      </ul>
    </details>
  )
}
