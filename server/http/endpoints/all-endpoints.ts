import type { HttpEnvironment } from '../environment.ts'
import type { EndpointHandlers } from '../mount-endpoints.ts'
import { captureEndpoints } from './capture-endpoints.ts'
import { caseEndpoints } from './case-endpoints.ts'
import { clientEndpoints } from './client-endpoints.ts'
import { connectionEndpoints } from './connection-endpoints.ts'
import { flowEndpoints } from './flow-endpoints.ts'
import { lineageEndpoints } from './lineage-endpoints.ts'
import { runEndpoints } from './run-endpoints.ts'
import { sessionEndpoints } from './session-endpoints.ts'
import { userEndpoints } from './user-endpoints.ts'

/** The handler of every endpoint. `ended` is told of users whose sessions end. */
export function allEndpoints(environment: HttpEnvironment, ended: (user: string) => void): EndpointHandlers {
  return {
    ...sessionEndpoints(environment, ended),
    ...userEndpoints(environment, ended),
    ...flowEndpoints(environment),
    ...caseEndpoints(environment),
    ...captureEndpoints(environment),
    ...clientEndpoints(environment),
    ...connectionEndpoints(environment),
    ...lineageEndpoints(environment),
    ...runEndpoints(environment),
    'catalog.read': () => environment.catalog(),
    'mapping.preview': ({ body }) => environment.preview(body),
  }
}
