import type { HttpEnvironment } from '../environment.ts'
import type { CallerHandlers } from './serve-caller.ts'

/** Documents that a client handed over itself. */
export function documentCallers({ hub }: Pick<HttpEnvironment, 'hub'>): Pick<CallerHandlers, 'documents.list' | 'documents.get'> {
  return {
    'documents.list': ({ client, query, signal }) => hub.documents.list(client, query, signal),
    'documents.get': ({ client, params }) => hub.documents.get(client, params.id),
  }
}
