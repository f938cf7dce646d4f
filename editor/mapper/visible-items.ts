import { type Field, isLeaf } from '../document/mapping-fields.ts'

/** One visible row of a tree. */
export interface TreeItem {
  field: Field
  level: number
  /** `undefined` for a leaf. */
  open: boolean | undefined
  place: number
  siblings: number
}

export interface TreeFilter {
  folded: ReadonlySet<string>
  /** Part of a name, path or description; empty for all. */
  search: string
  /** Only these fields, with what is around them. */
  only: ReadonlySet<string> | undefined
  requiredFirst: boolean
}

/** The rows that a tree shows. Folding does not hide what a search or filter finds. */
export function visibleItems(fields: readonly Field[], filter: TreeFilter): TreeItem[] {
  const found = filter.search.trim() === '' && !filter.only ? undefined : foundKeys(fields, filter)
  const items: TreeItem[] = []
  const visit = (siblings: readonly Field[], level: number): void => {
    const shown = ordered(found ? siblings.filter((field) => found.has(field.key)) : siblings, filter.requiredFirst)
    shown.forEach((field, i) => {
      const below = found ? field.children.some((child) => found.has(child.key)) : !filter.folded.has(field.key)
      items.push({ field, level, open: isLeaf(field) ? undefined : below, place: i + 1, siblings: shown.length })
      if (below) visit(field.children, level + 1)
    })
  }
  visit(fields, 1)
  return items
}

const ordered = (fields: readonly Field[], requiredFirst: boolean): readonly Field[] =>
  requiredFirst ? [...fields.filter((field) => field.required), ...fields.filter((field) => !field.required)] : fields

function foundKeys(fields: readonly Field[], filter: TreeFilter): Set<string> {
  const words = filter.search.trim().toLowerCase()
  const found = new Set<string>()
  const visit = (field: Field): boolean => {
    const below = field.children.map(visit).includes(true)
    const named = words === '' || field.key.toLowerCase().includes(words) || (field.description ?? '').toLowerCase().includes(words)
    const own = named && (!filter.only || filter.only.has(field.key))
    if (own || below) found.add(field.key)
    return own || below
  }
  fields.forEach(visit)
  return found
}

/** Row number by field key; a hidden field has the row of the nearest visible field around it, so that lines bundle where a tree is folded. */
export function rowNumbers(fields: readonly Field[], items: readonly TreeItem[]): ReadonlyMap<string, number> {
  const numbers = new Map(items.map(({ field }, i) => [field.key, i]))
  const visit = (field: Field, around: number | undefined): void => {
    const own = numbers.get(field.key) ?? around
    if (own !== undefined) numbers.set(field.key, own)
    for (const child of field.children) visit(child, own)
  }
  for (const field of fields) visit(field, undefined)
  return numbers
}
