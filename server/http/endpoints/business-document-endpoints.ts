import { allows } from '../../model/user.ts'
import type { HttpEnvironment } from '../environment.ts'
import type { EndpointHandlers } from '../mount-endpoints.ts'

type Handled = 'documents.list' | 'documents.assign' | 'documents.summary'

/** Documents that POS and ERP handed over, for operators. */
export function businessDocumentEndpoints({ hub }: Pick<HttpEnvironment, 'hub'>): Pick<EndpointHandlers, Handled> {
  return {
    'documents.list': async ({ params, query, signal }) => {
      await hub.clients.read(params.id)
      return (await hub.documents.list(params.id, query, signal)).items
    },
    'documents.assign': ({ params, body, caller, signal }) =>
      hub.documents.assign({ client: params.id, id: params.document, crmReference: body.crmReference, by: caller.user }, signal),
    'documents.summary': async ({ params, caller }) => {
      await hub.clients.read(params.id)
      return hub.documents.summary(params.id, { all: allows(caller.role, 'admin') })
    },
  }
}
