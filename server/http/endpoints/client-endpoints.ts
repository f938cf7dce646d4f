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
    'clients.save': ({ params, body }) => hub.clients.save(params.id, body),
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
