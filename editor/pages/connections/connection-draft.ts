import type { Connection, ConnectionView, ConnectorView } from '../../../server/model/connection.ts'
import { CREDENTIAL_FIELDS } from '../../../server/model/connector.ts'

/** What the form edits. `credentials` holds newly typed secrets only; stored ones never come back from the server. */
export interface ConnectionDraft {
  connection: Connection
  credentials: Record<string, string>
}

/** A new connection with the connector's proposals. */
export function newDraft(connector: ConnectorView, client: string): ConnectionDraft {
  const proposed = {
    id: '',
    client,
    name: connector.name,
    connector: connector.id,
    system: connector.id,
    baseUrl: connector.baseUrl ?? '',
    auth: connector.auth[0]?.type ?? 'none',
    settings: {},
    local: false,
  } as const
  return { connection: proposed, credentials: {} }
}

/** The same draft for another connector: name, address and auth follow where the author has not changed them. */
export function withConnector(draft: ConnectionDraft, before: ConnectorView | undefined, next: ConnectorView): ConnectionDraft {
  const fresh = newDraft(next, draft.connection.client).connection
  const { name, baseUrl, local } = draft.connection
  return {
    connection: { ...fresh, local, name: name === before?.name ? fresh.name : name, baseUrl: baseUrl === (before?.baseUrl ?? '') ? fresh.baseUrl : baseUrl },
    credentials: {},
  }
}

export const storedDraft = (view: ConnectionView): ConnectionDraft => ({ connection: view.connection, credentials: {} })

/** The secrets that the chosen auth scheme asks for, in the order of the form. */
export const credentialFields = (draft: ConnectionDraft): readonly string[] => CREDENTIAL_FIELDS[draft.connection.auth]

/** Credentials that are typed, without the empty ones. */
export const typedCredentials = (draft: ConnectionDraft): Record<string, string> =>
  Object.fromEntries(Object.entries(draft.credentials).filter(([, value]) => value !== ''))

/** Would saving change something? */
export function isChanged(draft: ConnectionDraft, view: ConnectionView): boolean {
  return JSON.stringify(draft.connection) !== JSON.stringify(view.connection) || Object.keys(typedCredentials(draft)).length > 0
}
