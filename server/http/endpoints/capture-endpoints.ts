import { Problem } from '../../model/problem.ts'
import type { HttpEnvironment } from '../environment.ts'
import type { EndpointHandlers } from '../mount-endpoints.ts'

type Handled = 'capture.read' | 'capture.start' | 'capture.stop'

/** Samples from live traffic. Who captures what is in the log. */
export function captureEndpoints({ hub, captures, log }: HttpEnvironment): Pick<EndpointHandlers, Handled> {
  return {
    'capture.read': async ({ params }) => {
      await hub.flows.read(params.id)
      return captures.read(params.id)
    },
    'capture.start': async ({ params, body, caller }) => {
      const { publishedVersion } = await hub.flows.read(params.id)
      if (publishedVersion === null)
        throw new Problem('flow.unpublished', 'Only a published flow has live traffic to capture from. Publish the flow first.', { at: 'id' })
      log.info({ audit: 'capture.start', user: caller.user, flow: params.id, count: body.count }, 'live traffic is captured')
      return captures.start(params.id, body.count)
    },
    'capture.stop': async ({ params, caller }) => {
      await hub.flows.read(params.id)
      captures.forget(params.id)
      log.info({ audit: 'capture.stop', user: caller.user, flow: params.id }, 'live traffic is no longer captured')
      return captures.read(params.id)
    },
  }
}
