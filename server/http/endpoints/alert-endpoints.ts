import type { AlertChannel, AlertSettings } from '../../model/alert.ts'
import type { AlertsView } from '../../model/alert-endpoint.ts'
import { type FieldError, Problem } from '../../model/problem.ts'
import { addAudit } from '../add-audit.ts'
import type { HttpEnvironment } from '../environment.ts'
import type { EndpointHandlers } from '../mount-endpoints.ts'

/** Id of the one document, and owner of the secrets. */
const ALERTS = 'alerts'
/** 24 to 64 bytes in base64, as Standard Webhooks asks for. */
const WEBHOOK_SECRET = /^(?:whsec_)?[A-Za-z0-9+/]{32,88}={0,2}$/

type Secrets = Readonly<Record<string, string>>

/** Rules and channels of alerts; secrets are write-only. */
export function alertEndpoints(environment: HttpEnvironment): Pick<EndpointHandlers, 'alerts.read' | 'alerts.save' | 'alerts.status' | 'alerts.test'> {
  const { alerts, secrets, watch } = environment
  const read = async (): Promise<AlertsView> => {
    const [stored, names] = await Promise.all([alerts.get(ALERTS), secrets.names(ALERTS)])
    return { revision: stored?.revision ?? null, settings: stored?.value ?? { rules: [], channels: [] }, secrets: names }
  }
  return {
    'alerts.read': read,
    'alerts.save': async ({ body: { revision, settings, secrets: sent }, caller: { user } }) => {
      const before = await read()
      requireSound(before, settings, sent)
      await alerts.put(ALERTS, settings, revision)
      const known = new Set(settings.channels.map(({ id }) => id))
      const gone = before.secrets.filter((name) => !known.has(name)).map((name) => [name, ''])
      await secrets.write(ALERTS, { ...Object.fromEntries(gone), ...sent })
      await addAudit(environment, {
        user,
        action: 'alerts.save',
        subject: ALERTS,
        note: `${settings.rules.length} rules, ${settings.channels.length} channels`,
      })
      return read()
    },
    'alerts.status': () => watch.status(),
    'alerts.test': async ({ params }) => {
      const problem = await watch.test(params.id)
      return problem ? { ok: false, problem } : { ok: true }
    },
  }
}

/** Throws `request.invalid` for secrets that are missing, have no channel, or would be sent to another host than the one they were entered for. */
function requireSound(before: AlertsView, { channels }: AlertSettings, sent: Secrets): void {
  const errors: FieldError[] = Object.keys(sent)
    .filter((name) => !channels.some(({ id }) => id === name))
    .map((name) => ({ path: `secrets.${name}`, message: 'there is no such channel' }))
  for (const channel of channels) {
    const message = secretFault(channel, before, Object.hasOwn(sent, channel.id) ? sent[channel.id] : undefined)
    if (message !== undefined) errors.push({ path: `secrets.${channel.id}`, message })
  }
  if (errors.length > 0) throw new Problem('request.invalid', 'The secrets do not fit the channels.', { errors })
}

function secretFault(channel: AlertChannel, before: AlertsView, sent: string | undefined): string | undefined {
  const isSet = before.secrets.includes(channel.id)
  const earlier = before.settings.channels.find(({ id }) => id === channel.id)
  if (isSet && sent === undefined && earlier && addressOf(earlier) !== addressOf(channel)) return 'must be entered again because the address has changed'
  if (channel.type === 'email') return undefined
  if (sent === undefined) return isSet ? undefined : 'is needed'
  return WEBHOOK_SECRET.test(sent) ? undefined : 'must be whsec_ and 24 to 64 bytes in base64'
}

const addressOf = (channel: AlertChannel): string =>
  channel.type === 'email' ? `mail ${channel.host}:${channel.port} ${channel.secure} ${channel.user ?? ''}` : `web ${new URL(channel.url).origin}`
