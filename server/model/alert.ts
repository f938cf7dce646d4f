import { z } from 'zod'
import { Id } from './id.ts'

/** What is watched. `over` has the unit of the measure: percent, seconds, or a number. */
export const AlertMeasure = z.enum(['error-rate', 'oldest-waiting', 'blocked-lanes', 'breaker-open', 'queue-length'])
export type AlertMeasure = z.infer<typeof AlertMeasure>

/** A rule: raised when the measure has been over the limit for a time, cleared when it is no longer. */
export const AlertRule = z.strictObject({
  id: Id,
  name: z.string().min(1).max(80),
  enabled: z.boolean().default(true),
  measure: AlertMeasure,
  /** Percent for error-rate, seconds for oldest-waiting, a number of lanes, connections or documents for the others. */
  over: z.number().min(0),
  /** Seconds that it must hold before the alert is raised. */
  forSeconds: z.int().min(0).max(86_400).default(60),
  /** Only this flow; left out: all. Not for breaker-open. */
  flow: Id.optional(),
})
export type AlertRule = z.infer<typeof AlertRule>

/** Where alerts are sent. Secrets are kept apart. */
export const AlertChannel = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('webhook'), id: Id, url: z.url({ protocol: /^https?$/ }), local: z.boolean().default(false) }),
  z.strictObject({
    type: z.literal('email'),
    id: Id,
    host: z.string().min(1).max(255),
    port: z.int().min(1).max(65_535).default(587),
    /** TLS from the first byte; otherwise STARTTLS where the server offers it. */
    secure: z.boolean().default(false),
    user: z.string().max(200).optional(),
    from: z.email(),
    to: z.array(z.email()).min(1).max(20),
  }),
])
export type AlertChannel = z.infer<typeof AlertChannel>

/** The alerting of the workspace. */
export const AlertSettings = z.strictObject({
  rules: z.array(AlertRule).max(100).default([]),
  channels: z.array(AlertChannel).max(20).default([]),
})
export type AlertSettings = z.infer<typeof AlertSettings>

/** How a rule stands. */
export const AlertStatus = z.strictObject({
  rule: Id,
  state: z.enum(['ok', 'pending', 'raised']),
  value: z.number().nullable(),
  since: z.iso.datetime().nullable(),
})
export type AlertStatus = z.infer<typeof AlertStatus>
