import type { HttpEnvironment } from '../environment.ts'
import type { EndpointHandlers } from '../mount-endpoints.ts'
import type { DeskChange } from '../run-channel.ts'
import { alertEndpoints } from './alert-endpoints.ts'
import { businessDocumentEndpoints } from './business-document-endpoints.ts'
import { captureEndpoints } from './capture-endpoints.ts'
import { caseEndpoints } from './case-endpoints.ts'
import { clientEndpoints } from './client-endpoints.ts'
import { connectionEndpoints } from './connection-endpoints.ts'
import { deskEndpoints, documentEndpoints } from './desk-endpoints.ts'
import { discountEndpoints } from './discount-endpoints.ts'
import { flowEndpoints } from './flow-endpoints.ts'
import { implementationEndpoints } from './implementation-endpoints.ts'
import { lineageEndpoints } from './lineage-endpoints.ts'
import { pauseEndpoints } from './pause-endpoints.ts'
import { referenceEndpoints } from './reference-endpoints.ts'
import { runEndpoints } from './run-endpoints.ts'
import { sessionEndpoints } from './session-endpoints.ts'
import { userEndpoints } from './user-endpoints.ts'

/** Who is told of what endpoints do. */
export interface EndpointListeners {
  /** The sessions of a user have ended. */
  ended(user: string): void
  /** Something on the error desk has changed that no run tells of. */
  deskChanged(what: DeskChange): void
}

/** The handler of every endpoint. */
export function allEndpoints(environment: HttpEnvironment, { ended, deskChanged }: EndpointListeners): EndpointHandlers {
  return {
    ...sessionEndpoints(environment, ended),
    ...userEndpoints(environment, ended),
    ...flowEndpoints(environment),
    ...caseEndpoints(environment),
    ...captureEndpoints(environment),
    ...clientEndpoints(environment),
    ...connectionEndpoints(environment),
    ...discountEndpoints(environment),
    ...implementationEndpoints(environment),
    ...lineageEndpoints(environment),
    ...referenceEndpoints(environment),
    ...runEndpoints(environment),
    ...documentEndpoints(environment),
    ...deskEndpoints(environment, deskChanged),
    ...businessDocumentEndpoints(environment),
    ...pauseEndpoints(environment, deskChanged),
    ...alertEndpoints(environment),
    'catalog.read': () => environment.catalog(),
    'mapping.preview': ({ body }) => environment.preview(body),
  }
}
