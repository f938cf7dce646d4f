import { assignPlaces } from './assign-places.ts'
import type { CustomerPart, CustomerValues, ValueShape } from './value-shape.ts'

/** Roles whose values are entries of lists, told apart by their kind. */
export const ENTRY_ROLES = ['email', 'phone', 'taxId'] as const

type EntryRole = (typeof ENTRY_ROLES)[number]
type ValueProperty = ValueShape['properties'][number]
/** An e-mail address, phone number or tax id. */
type Entry = Readonly<Record<string, unknown>>

interface EntryForm {
  /** Field of the customer. */
  list: 'emails' | 'phones' | 'taxIds'
  /** Where an entry has its value and its kind. */
  value: string
  kind: string
  /** Kind of a property that names none. */
  usual: string
}

const FORMS: Readonly<Record<EntryRole, EntryForm>> = {
  email: { list: 'emails', value: 'value', kind: 'kind', usual: 'work' },
  phone: { list: 'phones', value: 'raw', kind: 'kind', usual: 'work' },
  taxId: { list: 'taxIds', value: 'value', kind: 'scheme', usual: 'VAT' },
}

/** The values of all properties of a role. */
export function entryValues(role: EntryRole, properties: readonly ValueProperty[], customer: CustomerPart): Map<string, unknown> {
  const form = FORMS[role]
  const entries: readonly Entry[] = customer[form.list] ?? []
  const places = properties.filter((property) => property.role === role)
  return new Map([...assigned(form, places, entries)].map(([{ apiKey }, index]) => [apiKey, entries[index]![form.value]]))
}

/** The same kind is best; a property without one takes any, and the default one the primary entry of any kind. */
const assigned = (form: EntryForm, places: readonly ValueProperty[], entries: readonly Entry[]): Map<ValueProperty, number> =>
  assignPlaces(places, entries, (place, entry) => {
    const primary = entry['primary'] === true
    const kind = entry[form.kind] === (place.kind ?? form.usual) ? 4 : place.kind === undefined || (place.default && primary) ? 2 : 0
    return kind === 0 ? 0 : kind + (place.default === primary ? 1 : 0)
  })

interface Change {
  values: CustomerValues
  changed: ReadonlySet<string>
  before: CustomerPart | undefined
}

/** The list of a role after a change; nothing where none of its values was changed. Entries that no property stands for stay. */
export function writeEntries(role: EntryRole, properties: readonly ValueProperty[], { values, changed, before }: Change): Record<string, Entry[]> {
  const form = FORMS[role]
  const places = properties.filter((property) => property.role === role)
  if (!places.some(({ apiKey }) => changed.has(apiKey))) return {}
  const entries: readonly Entry[] = before?.[form.list] ?? []
  const owners = new Map([...assigned(form, places, entries)].map(([place, index]) => [index, place]))
  const kept = entries.flatMap((entry, index): Entry[] => {
    const key = owners.get(index)?.apiKey
    if (key === undefined || !changed.has(key)) return [entry]
    const { e164: _old, ...rest } = entry
    return values[key] ? [{ ...rest, [form.value]: String(values[key]) }] : []
  })
  const owned = new Set(owners.values())
  const added = places
    .filter((place) => !owned.has(place) && changed.has(place.apiKey) && values[place.apiKey])
    .toSorted((a, b) => Number(b.default) - Number(a.default))
    .map((place): Entry => ({
      [form.value]: String(values[place.apiKey]),
      [form.kind]: place.kind ?? form.usual,
      ...(role === 'email' && { primary: place.default }),
    }))
  return { [form.list]: [...kept, ...added] }
}
