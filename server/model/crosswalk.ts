import { z } from 'zod'
import { endpoint, type Endpoint, Done } from './endpoint-kind.ts'
import { documentField, tag } from './field-meta.ts'
import { Id } from './id.ts'
import { Instant, VersionToken } from './party.ts'
import { Ref } from './reference.ts'

/** The same real thing in several systems has one link id. */
export const LinkId = tag(z.string().regex(/^[0-9A-HJKMNP-TV-Z]{26}$/, 'must be a ULID'), 'pseudo', 'ref')

/** The one thing that is kept about a person: an external id, and which others mean the same. active -> deleted | merged. */
export const ReferenceRecord = z.strictObject({
  client: Id,
  ref: Ref,
  linkId: LinkId,
  status: documentField(z.enum(['active', 'deleted', 'merged'])),
  /** Of a merged one: the reference that took its place. */
  mergedInto: Ref.nullable(),
  versionToken: VersionToken.nullable(),
  firstSeen: Instant,
  lastSeen: Instant,
})
export type ReferenceRecord = z.infer<typeof ReferenceRecord>

/** A copy in another system of a customer who was deleted: somebody must see to it that it goes as well. */
export const Erasure = z.strictObject({
  client: Id,
  ref: Ref,
  linkId: LinkId,
  since: Instant,
  doneAt: Instant.nullable(),
  doneBy: z.string().nullable(),
})
export type Erasure = z.infer<typeof Erasure>

/** How far a search for the customers of the system before in a new one is. In memory of one server. */
export const Remapping = z.strictObject({
  id: z.string(),
  client: Id,
  from: Id,
  to: Id,
  total: z.int(),
  linked: z.int(),
  /** Several customers fit. */
  ambiguous: z.int(),
  missing: z.int(),
  failed: z.int(),
  startedAt: Instant,
  endedAt: Instant.nullable(),
  cancelled: z.boolean(),
})
export type Remapping = z.infer<typeof Remapping>

const RefQuery = z.strictObject({ ref: Ref })

/** The crosswalk. Every one of these is audited: a reference is pseudonymous, and so still personal data in law. */
export const REFERENCE_ENDPOINTS = {
  'references.read': endpoint({
    method: 'get',
    path: '/api/clients/{id}/references',
    title: 'A reference and all others that mean the same',
    role: 'integrator',
    audited: true,
    query: RefQuery,
    response: z.array(ReferenceRecord),
  }),
  'references.link': endpoint({
    method: 'post',
    path: '/api/clients/{id}/references/links',
    title: 'Say that references mean the same, in pairs',
    role: 'integrator',
    audited: true,
    body: z.strictObject({
      pairs: z
        .array(z.tuple([Ref, Ref]))
        .min(1)
        .max(10_000),
    }),
    response: z.strictObject({ linked: z.int(), refused: z.array(z.strictObject({ pair: z.int(), reason: z.string() })) }),
  }),
  'references.merge': endpoint({
    method: 'post',
    path: '/api/clients/{id}/references/merge',
    title: 'One customer was merged into another in the CRM',
    role: 'integrator',
    audited: true,
    body: z.strictObject({ from: Ref, into: Ref }),
    response: z.array(ReferenceRecord),
  }),
  'references.delete': endpoint({
    method: 'post',
    path: '/api/clients/{id}/references/delete',
    title: 'The customer is gone from the CRM: leave a tombstone and list the copies in other systems',
    role: 'integrator',
    audited: true,
    body: RefQuery,
    response: z.array(Erasure),
  }),
  'erasures.list': endpoint({
    method: 'get',
    path: '/api/clients/{id}/erasures',
    title: 'Copies of deleted customers in other systems',
    role: 'integrator',
    audited: true,
    query: z.strictObject({ open: z.enum(['true', 'false']).default('true') }),
    response: z.array(Erasure),
  }),
  'erasures.done': endpoint({
    method: 'post',
    path: '/api/clients/{id}/erasures/done',
    title: 'A copy was erased',
    role: 'integrator',
    audited: true,
    body: RefQuery,
    response: Done,
  }),
  'remappings.list': endpoint({
    method: 'get',
    path: '/api/clients/{id}/remappings',
    title: 'Searches for the customers of one system in another',
    role: 'integrator',
    audited: true,
    response: z.array(Remapping),
  }),
  'remappings.start': endpoint({
    method: 'post',
    path: '/api/clients/{id}/remappings',
    title: 'Look for the customers of one implementation in another and link their references',
    role: 'integrator',
    audited: true,
    body: z.strictObject({ from: Id, to: Id, perSecond: z.number().min(0.1).max(100).default(5) }),
    response: Remapping,
  }),
  'remappings.cancel': endpoint({
    method: 'delete',
    path: '/api/clients/{id}/remappings/{job}',
    title: 'Stop it; what was linked stays',
    role: 'integrator',
    audited: true,
    response: Remapping,
  }),
} as const satisfies Record<string, Endpoint>
