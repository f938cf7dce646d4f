import { IconUserShield } from '@tabler/icons-react'
import type { Pii } from '../../server/model/field-meta.ts'
import classes from './personal-mark.module.css'
import { PII_WORDS } from './pii-words.ts'

const isPersonal = (tag: string | undefined): tag is Exclude<Pii, 'none'> => tag !== undefined && Object.hasOwn(PII_WORDS, tag)

/** Marks a field that holds personal data, and says which kind. Nothing for other fields. */
export function PersonalMark({ tag }: { tag: string | undefined }) {
  if (!isPersonal(tag)) return null
  return (
    <span className={classes.mark} title={PII_WORDS[tag]}>
      <IconUserShield size={14} stroke={1.75} aria-label={PII_WORDS[tag]} />
    </span>
  )
}
