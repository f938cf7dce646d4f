import { z } from 'zod'
import { Id } from './id.ts'

/** Name of a value in the flat record of a customer, as the CRM calls it. */
export const PropertyKey = z.string().regex(/^[A-Za-z][A-Za-z0-9_]{0,63}$/, 'must be letters, digits and underscores')

/** What a person reads. `translatable`: there are messages by language (BCP 47), and the text is not used. */
export const Label = z.strictObject({
  text: z.string().max(120).default(''),
  translatable: z.boolean().default(false),
  messages: z.record(z.string().max(35), z.string().max(120)).default({}),
})
export type Label = z.infer<typeof Label>

/** The views of a selector. `window` is the customer window of a back office. */
export const CustomerView = z.enum(['list', 'detail', 'create', 'edit', 'window'])
export type CustomerView = z.infer<typeof CustomerView>

/** Where a property stands in a view. */
export const Placement = z.strictObject({
  visible: z.boolean().default(false),
  position: z.int().min(0).max(999).default(0),
  /** Columns it takes of those of the view. */
  columns: z.int().min(1).max(6).default(1),
  section: z.string().max(60).default(''),
})
export type Placement = z.infer<typeof Placement>

/** Where a property can be typed in. */
export const InputPlacement = z.strictObject({ ...Placement.shape, mandatory: z.boolean().default(false), editable: z.boolean().default(true) })
export type InputPlacement = z.infer<typeof InputPlacement>

/**
 * What a property means: a field of the canonical customer. `reference` is the external id of its reference, `emailMarketing` that of its consent. `email`, `phone` and `taxId`
 * are entries of lists, told apart by `kind`; `address` is part of an address (see `AddressMapping`); `ext` is the custom field of the same key.
 */
export const CustomerRole = z.enum([
  'reference',
  'name',
  'givenName',
  'familyName',
  'legalName',
  'isCompany',
  'kind',
  'status',
  'email',
  'phone',
  'taxId',
  'website',
  'language',
  'currency',
  'paymentTermCode',
  'category',
  'birthDate',
  'emailMarketing',
  'notes',
  'address',
  'ext',
])
export type CustomerRole = z.infer<typeof CustomerRole>

/** A value of a choice: what callers see, what the CRM calls it, and what people read. */
export const ComboOption = z.strictObject({
  value: z.string().min(1).max(64),
  /** Left out: the same. */
  crmValue: z.string().max(255).optional(),
  label: Label,
  default: z.boolean().default(false),
  position: z.int().min(0).max(999).default(0),
})
export type ComboOption = z.infer<typeof ComboOption>

export const PropertyValidation = z.strictObject({
  /** `informative`: people are told and may go on. */
  level: z.enum(['none', 'informative', 'required']).default('none'),
  /** `empty`: must not be empty. `external`: the flow of `customers.onChange` says. */
  rule: z.enum(['empty', 'regexp', 'external']).default('empty'),
  pattern: z.string().max(500).default(''),
})
export type PropertyValidation = z.infer<typeof PropertyValidation>

const placement = Placement.default({ visible: false, position: 0, columns: 1, section: '' })
const inputPlacement = InputPlacement.default({ visible: false, position: 0, columns: 1, section: '', mandatory: false, editable: true })

/** One property of a customer as people see it. */
export const CustomerProperty = z.strictObject({
  apiKey: PropertyKey,
  type: z.enum(['string', 'number', 'date', 'combo', 'boolean']),
  role: CustomerRole,
  /** Of an e-mail address or phone number its kind, of a tax id its scheme. */
  kind: z.string().max(32).optional(),
  label: Label,
  active: z.boolean().default(true),
  /** Identifies the customer. Exactly one property does. */
  key: z.boolean().default(false),
  /** Identifies an address. */
  addressKey: z.boolean().default(false),
  /** Place in the text by which people know the customer; left out: not part of it. */
  identifier: z.int().min(0).max(99).optional(),
  list: placement,
  detail: placement,
  create: inputPlacement,
  edit: inputPlacement,
  window: placement,
  /** Place in the category key of discounts; left out: not part of it. */
  category: z.int().min(0).max(99).optional(),
  /** The e-mail address, phone number or address that is used where one is needed. */
  default: z.boolean().default(false),
  /** No other customer has the same value: looked for before a customer is created. */
  unique: z.boolean().default(false),
  /** Filter by which it is looked for. */
  uniqueFilter: Id.optional(),
  validation: PropertyValidation.default({ level: 'none', rule: 'empty', pattern: '' }),
  /** Values of other customers are proposed from so many characters on; left out: never. */
  suggestFrom: z.int().min(1).max(20).optional(),
  options: z.array(ComboOption).max(500).default([]),
  /** How personal a custom field is. That of other roles follows from the canonical model. */
  personal: z.enum(['none', 'direct', 'quasi', 'financial', 'text']).default('text'),
})
export type CustomerProperty = z.infer<typeof CustomerProperty>

/** A criterion by which people search. */
export const CustomerFilter = z.strictObject({
  id: Id,
  type: z.enum(['input', 'combo', 'checkbox', 'date']),
  label: Label,
  active: z.boolean().default(true),
  /** Searched in any of these. */
  properties: z.array(PropertyKey).min(1).max(10),
  /** Shown at once, among the advanced ones, or as the one field of a small selector. */
  main: z.boolean().default(false),
  advanced: z.boolean().default(false),
  selector: z.boolean().default(false),
  position: z.int().min(0).max(999).default(0),
  /** Value it begins with. */
  default: z.string().max(64).default(''),
  sortable: z.boolean().default(false),
  /** What a scanner reads goes here. */
  scan: z.boolean().default(false),
  /** Fewer characters are refused before the CRM is called. */
  minCharacters: z.int().min(0).max(20).default(0),
})
export type CustomerFilter = z.infer<typeof CustomerFilter>

/** An address built from flat properties, and taken apart into them. */
export const AddressMapping = z.strictObject({
  id: Id,
  line1: PropertyKey.optional(),
  line2: PropertyKey.optional(),
  city: PropertyKey.optional(),
  postalCode: PropertyKey.optional(),
  country: PropertyKey.optional(),
  region: PropertyKey.optional(),
  invoice: z.boolean().default(false),
  shipping: z.boolean().default(false),
  default: z.boolean().default(false),
})
export type AddressMapping = z.infer<typeof AddressMapping>

export const CrmHeader = z.strictObject({
  name: z.string().min(1).max(120),
  description: z.string().max(1000).default(''),
  detailColumns: z.int().min(1).max(6).default(3),
  /** `online-offline`: while the CRM is down the selector itself offers to go on with the anonymous customer. */
  connectivity: z.enum(['online', 'online-offline']).default('online-offline'),
  /** `multi`: a customer has several addresses. */
  integration: z.enum(['single', 'multi']).default('single'),
  /** Off: documents show the reference of a customer, and no CRM is called for a name. */
  showIdentifier: z.boolean().default(true),
  /** A new customer may be created only after a search. */
  searchBeforeNew: z.boolean().default(false),
})
export type CrmHeader = z.infer<typeof CrmHeader>

/** How the customers of a CRM are searched, shown and edited. Holds no credentials and no customer: it can be carried to another client. */
export const CrmConfiguration = z.strictObject({
  header: CrmHeader,
  properties: z.array(CustomerProperty).max(300).default([]),
  filters: z.array(CustomerFilter).max(100).default([]),
  addresses: z.array(AddressMapping).max(20).default([]),
})
export type CrmConfiguration = z.infer<typeof CrmConfiguration>
