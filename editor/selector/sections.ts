import type { SelectorField } from '../../server/model/selector.ts'

/** Fields by section, in the order in which the sections first appear. */
export function inSections(fields: readonly SelectorField[]): { section: string; fields: SelectorField[] }[] {
  const sections = new Map<string, SelectorField[]>()
  for (const field of fields) {
    const known = sections.get(field.section)
    if (known) known.push(field)
    else sections.set(field.section, [field])
  }
  return [...sections].map(([section, inside]) => ({ section, fields: inside }))
}
