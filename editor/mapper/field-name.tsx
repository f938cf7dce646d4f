import { IconUserShield } from '@tabler/icons-react'
import type { Pii } from '../../server/model/field-meta.ts'
import type { Field } from '../document/mapping-fields.ts'
import { typeWord } from '../document/type-word.ts'
import classes from './field-name.module.css'

const PII_WORDS: Record<Exclude<Pii, 'none'>, string> = {
  direct: 'personal data: names a person',
  quasi: 'personal data: describes a person',
  financial: 'personal data: about money of a person',
  text: 'free text, treated as personal data',
  pseudo: 'reference to a person',
}

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
      {field.pii !== 'none' && <PiiMark pii={field.pii} />}
      <span className={classes.type} title={typeTitle(field)}>
        {typeWord(field)}
      </span>
    </>
  )
}

function PiiMark({ pii }: { pii: Exclude<Pii, 'none'> }) {
  return (
    <span className={classes.pii} title={PII_WORDS[pii]}>
      <IconUserShield size={14} stroke={1.75} aria-label={PII_WORDS[pii]} />
    </span>
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
