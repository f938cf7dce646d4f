import type { HttpEnvironment } from '../environment.ts'
import type { EndpointHandlers } from '../mount-endpoints.ts'

type Handled =
  | 'flows.list'
  | 'flows.create'
  | 'flows.read'
  | 'flows.save'
  | 'flows.delete'
  | 'flows.check'
  | 'flows.try'
  | 'flows.fills'
  | 'flows.publish'
  | 'versions.list'
  | 'versions.read'

/** Drafts and published versions of flows. */
export function flowEndpoints({ hub, runtime, fills }: HttpEnvironment): Pick<EndpointHandlers, Handled> {
  return {
    'flows.list': () => hub.flows.list(),
    'flows.create': ({ body, caller }) => hub.flows.create(body, caller.user),
    'flows.read': ({ params }) => hub.flows.read(params.id),
    'flows.save': ({ params, body, caller }) => hub.flows.save(params.id, body, caller.user),
    'flows.delete': async ({ params }) => {
      await hub.flows.remove(params.id)
      return { done: true }
    },
    'flows.check': ({ body }) => runtime.check(body.flow),
    'flows.try': ({ body: { flow, body, trigger, until } }) =>
      runtime.try(flow, { body, ...(trigger !== undefined && { trigger }), ...(until !== undefined && { until }) }),
    'flows.fills': async ({ params }) => {
      await hub.flows.read(params.id)
      return fills(params.id)
    },
    'flows.publish': ({ params, body: { revision, note }, caller }) => hub.flows.publish(params.id, { revision, note }, caller.user),
    'versions.list': async ({ params }) =>
      (await hub.flows.versions(params.id)).map(({ version, publishedAt, publishedBy, note }) => ({ version, publishedAt, publishedBy, note })),
    'versions.read': ({ params }) => hub.flows.version(params.id, Number(params.version)),
  }
}
