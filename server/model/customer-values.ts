import type { CustomerProperty } from './crm-configuration.ts'
import type { CustomerDraft } from './customer.ts'
import { writeAddresses, addressValues } from './customer-addresses.ts'
import { ENTRY_ROLES, entryValues, writeEntries } from './customer-entries.ts'
import type { CustomerPart, CustomerValues, ValueShape } from './value-shape.ts'

type ValueProperty = ValueShape['properties'][number]

/** Fields of a customer that hold one value, by role. */
const SINGLE = {
  name: 'name',
  givenName: 'givenName',
  familyName: 'familyName',
  legalName: 'legalName',
  isCompany: 'isCompany',
  kind: 'kind',
  status: 'status',
  website: 'website',
  language: 'language',
  currency: 'currency',
  paymentTermCode: 'paymentTermCode',
  category: 'category',
  birthDate: 'birthDate',
  notes: 'notes',
} as const satisfies Partial<Record<CustomerProperty['role'], keyof CustomerDraft>>

const isSingle = (role: string): role is keyof typeof SINGLE => Object.hasOwn(SINGLE, role)

export const isEmpty = (value: unknown): value is '' | null | undefined => value === undefined || value === null || value === ''

const flat = (value: unknown): string | boolean => (typeof value === 'boolean' ? value : String(value))

/** The flat record of a customer: only what is there. */
export function readValues({ properties, addresses }: ValueShape, customer: CustomerPart): CustomerValues {
  const values: CustomerValues = {}
  const put = (key: string, value: unknown): void => {
    if (!isEmpty(value)) values[key] = flat(value)
  }
  const active = properties.filter(isActive)
  for (const property of active) put(property.apiKey, singleValue(property, customer))
  for (const role of ENTRY_ROLES) entryValues(role, active, customer).forEach((value, key) => put(key, value))
  addressValues(addresses, customer.addresses ?? []).forEach((value, key) => put(key, value))
  return values
}

/**
 * The canonical customer of a flat record: without `before` a new one, with it the changes that lead there from it. Keys that are left out stay as they are; what
 * no property stands for stays in the lists it is in. Of valid values `readValues` gives back the same, apart from the reference, which is never written.
 */
export function writeValues(shape: ValueShape, values: CustomerValues, before?: CustomerPart): CustomerDraft {
  const known = before ? readValues(shape, before) : {}
  const changed = new Set(Object.keys(values).filter((key) => !sameFlat(values[key], Object.hasOwn(known, key) ? known[key] : undefined)))
  const active = shape.properties.filter(isActive)
  const draft: Record<string, unknown> = {}
  for (const property of active) if (changed.has(property.apiKey)) writeSingle(draft, property, { value: values[property.apiKey], before })
  writeFullName(draft, active, before)
  for (const role of ENTRY_ROLES) Object.assign(draft, writeEntries(role, active, { values, changed, before }))
  Object.assign(draft, writeAddresses(shape.addresses, { values, changed, before: before?.addresses ?? [] }))
  return draft as CustomerDraft
}

const isActive = ({ active }: ValueProperty): boolean => active !== false

const sameFlat = (a: unknown, b: unknown): boolean => (isEmpty(a) ? isEmpty(b) : !isEmpty(b) && flat(a) === flat(b))

function singleValue({ role, apiKey }: ValueProperty, customer: CustomerPart): unknown {
  if (isSingle(role)) return customer[SINGLE[role]]
  if (role === 'ext') return customer.ext && Object.hasOwn(customer.ext, apiKey) ? customer.ext[apiKey] : undefined
  if (role === 'emailMarketing') return customer.consent?.emailMarketing
  return role === 'reference' && typeof customer.ref === 'string' ? externalId(customer.ref) : undefined
}

function externalId(ref: string): string {
  const id = ref.split(':').slice(2).join(':')
  try {
    return decodeURIComponent(id)
  } catch {
    return id
  }
}

function writeSingle(
  draft: Record<string, unknown>,
  { role, apiKey, type }: ValueProperty,
  { value, before }: { value: unknown; before: CustomerPart | undefined },
): void {
  if (isEmpty(value) && !before) return
  const written = isEmpty(value) ? null : type === 'boolean' ? value === true || value === 'true' : String(value)
  if (isSingle(role)) draft[SINGLE[role]] = written
  else if (role === 'ext') Object.assign((draft['ext'] ??= { ...before?.ext }) as object, { [apiKey]: written })
  else if (role === 'emailMarketing') draft['consent'] = written === null ? null : { emailMarketing: written }
}

/** A customer needs a name: where no property is the whole name, it is made of its parts. */
function writeFullName(draft: Record<string, unknown>, properties: readonly ValueProperty[], before: CustomerPart | undefined): void {
  if (properties.some(({ role }) => role === 'name')) return
  if (!['givenName', 'familyName', 'legalName'].some((field) => Object.hasOwn(draft, field))) return
  const part = (field: 'givenName' | 'familyName' | 'legalName'): unknown => (Object.hasOwn(draft, field) ? draft[field] : before?.[field])
  const name = [part('givenName'), part('familyName')].filter((each) => !isEmpty(each)).join(' ')
  const whole = name === '' ? part('legalName') : name
  if (!isEmpty(whole)) draft['name'] = whole
}

/** The text by which people know a customer: the values of the identifier properties, in their order. Empty where there are none. */
export function identifierText(
  { properties }: { readonly properties: readonly Pick<CustomerProperty, 'apiKey' | 'identifier'>[] },
  values: CustomerValues,
): string {
  return inOrder(properties, 'identifier', values)
    .filter((value) => value !== null)
    .join(' ')
}

/** The composite category key of a customer: the values of the category properties, in their order. */
export const categoryKey = (
  { properties }: { readonly properties: readonly Pick<CustomerProperty, 'apiKey' | 'category'>[] },
  values: CustomerValues,
): (string | null)[] => inOrder(properties, 'category', values)

function inOrder<K extends 'identifier' | 'category'>(
  properties: readonly ({ apiKey: string; active?: boolean } & { [P in K]?: number | undefined })[],
  place: K,
  values: CustomerValues,
): (string | null)[] {
  return properties
    .filter((property) => property.active !== false && property[place] !== undefined)
    .toSorted((a, b) => a[place]! - b[place]!)
    .map(({ apiKey }) => (!Object.hasOwn(values, apiKey) || isEmpty(values[apiKey]) ? null : String(values[apiKey])))
}
