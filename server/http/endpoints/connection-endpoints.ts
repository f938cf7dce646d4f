import type { HttpEnvironment } from '../environment.ts'
import type { EndpointHandlers } from '../mount-endpoints.ts'

type Handled = 'connections.list' | 'connections.create' | 'connections.save' | 'connections.delete' | 'connections.test'

/** Connections; their credentials are write-only. */
export function connectionEndpoints({ hub, ping }: HttpEnvironment): Pick<EndpointHandlers, Handled> {
  return {
    'connections.list': () => hub.connections.list(),
    'connections.create': ({ body }) => hub.connections.create(body.connection, body.credentials),
    'connections.save': ({ params, body: { credentials, ...change } }) => hub.connections.save(params.id, change, credentials),
    'connections.delete': async ({ params }) => {
      await hub.connections.remove(params.id)
      return { done: true }
    },
    'connections.test': async ({ params, signal }) => ping((await hub.connections.read(params.id)).value, signal),
  }
}
