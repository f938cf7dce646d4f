import type { Pii } from '../../server/model/field-meta.ts'

/** What a personal-data mark means. */
export const PII_WORDS: Readonly<Record<Exclude<Pii, 'none'>, string>> = {
  direct: 'personal data: names a person',
  quasi: 'personal data: describes a person',
  financial: 'personal data: about money of a person',
  text: 'free text, treated as personal data',
  pseudo: 'reference to a person',
}
