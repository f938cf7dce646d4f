import { z } from 'zod'

const text = (max: number) => z.string().trim().max(max)

const CrmAddress = z.strictObject({
  street: text(120).nullable().default(null),
  street2: text(120).nullable().default(null),
  zip: text(16).nullable().default(null),
  town: text(80).nullable().default(null),
  region: text(60).nullable().default(null),
  country: z
    .string()
    .regex(/^[a-z]{2}$/)
    .nullable()
    .default(null)
    .describe('ISO 3166-1 alpha-2 in lower case.'),
})

const fields = {
  type: z.enum(['person', 'company']),
  first_name: text(60).nullable(),
  last_name: text(60).nullable(),
  company: text(120).nullable(),
  vat_no: text(20).nullable(),
  mail: z
    .array(
      z
        .string()
        .regex(/^[^@\s]+@[^@\s]+\.[^@\s]+$/)
        .max(120),
    )
    .max(5)
    .describe('The first one is the main address.'),
  phones: z.array(z.strictObject({ kind: z.enum(['mobile', 'desk', 'home', 'fax']), number: z.string().regex(/^[+0-9 ()/-]{5,32}$/) })).max(5),
  address: CrmAddress.nullable(),
  deliver_to: CrmAddress.nullable(),
  lang: z
    .string()
    .regex(/^[a-z]{2}$/)
    .nullable(),
  segment: z.enum(['A', 'B', 'C']).nullable(),
  newsletter: z.enum(['yes', 'no']),
  state: z.enum(['live', 'locked']),
  tags: z.array(text(30)).max(20),
  remark: text(2000).nullable(),
  born: z.iso.date().nullable(),
  custom: z
    .record(z.string().regex(/^[A-Za-z][A-Za-z0-9_]{0,39}$/), z.union([text(500), z.boolean(), z.null()]))
    .describe('Fields that the owner of the CRM has added.'),
}

/** What a caller writes when a contact is made; only the type is needed, and a name. */
export const NewCrmContact = z
  .strictObject({
    ...fields,
    first_name: fields.first_name.default(null),
    last_name: fields.last_name.default(null),
    company: fields.company.default(null),
    vat_no: fields.vat_no.default(null),
    mail: fields.mail.default([]),
    phones: fields.phones.default([]),
    address: fields.address.default(null),
    deliver_to: fields.deliver_to.default(null),
    lang: fields.lang.default(null),
    segment: fields.segment.default(null),
    newsletter: fields.newsletter.default('no'),
    state: fields.state.default('live'),
    tags: fields.tags.default([]),
    remark: fields.remark.default(null),
    born: fields.born.default(null),
    custom: fields.custom.default({}),
  })
  .refine((contact) => (contact.type === 'company' ? contact.company : contact.last_name), { path: ['last_name'], message: 'needed' })
export type NewCrmContact = z.infer<typeof NewCrmContact>

/** A change: `rev` says which state it is based on; fields left out stay. */
export const CrmContactChange = z.strictObject({ ...z.strictObject(fields).partial().shape, rev: z.int() })
export type CrmContactChange = z.infer<typeof CrmContactChange>

/** A contact as the sandbox CRM shows it. Times in seconds since 1970. */
export interface CrmContact extends NewCrmContact {
  id: string
  rev: number
  created: number
  changed: number
}
