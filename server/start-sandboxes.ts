import type { RunningSandbox } from './hub/first-start.ts'
import type { Connector } from './model/connector.ts'
import { startSandboxCrm } from './sandbox/sandbox-crm.ts'
import { startSandboxLedger } from './sandbox/sandbox-ledger.ts'
import type { SandboxServer } from './sandbox/sandbox-server.ts'

interface SandboxPlan {
  connector: string
  /** Taken when it is free. */
  port: number
  auth: RunningSandbox['auth']
  credentials: Readonly<Record<string, string>>
  start(options: { port: number }): Promise<SandboxServer>
}

const PLANS: readonly SandboxPlan[] = [
  { connector: 'sandbox-crm', port: 4871, auth: 'oauth2', credentials: { clientId: 'sandbox-client', clientSecret: 'sandbox-secret' }, start: startSandboxCrm },
  { connector: 'sandbox-ledger', port: 4872, auth: 'apiKey', credentials: { apiKey: 'sandbox-ledger-key' }, start: startSandboxLedger },
]

export interface Sandboxes {
  running: RunningSandbox[]
  /** Steers the sandbox CRM; undefined where it does not run. */
  crm: { crmDown(): boolean; setCrmDown(down: boolean): void } | undefined
  close(): Promise<void>
}

/** Starts the built-in systems on loopback: at their usual ports, or at any free one where those are taken or `anyPort` is set. */
export async function startSandboxes(connectors: ReadonlyMap<string, Connector>, anyPort: boolean): Promise<Sandboxes> {
  const servers: SandboxServer[] = []
  const running: RunningSandbox[] = []
  let crm: Sandboxes['crm']
  for (const plan of PLANS) {
    const connector = connectors.get(plan.connector)
    if (!connector) continue
    const server = await plan.start({ port: anyPort ? 0 : plan.port }).catch(() => plan.start({ port: 0 }))
    servers.push(server)
    if (plan.start === startSandboxCrm) crm = steerCrm(server)
    running.push({ connector, url: server.url, auth: plan.auth, credentials: plan.credentials })
  }
  return { running, crm, close: async () => void (await Promise.all(servers.map((server) => server.close()))) }
}

function steerCrm(server: SandboxServer): NonNullable<Sandboxes['crm']> {
  let down = false
  return {
    crmDown: () => down,
    setCrmDown: (wanted) => {
      down = wanted
      server.setFault({ mode: down ? 'down' : 'none' })
    },
  }
}
