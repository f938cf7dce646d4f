import { z } from 'zod'
import { documentField, personal, tag } from './field-meta.ts'
import { Ref } from './reference.ts'

/** RFC 3339, UTC, with `Z`. */
export const Instant = z.iso.datetime({ offset: false }).meta({ title: 'Instant' })
/** A calendar day without zone: `YYYY-MM-DD`. */
export const BusinessDate = z.iso.date().meta({ title: 'Date' })

export const Email = z.strictObject({
  value: personal(z.string().min(3).max(254), 'direct'),
  kind: documentField(z.enum(['work', 'home', 'billing', 'other'])),
  primary: documentField(z.boolean()),
})

export const Phone = z.strictObject({
  raw: personal(z.string().min(1).max(64), 'direct'),
  e164: personal(
    z
      .string()
      .regex(/^\+[1-9]\d{1,14}$/)
      .optional(),
    'direct',
  ),
  kind: documentField(z.enum(['work', 'home', 'mobile', 'fax', 'other'])),
})

/** `scheme`: VAT, CZ:ICO, CZ:DIC, SK:ICDPH, EORI, GLN, or an EAS code such as 0088. */
export const TaxId = z.strictObject({
  scheme: documentField(z.string().min(1).max(32)),
  value: personal(z.string().min(1).max(64), 'direct'),
})

export const Address = z.strictObject({
  ref: Ref.optional(),
  kinds: z.array(documentField(z.enum(['billing', 'shipping', 'registered', 'other']))),
  isDefault: z.strictObject({ billing: documentField(z.boolean()), shipping: documentField(z.boolean()) }),
  name: personal(z.string().max(255).nullish(), 'direct'),
  line1: personal(z.string().max(255).nullish(), 'direct'),
  line2: personal(z.string().max(255).nullish(), 'direct'),
  city: personal(z.string().max(128).nullish(), 'quasi'),
  postalCode: personal(z.string().max(32).nullish(), 'quasi'),
  region: personal(z.string().max(64).nullish(), 'quasi'),
  country: documentField(
    z
      .string()
      .regex(/^[A-Z]{2}$/, 'must be an ISO 3166-1 alpha-2 code such as CZ')
      .nullish(),
  ),
  phone: personal(z.string().max(64).nullish(), 'direct'),
  gln: documentField(
    z
      .string()
      .regex(/^\d{13}$/)
      .nullish(),
  ),
})
export type Address = z.infer<typeof Address>

export const Consent = z.strictObject({
  emailMarketing: documentField(z.boolean()),
  at: documentField(Instant.nullish()),
  source: documentField(z.string().max(64).nullish()),
})

/** Custom fields, declared per client; undeclared ones are refused on write. */
export const Ext = z.record(z.string().max(64), personal(z.union([z.string().max(4000), z.boolean(), z.null()]), 'text'))

/** Opaque: sent back unchanged with an update so that a stale one is refused. */
export const VersionToken = tag(z.string().min(1).max(255), 'none', 'ref')
