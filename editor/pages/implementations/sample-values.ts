import type { SelectorProperty } from '../../../server/model/selector.ts'

/** Made-up values by what a property means. */
const SAMPLES: Partial<Record<SelectorProperty['role'], string>> = {
  reference: 'C-1001',
  name: 'Example Bakery',
  givenName: 'Ada',
  familyName: 'Example',
  legalName: 'Example Bakery Ltd',
  kind: 'customer',
  status: 'active',
  email: 'ada@example.com',
  phone: '+44 20 7946 0000',
  taxId: 'GB123456789',
  website: 'https://example.com',
  language: 'en',
  currency: 'EUR',
  paymentTermCode: 'net-30',
  category: 'VIP',
  birthDate: '1990-12-10',
  notes: 'Prefers mornings',
}

/** A made-up value for a property, as text. */
export function sampleValue({ type, role, label, options }: SelectorProperty): string {
  if (type === 'combo') return (options.find((option) => option.default) ?? options[0])?.label ?? ''
  if (type === 'boolean') return 'yes'
  const known = SAMPLES[role]
  if (known !== undefined) return known
  return { string: label, number: '42', date: '2026-01-15' }[type]
}
