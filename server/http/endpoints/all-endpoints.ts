import { Problem } from '../../model/problem.ts'
import type { HttpEnvironment } from '../environment.ts'
import type { EndpointHandlers } from '../mount-endpoints.ts'
import { clientEndpoints } from './client-endpoints.ts'
import { connectionEndpoints } from './connection-endpoints.ts'
import { flowEndpoints } from './flow-endpoints.ts'
import { runEndpoints } from './run-endpoints.ts'
import { sessionEndpoints } from './session-endpoints.ts'
import { userEndpoints } from './user-endpoints.ts'

const later = () => {
  throw new Problem('request.not-found', 'This part of the API is not there yet.')
}
const pending = {
  'flows.cases': later,
  'flows.compare': later,
  'flows.fills': later,
  'capture.read': later,
  'capture.start': later,
  'capture.stop': later,
  'lineage.read': later,
  'lineage.fields': later,
}

/** The handler of every endpoint. `ended` is told of users whose sessions end. */
export function allEndpoints(environment: HttpEnvironment, ended: (user: string) => void): EndpointHandlers {
  return {
    ...pending,
    ...sessionEndpoints(environment, ended),
    ...userEndpoints(environment, ended),
    ...flowEndpoints(environment),
    ...clientEndpoints(environment),
    ...connectionEndpoints(environment),
    ...runEndpoints(environment),
    'catalog.read': () => environment.catalog(),
    'mapping.preview': ({ body }) => environment.preview(body),
  }
}
