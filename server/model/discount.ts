import { z } from 'zod'
import { PropertyKey } from './crm-configuration.ts'
import { endpoint, Done, type Endpoint } from './endpoint-kind.ts'
import { Id } from './id.ts'
import { Decimal } from './money.ts'
import { Ref } from './reference.ts'

/** One thing that a discount is tied to: a customer, or values of the category properties in their order. */
export const DiscountTarget = z.union([
  z.strictObject({ ref: Ref }),
  /** By property; compared as a composite key in the order of the configuration. */
  z.strictObject({ values: z.record(PropertyKey, z.string().min(1).max(255)) }),
])
export type DiscountTarget = z.infer<typeof DiscountTarget>

/** A discount of a client. `only`: those named get it. `except`: everybody but those named. The same target twice is refused. */
export const DiscountRule = z.strictObject({
  id: Id,
  client: Id,
  name: z.string().min(1).max(120),
  mode: z.enum(['only', 'except']),
  targets: z.array(DiscountTarget).max(10_000),
  percent: Decimal,
  validFrom: z.iso.date().nullable().default(null),
  validTo: z.iso.date().nullable().default(null),
  active: z.boolean().default(true),
})
export type DiscountRule = z.infer<typeof DiscountRule>

export const DiscountQuery = z.strictObject({
  crmReference: Ref.nullish(),
  /** Day of the sale; left out: today in UTC. */
  date: z.iso.date().optional(),
})
export type DiscountQuery = z.infer<typeof DiscountQuery>

const decision = { id: Id, name: z.string(), because: z.string() }

/** Who gets which discount, and why. `undecided`: the CRM is offline and the values of the customer are needed. */
export const DiscountAnswer = z.strictObject({
  crmReference: Ref.nullable(),
  /** Values of the category properties, in order; nothing where they were not needed or the CRM is offline. */
  categoryKey: z.array(z.string().nullable()).nullable(),
  given: z.array(z.strictObject({ ...decision, percent: Decimal })),
  refused: z.array(z.strictObject(decision)),
  undecided: z.array(z.strictObject(decision)),
})
export type DiscountAnswer = z.infer<typeof DiscountAnswer>

const stored = z.strictObject({ revision: z.int(), value: DiscountRule })

export const DISCOUNT_ENDPOINTS = {
  'discounts.list': endpoint({ method: 'get', path: '/api/clients/{id}/discounts', title: 'List discounts', role: 'viewer', response: z.array(stored) }),
  'discounts.create': endpoint({
    method: 'post',
    path: '/api/clients/{id}/discounts',
    title: 'Create a discount',
    role: 'integrator',
    body: DiscountRule,
    response: stored,
  }),
  'discounts.save': endpoint({
    method: 'put',
    path: '/api/clients/{id}/discounts/{discount}',
    title: 'Change a discount',
    role: 'integrator',
    body: stored,
    response: stored,
  }),
  'discounts.delete': endpoint({
    method: 'delete',
    path: '/api/clients/{id}/discounts/{discount}',
    title: 'Delete a discount',
    role: 'integrator',
    response: Done,
  }),
} as const satisfies Record<string, Endpoint>
