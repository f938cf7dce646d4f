import { z } from 'zod'
import { AddressMapping, ComboOption, CrmHeader, CustomerFilter, CustomerProperty, CustomerView } from './crm-configuration.ts'

const text = z.string()

/** A property as a selector draws it: labels in one language, options in order, no attribute that only the middleware needs. */
export const SelectorProperty = z.strictObject({
  ...CustomerProperty.pick({ apiKey: true, type: true, role: true, kind: true, key: true, default: true, validation: true, suggestFrom: true }).shape,
  label: text,
  /** How personal it is, as the canonical model says. */
  personal: z.string(),
  identifier: z.int().optional(),
  category: z.int().optional(),
  options: z.array(z.strictObject({ ...ComboOption.pick({ value: true, default: true }).shape, label: text })),
})
export type SelectorProperty = z.infer<typeof SelectorProperty>

/** A property in a view, in the order of the list. */
export const SelectorField = z.strictObject({
  property: z.string(),
  columns: z.int(),
  section: z.string(),
  mandatory: z.boolean(),
  editable: z.boolean(),
})
export type SelectorField = z.infer<typeof SelectorField>

export const SelectorFilter = z.strictObject({
  ...CustomerFilter.pick({
    id: true,
    type: true,
    properties: true,
    main: true,
    advanced: true,
    selector: true,
    default: true,
    sortable: true,
    scan: true,
    minCharacters: true,
  }).shape,
  label: text,
  /** Paths in the canonical search that its text is sent under, e.g. `email`, or `any.email` where it searches several properties. */
  criteria: z.array(z.string()),
})
export type SelectorFilter = z.infer<typeof SelectorFilter>

/** Everything that a customer selector needs to draw itself. The same shape with and without a CRM. */
export const SelectorDescription = z.strictObject({
  /** `standard`: no CRM is enabled; the flows that are bound for the client serve the customers. */
  kind: z.enum(['crm', 'standard']),
  language: z.string(),
  header: CrmHeader,
  anonymousCustomer: z.string(),
  /** Which operations there are. */
  can: z.strictObject({
    search: z.boolean(),
    get: z.boolean(),
    create: z.boolean(),
    update: z.boolean(),
    delete: z.boolean(),
    defaults: z.boolean(),
    onChange: z.boolean(),
  }),
  properties: z.array(SelectorProperty),
  filters: z.array(SelectorFilter),
  addresses: z.array(AddressMapping),
  views: z.record(CustomerView, z.array(SelectorField)),
})
export type SelectorDescription = z.infer<typeof SelectorDescription>
