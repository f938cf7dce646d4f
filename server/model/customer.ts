import { z } from 'zod'
import { documentField, personal } from './field-meta.ts'
import { Currency } from './money.ts'
import { Address, BusinessDate, Consent, Email, Ext, Instant, Phone, TaxId, VersionToken } from './party.ts'
import { Ref } from './reference.ts'

const fields = {
  kind: documentField(z.string().min(1).max(32)),
  isCompany: documentField(z.boolean()),
  name: personal(z.string().min(1).max(255), 'direct'),
  givenName: personal(z.string().max(128).nullish(), 'direct'),
  familyName: personal(z.string().max(128).nullish(), 'direct'),
  legalName: personal(z.string().max(255).nullish(), 'direct'),
  taxIds: z.array(TaxId),
  emails: z.array(Email),
  phones: z.array(Phone),
  website: personal(z.string().max(255).nullish(), 'quasi'),
  addresses: z.array(Address),
  language: documentField(z.string().max(35).nullish()),
  currency: documentField(Currency.nullish()),
  paymentTermCode: documentField(z.string().max(64).nullish()),
  category: documentField(z.string().max(64).nullish()),
  birthDate: personal(BusinessDate.nullish(), 'direct'),
  consent: Consent.nullish(),
  notes: personal(z.string().max(4000).nullish(), 'text'),
  status: documentField(z.enum(['active', 'blocked', 'archived'])),
  ext: Ext,
}

/** The customer as every caller sees it, whichever system keeps it. */
export const Customer = z
  .strictObject({
    ref: Ref,
    ...fields,
    versionToken: VersionToken.optional(),
    createdAt: documentField(Instant.nullish()),
    updatedAt: documentField(Instant.nullish()),
  })
  .meta({ title: 'Customer', 'x-entity': 'customer' })
export type Customer = z.infer<typeof Customer>

/** A new customer: only the name is needed. */
export const CustomerCreate = z
  .strictObject({
    ...fields,
    kind: fields.kind.default('business'),
    isCompany: fields.isCompany.default(false),
    taxIds: fields.taxIds.default([]),
    emails: fields.emails.default([]),
    phones: fields.phones.default([]),
    addresses: fields.addresses.default([]),
    status: fields.status.default('active'),
    ext: fields.ext.default({}),
  })
  .meta({ title: 'New customer', 'x-entity': 'customer' })
export type CustomerCreate = z.infer<typeof CustomerCreate>

/** A change of a customer: a missing field stays as it is, `null` clears it. Lists are replaced whole. */
export const CustomerPatch = z
  .strictObject({ ...z.strictObject(fields).partial().shape, versionToken: VersionToken.optional() })
  .meta({ title: 'Change of a customer', 'x-entity': 'customer' })
export type CustomerPatch = z.infer<typeof CustomerPatch>

/** At least one criterion; several are joined by "and". */
export const CustomerSearch = z
  .strictObject({
    name: personal(z.string().min(1).max(255).optional(), 'direct'),
    email: personal(z.string().min(1).max(254).optional(), 'direct'),
    phone: personal(z.string().min(1).max(64).optional(), 'direct'),
    reference: personal(z.string().min(1).max(255).optional(), 'direct').describe('The number or code of the customer in its system.'),
    page: documentField(z.string().max(1024).optional()).describe('The `next` of the page before.'),
    limit: documentField(z.int().min(1).max(100).default(20)),
  })
  .refine((query) => query.name ?? query.email ?? query.phone ?? query.reference, { message: 'at least one of name, email, phone, reference is needed' })
  .meta({ title: 'Customer search', 'x-entity': 'customer-search' })
export type CustomerSearch = z.infer<typeof CustomerSearch>

export const CustomerPage = z
  .strictObject({ items: z.array(Customer), next: documentField(z.string().max(1024).nullish()), total: documentField(z.int().min(0).nullish()) })
  .meta({ title: 'Page of customers', 'x-entity': 'customer-page' })
export type CustomerPage = z.infer<typeof CustomerPage>
