import { setUpAdmin } from '../support/admin.ts'
import type { PatchbayProcess } from '../support/patchbay-process.ts'
import { TORTURE_FLOW } from './flow.ts'

/** Makes client, connection and flow on a fresh server; gives back an API key. */
export async function prepareWorkspace(server: Pick<PatchbayProcess, 'url' | 'setupToken'>, targetUrl: string): Promise<string> {
  const { api } = await setUpAdmin(server.url, server.setupToken)
  const client = await api.call('clients.create', { body: { id: 'torture', name: 'Torture' } })
  const connection = { id: 'torture', client: 'torture', name: 'Target', connector: 'torture', system: 'torture', baseUrl: targetUrl } as const
  await api.call('connections.create', { body: { connection: { ...connection, auth: 'none', local: true }, credentials: {} } })
  const draft = await api.call('flows.create', { body: TORTURE_FLOW })
  await api.call('flows.publish', { params: { id: TORTURE_FLOW.id }, body: { revision: draft.revision, note: '' } })
  await api.call('clients.save', {
    params: { id: 'torture' },
    body: { revision: client.revision, value: { ...client.value, bindings: { 'orders.create': TORTURE_FLOW.id } } },
  })
  return (await api.call('keys.create', { params: { id: 'torture' }, body: { name: 'torture' } })).key
}
