import type { CrmConfiguration } from '../../../server/model/crm-configuration.ts'

/** The parts of the screen, in the order of its tabs. */
export const TABS = ['properties', 'filters', 'addresses', 'labels', 'header', 'connection', 'flows', 'package', 'versions'] as const
export type ConfigurationTab = (typeof TABS)[number]

/** Where something stands: the part, the entry in it (a property, a filter), the field of that. */
export interface ConfigurationPlace {
  tab: ConfigurationTab
  entry?: string | undefined
  field?: string | undefined
}

/** Something to mend, or to know, with its place. */
export interface PlacedFinding {
  place: ConfigurationPlace
  path: string
  message: string
  severity: 'error' | 'warning'
}

const LISTS = ['properties', 'filters', 'addresses'] as const

/** The place that a dotted path names; entries by key (`configuration.properties.email.label.text`) or by number (`properties[3].apiKey`). */
export function placeOf(path: string, configuration: CrmConfiguration): ConfigurationPlace {
  const steps = path
    .replace(/\[(\d+)\]/g, '.$1')
    .split('.')
    .filter((step) => step !== '')
  if (steps[0] === 'value') steps.shift()
  const inside = steps[0] === 'configuration'
  if (inside) steps.shift()
  const [part, entry, ...field] = steps
  const list = LISTS.find((name) => name === part)
  if (list)
    return { tab: list, entry: entry === undefined ? undefined : entryName(list, entry, configuration), field: named(list, entry, { field, configuration }) }
  if (part === 'flows') return { tab: 'flows', entry: [entry, ...field].filter(Boolean).join('.') || undefined }
  if (part === 'connection') return { tab: 'connection' }
  return { tab: 'header', field: entry }
}

/** Options by number are named by their value as well. */
function named(list: (typeof LISTS)[number], entry: string | undefined, { field, configuration }: { field: string[]; configuration: CrmConfiguration }) {
  const [first, second, ...rest] = field
  if (list !== 'properties' || first !== 'options' || second === undefined || !/^\d+$/.test(second)) return field.join('.') || undefined
  const name = entry === undefined ? undefined : entryName(list, entry, configuration)
  const property = configuration.properties.find((each) => each.apiKey === name)
  return [first, property?.options[Number(second)]?.value ?? second, ...rest].join('.')
}

function entryName(list: (typeof LISTS)[number], entry: string, configuration: CrmConfiguration): string {
  const names = list === 'properties' ? configuration.properties.map(({ apiKey }) => apiKey) : configuration[list].map(({ id }) => id)
  return names.includes(entry) || !/^\d+$/.test(entry) ? entry : (names[Number(entry)] ?? entry)
}

/** The address of a place on the screen of an implementation. */
export function placeHref(id: string, { tab, entry, field }: ConfigurationPlace): string {
  const path = [`/implementations/${id}/${tab}`, ...(entry === undefined ? [] : [encodeURIComponent(entry)])].join('/')
  return field === undefined ? path : `${path}?field=${encodeURIComponent(field)}`
}

/** What is wrong with a field: problems at it, above it or below it. Problems of the whole entry stand at its first field. */
export function problemAt(findings: readonly PlacedFinding[], at: { tab: ConfigurationTab; entry: string; field: string; first: string }): string | undefined {
  const own = findings.filter(({ place }) => place.tab === at.tab && place.entry === at.entry && touches(place.field ?? at.first, at.field))
  return own.length === 0 ? undefined : own.map(({ message }) => message).join('; ')
}

const touches = (a: string, b: string): boolean => a === b || a.startsWith(`${b}.`) || b.startsWith(`${a}.`)
