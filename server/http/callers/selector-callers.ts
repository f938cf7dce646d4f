import type { HttpEnvironment } from '../environment.ts'
import { crmStatus } from './crm-status.ts'
import { issueToken } from './issue-token.ts'
import type { CallerHandlers } from './serve-caller.ts'
import { wantedLanguages } from './wanted-languages.ts'

/** What a customer selector asks for besides the customers. */
export const selectorCallers = (environment: HttpEnvironment): Pick<CallerHandlers, 'selector.read' | 'selector.suggest' | 'status.read' | 'tokens.create'> => {
  const { hub } = environment
  return {
    'selector.read': ({ client, query, request }) => hub.selectors.describe(client, wantedLanguages(query.language, request)),
    'selector.suggest': async ({ client, body, signal }) => ({ values: await hub.customers.suggest(client, body, signal) }),
    'status.read': ({ client }) => crmStatus(environment, client),
    'tokens.create': (call) => issueToken(hub, call),
  }
}
