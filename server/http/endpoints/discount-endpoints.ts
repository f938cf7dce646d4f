import { addAudit } from '../add-audit.ts'
import type { HttpEnvironment } from '../environment.ts'
import type { EndpointHandlers } from '../mount-endpoints.ts'

type Handled = 'discounts.list' | 'discounts.create' | 'discounts.save' | 'discounts.delete'

/** Discounts of clients. Every change is audited: rules may name customers by reference. */
export function discountEndpoints(environment: HttpEnvironment): Pick<EndpointHandlers, Handled> {
  const { discounts } = environment.hub
  const noted = (user: string, action: string, [client, id]: readonly [string, string]): Promise<void> =>
    addAudit(environment, { user, action: `discount.${action}`, subject: `discount:${id}`, note: `client ${client}` })
  return {
    'discounts.list': ({ params }) => discounts.list(params.id),
    'discounts.create': async ({ params, body, caller }) => {
      const stored = await discounts.create(params.id, body)
      await noted(caller.user, 'create', [params.id, body.id])
      return stored
    },
    'discounts.save': async ({ params, body, caller }) => {
      const stored = await discounts.save(params.id, params.discount, body)
      await noted(caller.user, 'change', [params.id, params.discount])
      return stored
    },
    'discounts.delete': async ({ params, caller }) => {
      await discounts.delete(params.id, params.discount)
      await noted(caller.user, 'delete', [params.id, params.discount])
      return { done: true }
    },
  }
}
