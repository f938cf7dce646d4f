import type { Connection } from '../../model/connection.ts'
import type { AuthScheme } from '../../model/connector.ts'
import { Problem } from '../../model/problem.ts'
import { headersFrom, queryFrom } from '../outgoing.ts'
import type { Authorization, Credentials } from './authorizer.ts'

/** The value of an `Authorization: Basic` header (RFC 7617, UTF-8). */
export const basic = (username: string, password: string): string => `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`

/** RFC 6750. Fails with `connection.invalid` where the token cannot stand in a header. */
export const bearer = (token: string): Record<string, string> => secretHeaders({ authorization: `Bearer ${token}` }, 'token')

/** An API key in a header or in the query. The setting `apiKeyName` of a connection replaces the name in the connector. */
export function apiKey(scheme: Extract<AuthScheme, { type: 'apiKey' }>, credentials: Credentials, settings: Connection['settings']): Authorization {
  const chosen = settings['apiKeyName']
  const name = typeof chosen === 'string' && chosen !== '' ? chosen : scheme.name
  const entry = { [name]: scheme.prefix + (credentials['apiKey'] ?? '') }
  return scheme.in === 'query' ? { headers: {}, query: queryFrom(entry, 'credentials.apiKey') } : { headers: secretHeaders(entry, 'apiKey') }
}

function secretHeaders(entry: Record<string, string>, field: string): Record<string, string> {
  try {
    return headersFrom(entry, `credentials.${field}`)
  } catch (cause) {
    throw new Problem('connection.invalid', `The credential "${field}" holds characters that cannot be sent in a header.`, {
      at: `credentials.${field}`,
      cause,
    })
  }
}
