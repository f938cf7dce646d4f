import { expect } from 'vitest'
import { CANONICAL_OPERATIONS } from '../../server/model/canonical-operation.ts'
import { CustomerOperationId } from '../../server/model/implementation.ts'
import { type Answer, answerOf, type Browser, start } from '../http/start.ts'
import { CRM_CONFIGURATION } from './crm-configuration.ts'
import type { CrmSystem } from './crm-system.ts'
import { type ListenedIn, listenIn } from './listen-in.ts'

/** A whole Patchbay with one CRM, as a POS sees it. */
export interface Pos {
  /** Below `/api/v1`. */
  call(method: string, path: string, body?: unknown): Promise<Answer>
  /** What the CRM was asked so far. */
  readonly requests: readonly string[]
  close(): Promise<void>
}

const CLIENT = 'shop'

/** Starts Patchbay in an empty folder, gives it the documents of the CRM, enables the CRM for a client and makes a key. */
export async function openPatchbay(system: CrmSystem): Promise<Pos> {
  const tap = await listenIn(system.connection.baseUrl)
  const patchbay = await start({ PATCHBAY_SANDBOX: 'off', PATCHBAY_LOG: 'warn', PATCHBAY_CONNECTORS: system.connectors.join(',') })
  const admin = await patchbay.admin()
  await ask(admin, 'POST /api/clients', { id: CLIENT, name: 'Shop' })
  await connect(admin, system, tap)
  await ask(admin, 'POST /api/flows', { ...system.flow, client: CLIENT, cases: [] })
  await ask(admin, `POST /api/flows/${system.flow.id}/publish`, { revision: 1, note: 'For the contract' })
  await enable(admin, system)
  const { key } = (await ask(admin, `POST /api/clients/${CLIENT}/keys`, { name: 'till' })) as { key: string }
  return {
    call: async (method, path, body) => {
      const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
      return answerOf(await fetch(`${patchbay.url}/api/v1${path}`, { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) }))
    },
    requests: tap.requests,
    close: async () => {
      await patchbay.stop()
      await tap.close()
    },
  }
}

async function connect(admin: Browser, { connection, credentials }: CrmSystem, tap: ListenedIn): Promise<void> {
  const whole = { ...connection, id: connection.system, client: CLIENT, name: 'CRM', baseUrl: tap.url, local: true }
  await ask(admin, 'POST /api/connections', { connection: whole, credentials })
}

async function enable(admin: Browser, { flow, connection }: CrmSystem): Promise<void> {
  const served = flow.nodes.map(({ config }) => CustomerOperationId.safeParse(config.operation)).flatMap(({ data }) => data ?? [])
  const flows = Object.fromEntries(served.map((operation) => [operation, flow.id]))
  await ask(admin, 'POST /api/implementations', {
    id: 'crm',
    client: CLIENT,
    version: 1,
    connection: connection.system,
    flows,
    configuration: CRM_CONFIGURATION,
  })
  const clients = (await ask(admin, 'GET /api/clients')) as { revision: number; value: { id: string } }[]
  const { revision, value } = clients.find((client) => client.value.id === CLIENT)!
  await ask(admin, `PUT /api/clients/${CLIENT}`, { revision, value: { ...value, crm: { enabled: true, implementation: 'crm' } } })
}

/** Fails with the words of the answer. */
async function ask(admin: Browser, call: string, body?: unknown): Promise<unknown> {
  const [method, path] = call.split(' ') as [string, string]
  const answer = await admin.send(method, path, body)
  expect(answer.status, `${call}: ${JSON.stringify(answer.body)}`).toBe(200)
  return answer.body
}

/** The address of a customer. */
export const at = (ref: string): string => `${CANONICAL_OPERATIONS['customers.create'].path}/${encodeURIComponent(ref)}`
