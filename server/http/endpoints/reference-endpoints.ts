import { addAudit } from '../add-audit.ts'
import type { HttpEnvironment } from '../environment.ts'
import type { EndpointHandlers } from '../mount-endpoints.ts'

type Crosswalk = 'references.read' | 'references.link' | 'references.merge'
type Erasures = 'references.delete' | 'erasures.list' | 'erasures.done'
type Jobs = 'remappings.list' | 'remappings.start' | 'remappings.cancel'

interface Noted {
  params: { id: string }
  caller: { user: string }
}

/** The crosswalk of a client. Each call is audited before its answer leaves; references stand in the audit only once they are in the crosswalk, which takes no personal ones. */
export function referenceEndpoints(environment: HttpEnvironment): Pick<EndpointHandlers, Crosswalk | Erasures | Jobs> {
  const { references } = environment.hub
  const note = noting(environment)
  return {
    ...erasureEndpoints(environment),
    ...remappingEndpoints(environment),
    'references.read': async (call) => {
      const { params, query } = call
      try {
        const found = await references.read(params.id, query.ref)
        await note(call, 'reference.read', query.ref)
        return found
      } catch (error) {
        await note(call, 'reference.read', 'one that is not known')
        throw error
      }
    },
    'references.link': async (call) => {
      await environment.hub.clients.read(call.params.id)
      const result = await references.link(call.params.id, call.body.pairs)
      await note(call, 'reference.link', `${result.linked} pairs, ${result.refused.length} refused`)
      return result
    },
    'references.merge': async (call) => {
      await environment.hub.clients.read(call.params.id)
      const merged = await references.merge(call.params.id, call.body)
      await note(call, 'reference.merge', call.body.from)
      return merged
    },
  }
}

function erasureEndpoints(environment: HttpEnvironment): Pick<EndpointHandlers, Erasures> {
  const { references } = environment.hub
  const note = noting(environment)
  return {
    'references.delete': async (call) => {
      await environment.hub.clients.read(call.params.id)
      const copies = await references.bury(call.params.id, call.body.ref)
      await note(call, 'reference.delete', call.body.ref)
      return copies
    },
    'erasures.list': async (call) => {
      const listed = await references.erasures(call.params.id, call.query.open === 'true')
      await note(call, 'erasure.list', `${listed.length} copies`)
      return listed
    },
    'erasures.done': async (call) => {
      await references.erased(call.params.id, call.body.ref, call.caller.user)
      await note(call, 'erasure.done', call.body.ref)
      return { done: true }
    },
  }
}

function remappingEndpoints(environment: HttpEnvironment): Pick<EndpointHandlers, Jobs> {
  const { remappings } = environment.hub
  const note = noting(environment)
  return {
    'remappings.list': async (call) => {
      await note(call, 'remapping.list')
      return remappings.list(call.params.id)
    },
    'remappings.start': async (call) => {
      const { from, to, perSecond } = call.body
      const started = await remappings.start(call.params.id, call.body)
      await note(call, 'remapping.start', `${started.id}: ${from} to ${to}, ${perSecond} a second`)
      return started
    },
    'remappings.cancel': async (call) => {
      const cancelled = await remappings.cancel(call.params.id, call.params.job)
      await note(call, 'remapping.cancel', cancelled.id)
      return cancelled
    },
  }
}

/** Notes of a client. A reference may be longer than a note. */
function noting(environment: HttpEnvironment): (call: Noted, action: string, text?: string) => Promise<void> {
  return ({ params, caller }, action, text = '') =>
    addAudit(environment, { user: caller.user, action, subject: `client:${params.id}`, note: text.slice(0, MOST_NOTE) })
}

const MOST_NOTE = 400
