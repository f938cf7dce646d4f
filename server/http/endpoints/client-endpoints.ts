import type { HttpEnvironment } from '../environment.ts'
import type { EndpointHandlers } from '../mount-endpoints.ts'

type Handled = 'clients.list' | 'clients.create' | 'clients.save' | 'keys.list' | 'keys.create' | 'keys.revoke'

/** Clients, their bindings and API keys. */
export function clientEndpoints({ hub }: HttpEnvironment): Pick<EndpointHandlers, Handled> {
  return {
    'clients.list': () => hub.clients.list(),
    'clients.create': ({ body }) => hub.clients.create(body),
    'clients.save': ({ params, body }) => hub.clients.save(params.id, body),
    'keys.list': ({ params }) => hub.keys.list(params.id),
    'keys.create': ({ params, body, caller }) => hub.keys.create({ client: params.id, name: body.name, by: caller.user }),
    'keys.revoke': ({ params }) => hub.keys.revoke(params.id, params.key),
  }
}
