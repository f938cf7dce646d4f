import type { Client } from '../../model/client.ts'
import { addAudit } from '../add-audit.ts'
import type { HttpEnvironment } from '../environment.ts'
import type { EndpointHandlers } from '../mount-endpoints.ts'

type Handled = 'clients.list' | 'clients.create' | 'clients.save' | 'keys.list' | 'keys.create' | 'keys.revoke' | 'clients.renewCallbackSecret'

/** Clients, their bindings, API keys and the secret of their callbacks. */
export function clientEndpoints(environment: HttpEnvironment): Pick<EndpointHandlers, Handled> {
  const { hub, delivery } = environment
  return {
    'clients.list': () => hub.clients.list(),
    'clients.create': ({ body }) => hub.clients.create(body),
    'clients.save': async ({ params, body, caller }) => {
      const before = await hub.clients.read(params.id)
      const saved = await hub.clients.save(params.id, body)
      const [was, is] = [crmWords(before.value), crmWords(saved.value)]
      if (was !== is) await addAudit(environment, { user: caller.user, action: 'client.crm', subject: `client:${params.id}`, note: `${was} -> ${is}` })
      return saved
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

const crmWords = ({ crm }: Client): string => (crm?.enabled ? `enabled ${crm.implementation}` : `disabled ${crm?.implementation ?? ''}`.trim())
