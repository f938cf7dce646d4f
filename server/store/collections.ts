import { AlertSettings } from '../model/alert.ts'
import { Client } from '../model/client.ts'
import { Connection } from '../model/connection.ts'
import { Pause } from '../model/delivery.ts'
import { DiscountRule } from '../model/discount.ts'
import { FlowDraft, FlowVersion } from '../model/flow.ts'
import { Implementation } from '../model/implementation.ts'
import { API_KEY_KIND, openApiKeys } from './api-keys.ts'
import type { Seal, Store } from './contract.ts'
import type { OpenDocuments } from './document-kind.ts'
import type { RandomBytes } from './random-bytes.ts'
import { createSecrets, SECRETS_KIND } from './secrets.ts'
import type { InTurn } from './take-turns.ts'
import { createUsers, USER_KIND } from './users.ts'

export interface CollectionsOptions {
  open: OpenDocuments
  seal: Seal
  now: () => number
  random: RandomBytes
  /** One work of a key at a time, in all processes that share the documents. */
  inTurn: InTurn
}

type Plain = Pick<
  Store,
  'flows' | 'versions' | 'clients' | 'connections' | 'implementations' | 'implementationVersions' | 'discounts' | 'pauses' | 'alerts' | 'secrets' | 'users'
>
export type Collections = Plain & { apiKeys: Awaited<ReturnType<typeof openApiKeys>> }

/** Everything that is kept as documents; collections have the names of the fields of the store. */
export async function openCollections({ open, seal, now, random, inTurn }: CollectionsOptions): Promise<Collections> {
  const versionId = ({ flow, version }: FlowVersion): string => `${flow.id}@${version}`
  return {
    flows: await open('flows', { schema: FlowDraft, name: 'flow', idOf: ({ flow }) => flow.id }),
    versions: await open('versions', { schema: FlowVersion, name: 'flow version', idOf: versionId }),
    clients: await open('clients', { schema: Client, name: 'client', idOf: ({ id }) => id }),
    connections: await open('connections', { schema: Connection, name: 'connection', idOf: ({ id }) => id }),
    implementations: await open('implementations', { schema: Implementation, name: 'implementation', idOf: ({ id }) => id }),
    implementationVersions: await open('implementationVersions', {
      schema: Implementation,
      name: 'implementation version',
      idOf: ({ id, version }) => `${id}@${version}`,
    }),
    discounts: await open('discounts', { schema: DiscountRule, name: 'discount', idOf: ({ id }) => id }),
    pauses: await open('pauses', { schema: Pause, name: 'pause', idOf: ({ kind, id }) => `${kind}:${id}` }),
    alerts: await open('alerts', { schema: AlertSettings, name: 'alert settings' }),
    secrets: createSecrets({ documents: await open('secrets', SECRETS_KIND), seal, inTurn }),
    users: createUsers({ documents: await open('users', USER_KIND), now, random, inTurn }),
    apiKeys: await openApiKeys({ documents: await open('apiKeys', API_KEY_KIND), now, random, inTurn }),
  }
}
