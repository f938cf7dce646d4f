import { z } from 'zod'
import { Id } from './id.ts'
import { RunProblem } from './run-problem.ts'

/** What is watched. `over` has the unit of the measure: percent, seconds, or a number. */
export const AlertMeasure = z.enum(['error-rate', 'oldest-waiting', 'blocked-lanes', 'breaker-open', 'queue-length'])
export type AlertMeasure = z.infer<typeof AlertMeasure>

/** Measures that can be taken of one flow. */
export const FLOW_MEASURES: ReadonlySet<AlertMeasure> = new Set(['error-rate', 'oldest-waiting', 'blocked-lanes'])

/** A rule: raised when the measure has been over the limit for a time, cleared when it is no longer. */
export const AlertRule = z
  .strictObject({
    id: Id,
    name: z.string().min(1, 'is needed').max(80),
    enabled: z.boolean().default(true),
    measure: AlertMeasure,
    /** Percent for error-rate, seconds for oldest-waiting, a number of lanes, connections or documents for the others. */
    over: z.number().min(0),
    /** Seconds that it must hold before the alert is raised. */
    forSeconds: z.int().min(0).max(86_400).default(60),
    /** Only this flow; left out: all. Not for breaker-open and queue-length. */
    flow: Id.optional(),
  })
  .superRefine(({ measure, over, flow }, { addIssue }) => {
    if (measure === 'error-rate' && over >= 100) addIssue({ code: 'custom', path: ['over'], message: 'must be below 100' })
    if (flow !== undefined && !FLOW_MEASURES.has(measure)) addIssue({ code: 'custom', path: ['flow'], message: 'this is measured for all flows together' })
  })
export type AlertRule = z.infer<typeof AlertRule>

/** Where alerts are sent. Secrets are kept apart. */
export const AlertChannel = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('webhook'),
    id: Id,
    url: z.url({ protocol: /^https?$/, error: 'must be an http or https address' }).max(2000),
    /** An address on the machine or link of the server is allowed. */
    local: z.boolean().default(false),
  }),
  z.strictObject({
    type: z.literal('email'),
    id: Id,
    host: z.string().min(1, 'is needed').max(255),
    port: z.int().min(1).max(65_535).default(587),
    /** TLS from the first byte; otherwise STARTTLS where the server offers it, and always where a password is set. */
    secure: z.boolean().default(false),
    user: z.string().max(200).optional(),
    from: z.email('must be an e-mail address'),
    to: z.array(z.email('must be e-mail addresses')).min(1, 'needs at least one address').max(20),
    local: z.boolean().default(false),
  }),
])
export type AlertChannel = z.infer<typeof AlertChannel>

/** The alerting of the workspace. */
export const AlertSettings = z
  .strictObject({ rules: z.array(AlertRule).max(100).default([]), channels: z.array(AlertChannel).max(20).default([]) })
  .superRefine((settings, { addIssue }) => {
    for (const list of ['rules', 'channels'] as const) {
      const ids = settings[list].map(({ id }) => id)
      ids.forEach((id, index) => ids.indexOf(id) < index && addIssue({ code: 'custom', path: [list, index, 'id'], message: 'is used twice' }))
    }
  })
export type AlertSettings = z.infer<typeof AlertSettings>

/** How a rule stands. */
export const AlertStatus = z.strictObject({
  rule: Id,
  state: z.enum(['ok', 'pending', 'raised']),
  /** In the unit of the measure; null where nothing could be measured, such as the error rate of no runs. */
  value: z.number().nullable(),
  /** When the state began. */
  since: z.iso.datetime().nullable(),
})
export type AlertStatus = z.infer<typeof AlertStatus>

/** How a channel does, since the server started. */
export const ChannelStatus = z.strictObject({
  channel: Id,
  /** When a message was last taken by the receiver. */
  sentAt: z.iso.datetime().nullable(),
  /** Why the last try failed; null after a good one. */
  problem: RunProblem.nullable(),
  /** Messages that wait, those to be tried again included. */
  waiting: z.int().min(0),
})
export type ChannelStatus = z.infer<typeof ChannelStatus>
