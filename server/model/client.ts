import { z } from 'zod'
import { CanonicalOperationId } from './canonical-operation.ts'
import { Id } from './id.ts'
import { Ref } from './reference.ts'

/** How many requests a client may send: `perSecond` in the long run, `burst` at once. */
export const ClientLimits = z.strictObject({
  perSecond: z.number().min(0.1).max(100_000),
  burst: z.int().min(1).max(1_000_000),
})
export type ClientLimits = z.infer<typeof ClientLimits>

export const CallbackEvent = z.enum(['succeeded', 'failed', 'needs-payload', 'cancelled'])
export type CallbackEvent = z.infer<typeof CallbackEvent>

/** Where a client is told what became of the documents it sent: Standard Webhooks, signed with the secret `callback` of the owner `client:<id>`. */
export const ClientCallback = z.strictObject({
  url: z.url({ protocol: /^https?$/ }),
  /** Addresses on this machine or link are allowed. */
  local: z.boolean().default(false),
  events: z.array(CallbackEvent).default([...CallbackEvent.options]),
})
export type ClientCallback = z.infer<typeof ClientCallback>

/** How a client's customers live in a CRM. */
export const ClientCrm = z.strictObject({
  /** Off: the flows that are bound for the client serve its customers, as the standard selector. */
  enabled: z.boolean().default(false),
  /** The one in use. Must be there when the CRM is enabled. */
  implementation: Id.nullable().default(null),
  /** Local party of every document. */
  anonymousCustomer: Ref.default('local:customer:anonymous'),
  /** Web pages that may call with a key or token of the client, e.g. `https://till.example`. */
  origins: z
    .array(z.url({ protocol: /^https?$/ }))
    .max(50)
    .default([]),
})
export type ClientCrm = z.infer<typeof ClientCrm>

const CrmChoice = ClientCrm.pick({ enabled: true, implementation: true })

/** One change of where the customers of a client live, as the audit tells it. */
export const CrmSwitch = z.strictObject({ at: z.iso.datetime(), by: z.string(), from: CrmChoice, to: CrmChoice })
export type CrmSwitch = z.infer<typeof CrmSwitch>

/** One company whose POS and ERP call us. */
export const Client = z.strictObject({
  id: Id,
  name: z.string().min(1).max(120),
  /** Which flow serves which canonical operation: always its newest published version. */
  bindings: z.partialRecord(CanonicalOperationId, Id).default({}),
  /** Left out: no limit of its own. */
  limits: ClientLimits.optional(),
  /** Left out: nobody is told. */
  callback: ClientCallback.optional(),
  /** Left out: never thought of; as if disabled. */
  crm: ClientCrm.optional(),
})
export type Client = z.infer<typeof Client>

/** A key as it is stored and shown: never the key itself, only the hash (stored) and its first characters (shown). */
export const ApiKeyView = z.strictObject({
  id: z.string(),
  client: Id,
  name: z.string().min(1).max(80),
  prefix: z.string(),
  createdAt: z.iso.datetime(),
  createdBy: z.string(),
  revokedAt: z.iso.datetime().nullable(),
})
export type ApiKeyView = z.infer<typeof ApiKeyView>
