import type { Field } from '../document/mapping-fields.ts'
import { typeWord } from '../document/type-word.ts'
import { PersonalMark } from '../ui/personal-mark.tsx'
import classes from './field-name.module.css'

/** Name, list brackets, required mark, personal-data mark and type of a field. */
export function FieldName({ field }: { field: Field }) {
  return (
    <>
      <span className={classes.name} title={field.description ? `${field.key}: ${field.description}` : field.key}>
        {field.name}
        {field.lists > 0 && <span className={classes.brackets}>{'[]'.repeat(field.lists)}</span>}
        {field.required && (
          <span className={classes.required} title="required" aria-label="required">
            {' '}
            *
          </span>
        )}
      </span>
      <PersonalMark tag={field.pii} />
      <span className={classes.type} title={typeTitle(field)}>
        {typeWord(field)}
      </span>
    </>
  )
}

function typeTitle(field: Field): string {
  const parts = [
    field.choices ? field.choices.map(String).join(', ') : '',
    field.format ?? '',
    field.maxLength === undefined ? '' : `at most ${field.maxLength} characters`,
    field.nullable ? 'may be null' : '',
  ]
  return parts.filter((part) => part !== '').join('; ')
}
