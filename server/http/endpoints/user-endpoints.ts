import type { HttpEnvironment } from '../environment.ts'
import type { EndpointHandlers } from '../mount-endpoints.ts'

/** Users and their roles. */
export function userEndpoints({ hub }: HttpEnvironment, ended: (user: string) => void): Pick<EndpointHandlers, 'users.list' | 'users.create' | 'users.update'> {
  return {
    'users.list': () => hub.users.list(),
    'users.create': ({ body }) => hub.users.create(body),
    'users.update': async ({ params, body }) => {
      const user = await hub.users.update(params.name, body)
      ended(user.name)
      return user
    },
  }
}
