import { z } from 'zod'
import { AlertSettings, AlertStatus, ChannelStatus } from './alert.ts'
import { type Endpoint, endpoint } from './endpoint-kind.ts'
import { RunProblem } from './run-problem.ts'

/** The settings with the revision that the next save must name; null before the first one. */
const AlertsView = z.strictObject({
  revision: z.int().nullable(),
  settings: AlertSettings,
  /** Ids of the channels whose secret is set: the signing secret of a webhook, the password of a mail server. */
  secrets: z.array(z.string()),
})
export type AlertsView = z.infer<typeof AlertsView>

/** Rules that alerts are raised by, and where they are sent. */
export const ALERT_ENDPOINTS = {
  'alerts.read': endpoint({ method: 'get', path: '/api/alerts', title: 'Read alert rules and channels', role: 'viewer', response: AlertsView }),
  'alerts.save': endpoint({
    method: 'put',
    path: '/api/alerts',
    title: 'Save alert rules and channels; secrets that are left out stay, an empty one is removed',
    role: 'integrator',
    body: z.strictObject({ revision: z.int().nullable(), settings: AlertSettings, secrets: z.record(z.string(), z.string().max(500)).default({}) }),
    response: AlertsView,
  }),
  'alerts.status': endpoint({
    method: 'get',
    path: '/api/alerts/status',
    title: 'How rules and channels stand, as this server sees them',
    role: 'viewer',
    response: z.strictObject({ rules: z.array(AlertStatus), channels: z.array(ChannelStatus) }),
  }),
  'alerts.test': endpoint({
    method: 'post',
    path: '/api/alerts/channels/{id}/test',
    title: 'Send a test message by a channel',
    role: 'integrator',
    response: z.strictObject({ ok: z.boolean(), problem: RunProblem.optional() }),
  }),
} as const satisfies Record<string, Endpoint>
