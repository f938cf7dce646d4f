import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe } from 'vitest'
import { Flow } from '../../server/model/flow.ts'
import { startSandboxCrm } from '../../server/sandbox/sandbox-crm.ts'
import { describeCrmContract } from './contract.ts'
import type { CrmSystem } from './crm-system.ts'
import { startForeignCrm } from './foreign-crm.ts'

const root = join(import.meta.dirname, '../..')
const flowOf = (path: string): Flow => Flow.parse(JSON.parse(readFileSync(join(root, path), 'utf8')))

/** A CRM that Patchbay does not know, with the documents that a user would write for it. */
async function startForeign(connector: string, flow: string, connectors: readonly string[] = []): Promise<CrmSystem> {
  const server = await startForeignCrm()
  return {
    connectors,
    connection: { connector, system: 'foreign', baseUrl: server.url, auth: 'basic', settings: {} },
    credentials: { username: 'patch', password: 'bay' },
    flow: flowOf(`test/crm/foreign/${flow}.json`),
    stop: () => server.close(),
  }
}

describe('S0-02, S0-05, S0-23, S0-24: whichever CRM stands behind, callers get the same', async () => {
  await describeCrmContract({
    name: 'sandbox-crm',
    start: async () => {
      const server = await startSandboxCrm({ port: 0 })
      return {
        connectors: [],
        connection: { connector: 'sandbox-crm', system: 'sandbox-crm', baseUrl: server.url, auth: 'oauth2', settings: {} },
        credentials: { clientId: 'sandbox-client', clientSecret: 'sandbox-secret' },
        flow: flowOf('flows/customers.json'),
        stop: () => server.close(),
      }
    },
    cannotKeep: {},
    cannotSearch: {},
  })

  await describeCrmContract({
    name: 'a foreign CRM by the connector http, by documents only',
    start: () => startForeign('http', 'http-customers'),
    cannotKeep: {},
    cannotSearch: {},
  })
})

describe('S0-27: a connector folder outside the repository passes with no change of code', async () => {
  await describeCrmContract({
    name: 'a folder in PATCHBAY_CONNECTORS',
    start: async () => {
      const folder = mkdtempSync(join(tmpdir(), 'my-connectors-'))
      mkdirSync(join(folder, 'foreign-crm'))
      for (const file of ['connector.json', 'exchanges.json']) cpSync(join(import.meta.dirname, 'foreign', file), join(folder, 'foreign-crm', file))
      const system = await startForeign('foreign-crm', 'customers', [folder])
      const stop = async (): Promise<void> => {
        await system.stop()
        rmSync(folder, { recursive: true, force: true })
      }
      return { ...system, stop }
    },
    cannotKeep: {},
    cannotSearch: {},
  })
})
