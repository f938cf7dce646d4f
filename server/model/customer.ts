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

const criteria = {
  name: personal(z.string().min(1).max(255).optional(), 'direct'),
  email: personal(z.string().min(1).max(254).optional(), 'direct'),
  phone: personal(z.string().min(1).max(64).optional(), 'direct'),
  reference: personal(z.string().min(1).max(255).optional(), 'direct').describe('The number or code of the customer in its system.'),
  taxId: personal(z.string().min(1).max(64).optional(), 'direct'),
  category: documentField(z.string().min(1).max(64).optional()),
  city: personal(z.string().min(1).max(128).optional(), 'quasi'),
  postalCode: personal(z.string().min(1).max(32).optional(), 'quasi'),
  birthDate: personal(BusinessDate.optional(), 'direct'),
  ext: Ext.optional(),
}

/** At least one criterion; several are joined by "and", those in `any` by "or". */
export const CustomerSearch = z
  .strictObject({
    ...criteria,
    any: z.strictObject(criteria).optional().describe('At least one of these must fit.'),
    sort: z.strictObject({ by: documentField(z.string().min(1).max(64)), descending: documentField(z.boolean().default(false)) }).optional(),
    page: documentField(z.string().max(1024).optional()).describe('The `next` of the page before.'),
    limit: documentField(z.int().min(1).max(100).default(20)),
  })
  .refine((query) => [query, query.any ?? {}].some((given) => Object.keys(criteria).some((name) => given[name as keyof typeof criteria] !== undefined)), {
    message: `at least one of ${Object.keys(criteria).join(', ')} is needed, or any with one of them`,
  })
  .meta({ title: 'Customer search', 'x-entity': 'customer-search' })
export type CustomerSearch = z.infer<typeof CustomerSearch>

export const CustomerPage = z
  .strictObject({ items: z.array(Customer), next: documentField(z.string().max(1024).nullish()), total: documentField(z.int().min(0).nullish()) })
  .meta({ title: 'Page of customers', 'x-entity': 'customer-page' })
export type CustomerPage = z.infer<typeof CustomerPage>

/** Which customer, and which of its fields: `ref` is always among them. */
export const CustomerRead = z
  .strictObject({
    ref: Ref,
    fields: z
      .array(documentField(z.enum(Object.keys(Customer.shape) as [keyof typeof Customer.shape])))
      .max(40)
      .optional(),
  })
  .meta({ title: 'Customer and fields', 'x-entity': 'customer' })
export type CustomerRead = z.infer<typeof CustomerRead>

/** What a new customer begins with: any fields of it. */
export const CustomerDraft = z.strictObject(fields).partial().meta({ title: 'Draft of a customer', 'x-entity': 'customer' })
export type CustomerDraft = z.infer<typeof CustomerDraft>

/** A field was changed in a form. */
export const CustomerChange = z
  .strictObject({
    ref: Ref.optional(),
    /** Key of the property that was changed. */
    property: documentField(z.string().min(1).max(64)),
    customer: CustomerDraft,
  })
  .meta({ title: 'Change in a form', 'x-entity': 'customer-change' })
export type CustomerChange = z.infer<typeof CustomerChange>

/** What follows from a change in a form. What is left out stays. */
export const CustomerReaction = z
  .strictObject({
    /** Fields that change as well. */
    customer: CustomerDraft.optional(),
    /** New choices, by key of the property. */
    options: z.record(z.string(), z.array(z.strictObject({ value: documentField(z.string()), label: documentField(z.string()) }))).optional(),
    /** What is wrong, by key of the property. */
    messages: z
      .array(z.strictObject({ property: documentField(z.string()), level: documentField(z.enum(['information', 'error'])), text: documentField(z.string()) }))
      .optional(),
  })
  .meta({ title: 'Reaction to a change', 'x-entity': 'customer-change' })
export type CustomerReaction = z.infer<typeof CustomerReaction>
