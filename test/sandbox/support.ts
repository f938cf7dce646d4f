import { onTestFinished } from 'vitest'
import { startSandboxCrm, type SandboxCrmOptions } from '../../server/sandbox/sandbox-crm.ts'
import { startSandboxLedger } from '../../server/sandbox/sandbox-ledger.ts'
import type { SandboxOptions, SandboxServer } from '../../server/sandbox/sandbox-server.ts'

/** What tests read out of answers. */
export interface Json {
  data?: { id: string; mail: string[] }[]
  paging?: { after: string | null }
  sales?: unknown[]
  total?: number
}

export interface Answer {
  status: number
  headers: Headers
  body: Json
}

export interface Request {
  body?: unknown
  headers?: Record<string, string>
}

export interface Caller {
  server: SandboxServer
  ask(method: string, path: string, request?: Request): Promise<Answer>
}

function callerOf(server: SandboxServer, auth: Record<string, string>): Caller {
  onTestFinished(() => server.close())
  return {
    server,
    ask: async (method, path, { body, headers = {} } = {}) => {
      const content =
        typeof body === 'string' ? { body } : body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }
      const response = await fetch(server.url + path, { method, ...content, headers: { ...auth, ...content.headers, ...headers } })
      const text = await response.text()
      return { status: response.status, headers: response.headers, body: (text === '' ? undefined : JSON.parse(text)) as Json }
    },
  }
}

export const tokenHeader = { authorization: `Basic ${Buffer.from('sandbox-client:sandbox-secret').toString('base64')}` }

/** A CRM of its own, with a token. */
export async function openCrm(options: Partial<SandboxCrmOptions> = {}): Promise<Caller> {
  const server = await startSandboxCrm({ port: 0, ...options })
  const response = await fetch(`${server.url}/oauth/token`, {
    method: 'POST',
    headers: tokenHeader,
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  })
  const { access_token: token } = (await response.json()) as { access_token: string }
  return callerOf(server, { authorization: `Bearer ${token}` })
}

/** A ledger of its own. */
export async function openLedger(options: Partial<SandboxOptions> = {}): Promise<Caller> {
  return callerOf(await startSandboxLedger({ port: 0, ...options }), { 'x-ledger-key': 'sandbox-ledger-key' })
}
