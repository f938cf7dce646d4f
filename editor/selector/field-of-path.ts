import type { CustomerRole } from '../../server/model/crm-configuration.ts'
import type { SelectorDescription } from '../../server/model/selector.ts'

const LISTS: Readonly<Record<string, CustomerRole>> = { emails: 'email', phones: 'phone', taxIds: 'taxId', consent: 'emailMarketing' }

/** Key of the property that a path of a refused customer belongs to, such as `emails[0].value`, `addresses.0.city`, `ext.tier` or the key itself. */
export function fieldOfPath({ properties, addresses }: SelectorDescription, path: string): string | undefined {
  const [first = '', ...rest] = path
    .replace(/^(patch|customer|body|values)\./, '')
    .split(/[.[\]/]+/)
    .filter(Boolean)
  if (properties.some(({ apiKey }) => apiKey === first)) return first
  if (first === 'ext') return rest[0]
  if (first === 'addresses') {
    const mapping = addresses[Number(rest[0])] as Readonly<Record<string, unknown>> | undefined
    const key = mapping?.[rest[1] ?? '']
    return typeof key === 'string' ? key : undefined
  }
  const role = Object.hasOwn(LISTS, first) ? LISTS[first] : first
  const same = properties.filter((property) => property.role === role)
  return (same[Number(rest[0])] ?? same[0])?.apiKey
}
