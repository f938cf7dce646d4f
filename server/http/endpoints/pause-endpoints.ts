import { Pause } from '../../model/delivery.ts'
import { addAudit } from '../add-audit.ts'
import { checkInput } from '../check-input.ts'
import type { HttpEnvironment } from '../environment.ts'
import type { EndpointHandlers } from '../mount-endpoints.ts'
import type { DeskChange } from '../run-channel.ts'

type Handled = 'pauses.list' | 'pauses.create' | 'pauses.delete' | 'connections.health' | 'audit.list'

const Named = Pause.pick({ kind: true, id: true })

/** What is stopped, how connections do, and who did what. `changed` is told when the pauses have changed. */
export function pauseEndpoints(environment: HttpEnvironment, changed: (what: DeskChange) => void): Pick<EndpointHandlers, Handled> {
  const { delivery, audit, hub, connectionHealth } = environment
  return {
    'pauses.list': () => delivery.pauses.list(),
    'pauses.create': async ({ body: { kind, id, note = '' }, caller: { user } }) => {
      await (kind === 'flow' ? hub.flows.read(id) : hub.connections.read(id))
      const pauses = await delivery.pauses.add({ kind, id, by: user, note })
      await addAudit(environment, { user, action: `${kind}.pause`, subject: `${kind}:${id}`, note })
      changed('pauses')
      return pauses
    },
    'pauses.delete': async ({ params, caller: { user } }) => {
      const { kind, id } = checkInput(Named, params)
      const pauses = await delivery.pauses.remove(kind, id)
      await addAudit(environment, { user, action: `${kind}.resume`, subject: `${kind}:${id}`, note: '' })
      changed('pauses')
      return pauses
    },
    'connections.health': () => connectionHealth(),
    'audit.list': ({ query }) => audit.list(query),
  }
}
