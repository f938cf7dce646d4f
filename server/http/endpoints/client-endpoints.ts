import { addAudit } from '../add-audit.ts'
import { CRM_SWITCHED, crmWords, switchesOf } from '../crm-switches.ts'
import type { HttpEnvironment } from '../environment.ts'
import type { EndpointHandlers } from '../mount-endpoints.ts'

/** Entries of the audit, the newest, among which switches are looked for. */
const LOOKED_AT = 500

type Handled =
  | 'clients.list'
  | 'clients.create'
  | 'clients.save'
  | 'clients.switches'
  | 'keys.list'
  | 'keys.create'
  | 'keys.revoke'
  | 'clients.renewCallbackSecret'

/** Clients, their bindings, API keys and the secret of their callbacks. */
export function clientEndpoints(environment: HttpEnvironment): Pick<EndpointHandlers, Handled> {
  const { hub, delivery, audit } = environment
  return {
    'clients.list': () => hub.clients.list(),
    'clients.create': ({ body }) => hub.clients.create(body),
    'clients.save': async ({ params, body, caller }) => {
      const before = await hub.clients.read(params.id)
      const saved = await hub.clients.save(params.id, body)
      const [was, is] = [crmWords(before.value), crmWords(saved.value)]
      if (was !== is) await addAudit(environment, { user: caller.user, action: CRM_SWITCHED, subject: `client:${params.id}`, note: `${was} -> ${is}` })
      return saved
    },
    'clients.switches': async ({ params }) => {
      await hub.clients.read(params.id)
      return switchesOf(await audit.list({ subject: `client:${params.id}`, limit: LOOKED_AT }))
    },
    'keys.list': ({ params }) => hub.keys.list(params.id),
    'keys.create': ({ params, body, caller }) => hub.keys.create({ client: params.id, name: body.name, by: caller.user }),
    'keys.revoke': ({ params }) => hub.keys.revoke(params.id, params.key),
    'clients.renewCallbackSecret': async ({ params, caller }) => {
      await hub.clients.read(params.id)
      const secret = await delivery.renewCallbackSecret(params.id)
      await addAudit(environment, { user: caller.user, action: 'client.callback-secret', subject: `client:${params.id}`, note: '' })
      return { secret }
    },
  }
}
