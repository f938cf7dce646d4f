import {
  type AddressMapping,
  ComboOption,
  type CrmConfiguration,
  CustomerFilter,
  CustomerProperty,
  type CustomerView,
} from '../../../server/model/crm-configuration.ts'

/** One edit of a configuration. */
export type ConfigurationEdit = (configuration: CrmConfiguration) => CrmConfiguration

/** Parts of an address that a property can stand for. */
export const ADDRESS_PARTS = ['line1', 'line2', 'city', 'postalCode', 'country', 'region'] as const satisfies readonly (keyof AddressMapping)[]

const VIEWS: readonly CustomerView[] = ['list', 'detail', 'create', 'edit', 'window']

/** A name beginning with `base` that is not taken: `base`, `base2`, `base3`, and so on; `joint` stands between. */
export function freshName(base: string, taken: readonly string[], joint = ''): string {
  if (!taken.includes(base)) return base
  for (let count = 2; ; count += 1) if (!taken.includes(`${base}${joint}${count}`)) return `${base}${joint}${count}`
}

const keysOf = (configuration: CrmConfiguration): string[] => configuration.properties.map(({ apiKey }) => apiKey)

/** The entry at `index` is another; one that is not there changes nothing. */
export function replaceAt<T>(list: readonly T[], index: number, next: T): T[] {
  return index in list ? list.with(index, next) : [...list]
}

/** A list with the entry at `index` one place further up or down; the same at its ends. */
export function moveBy<T>(list: readonly T[], index: number, by: -1 | 1): T[] {
  const [one, other] = [list[index], list[index + by]]
  if (one === undefined || other === undefined) return [...list]
  return list.with(index, other).with(index + by, one)
}

/** A new property at the end of the list; shown nowhere yet. */
export const addProperty: ConfigurationEdit = (configuration) => {
  const apiKey = freshName('property', keysOf(configuration))
  const added = CustomerProperty.parse({ apiKey, type: 'string', role: 'ext', label: { text: '' } })
  return { ...configuration, properties: [...configuration.properties, added] }
}

/** A copy right below, under another name; it is neither key nor default, of which there is one. */
export const duplicateProperty =
  (apiKey: string): ConfigurationEdit =>
  (configuration) => {
    const index = configuration.properties.findIndex((each) => each.apiKey === apiKey)
    const from = configuration.properties[index]
    if (!from) return configuration
    const copy = { ...from, apiKey: freshName(apiKey, keysOf(configuration)), key: false, addressKey: false, default: false }
    return { ...configuration, properties: configuration.properties.toSpliced(index + 1, 0, copy) }
  }

/** What names it (filters, addresses) stays, and is shown as a problem. */
export const removeProperty =
  (apiKey: string): ConfigurationEdit =>
  (configuration) => ({ ...configuration, properties: configuration.properties.filter((each) => each.apiKey !== apiKey) })

/** The property as edited. Under a new name, filters and addresses follow. */
export const changeProperty =
  (index: number, next: CustomerProperty): ConfigurationEdit =>
  (configuration) => {
    const before = configuration.properties[index]
    const properties = replaceAt(configuration.properties, index, next)
    if (!before || before.apiKey === next.apiKey) return { ...configuration, properties }
    return { ...followName(configuration, before.apiKey, next.apiKey), properties }
  }

function followName(configuration: CrmConfiguration, from: string, to: string): CrmConfiguration {
  const rename = (key: string): string => (key === from ? to : key)
  const filters = configuration.filters.map((filter) => ({ ...filter, properties: filter.properties.map(rename) }))
  const addresses = configuration.addresses.map((address) => {
    const parts = ADDRESS_PARTS.filter((part) => address[part] === from).map((part) => [part, to])
    return parts.length === 0 ? address : { ...address, ...Object.fromEntries(parts) }
  })
  return { ...configuration, filters, addresses }
}

/** Moves a property up or down in the list; where it stands in a view is another matter. */
export const moveProperty =
  (index: number, by: -1 | 1): ConfigurationEdit =>
  (configuration) => ({ ...configuration, properties: moveBy(configuration.properties, index, by) })

/** Gives the visible properties of a view the positions 10, 20, 30 in the order of the list. */
export const numberPositions =
  (view: CustomerView): ConfigurationEdit =>
  (configuration) => {
    const shown = configuration.properties.filter((each) => each[view].visible)
    const place = (each: CustomerProperty): CustomerProperty => ({ ...each, [view]: { ...each[view], position: (shown.indexOf(each) + 1) * 10 } })
    return { ...configuration, properties: configuration.properties.map((each) => (each[view].visible ? place(each) : each)) }
  }

/** The positions of every view by the order of the list. */
export const numberAllPositions: ConfigurationEdit = (configuration) => VIEWS.reduce((now, view) => numberPositions(view)(now), configuration)

/** A new filter over the first property that has none yet. */
export const addFilter: ConfigurationEdit = (configuration) => {
  const searched = new Set(configuration.filters.flatMap(({ properties }) => properties))
  const property = configuration.properties.find(({ apiKey, role }) => !searched.has(apiKey) && role !== 'reference') ?? configuration.properties[0]
  if (!property) return configuration
  const base = property.apiKey.toLowerCase().replace(/[^a-z0-9]+/g, '-')
  const id = freshName(
    base,
    configuration.filters.map((filter) => filter.id),
    '-',
  )
  const added = CustomerFilter.parse({ id, type: 'input', label: property.label, properties: [property.apiKey], main: true })
  return { ...configuration, filters: [...configuration.filters, added] }
}

/** A new address without properties. */
export const addAddress: ConfigurationEdit = (configuration) => {
  const id = freshName(
    'address',
    configuration.addresses.map((each) => each.id),
    '-',
  )
  const first = configuration.addresses.length === 0
  return { ...configuration, addresses: [...configuration.addresses, { id, invoice: first, shipping: first, default: first }] }
}

/** A new option of a combo property. */
export const addOption =
  (apiKey: string): ConfigurationEdit =>
  (configuration) => {
    const index = configuration.properties.findIndex((each) => each.apiKey === apiKey)
    const property = configuration.properties[index]
    if (!property) return configuration
    const value = freshName(
      'option',
      property.options.map((option) => option.value),
    )
    const added = ComboOption.parse({ value, label: { text: value }, position: (property.options.length + 1) * 10 })
    return { ...configuration, properties: replaceAt(configuration.properties, index, { ...property, options: [...property.options, added] }) }
  }
