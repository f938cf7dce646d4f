import { CONFIGURATION_CLASSES, KEYED_LISTS, type KeyedList } from './configuration-classes.ts'
import type { ChangeClass, ConfigurationChange, Implementation } from './implementation.ts'
import { fromTo, sameValue, wordsOf } from './value-changes.ts'

type Plain = Readonly<Record<string, unknown>>

/** Where a value stands: as people name it, as the table of classes does, and what it is called in its entry. */
interface Place {
  path: string
  attribute: string
  name: string
}

/** Every difference between two states of an implementation, entries told apart by their keys. The version is no difference. */
export function configurationChanges(before: Implementation, after: Implementation): ConfigurationChange[] {
  return fieldChanges({ path: '', attribute: '', name: '' }, before, { ...after, version: before.version })
}

function fieldChanges(place: Place, before: Plain, after: Plain): ConfigurationChange[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((key) => valueChanges(inside(place, key), own(before, key), own(after, key)))
}

function valueChanges(place: Place, before: unknown, after: unknown): ConfigurationChange[] {
  if (sameValue(before, after)) return []
  const list = KEYED_LISTS[place.attribute]
  if (list) return listChanges({ place, list }, entriesOf(before), entriesOf(after))
  const known = CONFIGURATION_CLASSES[place.attribute]
  if (known === undefined && isPlain(before) && isPlain(after)) return fieldChanges(place, before, after)
  if (place.attribute.endsWith('.messages') && isPlain(before) && isPlain(after)) return languageChanges(place, before, after)
  // An attribute without a class is refused by a test; until then it is the careful one.
  const text = place.attribute === 'flows' && isPlain(before) && isPlain(after) ? flowsText(before, after) : fromTo(before, after)
  return [{ path: place.path, class: known ?? 'structural', change: changeOf(before, after), text: `${place.name}: ${text}` }]
}

/** Only the operations that another flow serves: `customers.search "a" -> "b"`. */
const flowsText = (before: Plain, after: Plain): string =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((operation) => own(before, operation) !== own(after, operation))
    .map((operation) => `${operation} ${fromTo(own(before, operation), own(after, operation))}`)
    .join(', ')

/** What people read, language by language: `label (en): "E-mail" -> "Mail"`. */
function languageChanges({ path, attribute, name }: Place, before: Plain, after: Plain): ConfigurationChange[] {
  const label = name.slice(0, name.lastIndexOf('.'))
  const kind = CONFIGURATION_CLASSES[attribute]!
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((language) => {
    const [old, now] = [own(before, language), own(after, language)]
    if (sameValue(old, now)) return []
    return [{ path: joined(path, language), class: kind, change: changeOf(old, now), text: `${label} (${language}): ${fromTo(old, now)}` }]
  })
}

function listChanges({ place, list }: { place: Place; list: KeyedList }, before: readonly Plain[], after: readonly Plain[]): ConfigurationChange[] {
  const [old, now] = [byKey(list, before), byKey(list, after)]
  const tell = (key: string, change: 'added' | 'removed', kind: ChangeClass): ConfigurationChange => ({
    path: joined(place.path, key),
    class: kind,
    change,
    text: `${lastOf(place.path)}: ${wordsOf(key)} ${change}`,
  })
  const changes = [...old].flatMap(([key, entry]) => {
    const other = now.get(key)
    return other ? fieldChanges({ path: joined(place.path, key), attribute: place.attribute, name: '' }, entry, other) : [tell(key, 'removed', 'structural')]
  })
  const added = [...now].flatMap(([key, entry]) => (old.has(key) ? [] : [tell(key, 'added', list.added(entry as never))]))
  return [
    ...changes,
    ...added,
    ...orderChange(
      place,
      [...old.keys()].filter((key) => now.has(key)),
      [...now.keys()].filter((key) => old.has(key)),
    ),
  ]
}

const orderChange = ({ path }: Place, before: readonly string[], after: readonly string[]): ConfigurationChange[] =>
  before.every((key, index) => key === after[index]) ? [] : [{ path, class: 'safe', change: 'changed', text: `${lastOf(path)}: another order` }]

const changeOf = (before: unknown, after: unknown): ConfigurationChange['change'] =>
  before === undefined ? 'added' : after === undefined ? 'removed' : 'changed'
const byKey = ({ key }: KeyedList, entries: readonly Plain[]): Map<string, Plain> => new Map(entries.map((entry) => [String(own(entry, key)), entry]))
const entriesOf = (value: unknown): readonly Plain[] => (Array.isArray(value) ? value.filter(isPlain) : [])
const inside = (place: Place, key: string): Place => ({ path: joined(place.path, key), attribute: joined(place.attribute, key), name: joined(place.name, key) })
const joined = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`)
const lastOf = (path: string): string => path.slice(path.lastIndexOf('.') + 1)
const own = (record: Plain, key: string): unknown => (Object.hasOwn(record, key) ? record[key] : undefined)
const isPlain = (value: unknown): value is Plain => typeof value === 'object' && value !== null && !Array.isArray(value)
