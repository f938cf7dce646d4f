import { ClientCrm } from '../../model/client.ts'
import { describeSelector } from '../../model/describe-selector.ts'
import type { ImplementationView } from '../../model/implementation-endpoint.ts'
import { addAudit } from '../add-audit.ts'
import type { HttpEnvironment } from '../environment.ts'
import type { EndpointHandlers } from '../mount-endpoints.ts'

type Handled = Extract<keyof EndpointHandlers, `implementations.${string}`>

/** Implementations of CRMs: their configurations, versions and packages. */
export function implementationEndpoints(environment: HttpEnvironment): Pick<EndpointHandlers, Handled> {
  const { implementations, clients } = environment.hub
  const audit = (user: string, action: string, { id, note = '' }: { id: string; note?: string }): Promise<void> =>
    addAudit(environment, { user, action: `implementation.${action}`, subject: `implementation:${id}`, note })
  /** Keeps who changed it, where it was changed at all. */
  const changed = async (user: string, action: string, { view, revision }: { view: ImplementationView; revision?: number }): Promise<ImplementationView> => {
    if (view.revision !== revision) await audit(user, action, { id: view.value.id, note: `version ${view.value.version}` })
    return view
  }
  return {
    'implementations.list': () => implementations.list(),
    'implementations.read': ({ params }) => implementations.read(params.id),
    'implementations.create': async ({ body, caller }) => changed(caller.user, 'create', { view: await implementations.create(body) }),
    'implementations.save': async ({ params, body, caller }) =>
      changed(caller.user, 'save', { view: await implementations.save(params.id, body), revision: body.revision }),
    'implementations.compare': ({ params, body }) => implementations.compare(params.id, body),
    'implementations.delete': async ({ params, caller }) => {
      await implementations.remove(params.id)
      await audit(caller.user, 'delete', { id: params.id })
      return { done: true }
    },
    'implementations.version': ({ params }) => implementations.version(params.id, Number(params.version)),
    'implementations.restore': async ({ params, body, caller }) =>
      changed(caller.user, 'restore', { view: await implementations.restore(params.id, body), revision: body.revision }),
    'implementations.export': ({ params, query }) => implementations.export(params.id, query.version),
    'implementations.apply': async ({ params, body, caller }) =>
      changed(caller.user, 'apply', { view: await implementations.apply(params.id, body), revision: body.revision }),
    'implementations.preview': ({ body: { value, language } }) => {
      const { anonymousCustomer } = ClientCrm.parse(clients.crm(value.client) ?? {})
      return describeSelector({ configuration: value.configuration, operations: Object.keys(value.flows), language, anonymousCustomer })
    },
  }
}
