import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { startPatchbay, type Patchbay } from '../../server/main.ts'
import type { SessionView } from '../../server/model/user.ts'
import { readSettings } from '../../server/settings.ts'

/** One caller of a server with its own cookie. */
export interface Browser {
  cookie: string
  csrf: string
  /** Sends as the editor does; `body` is sent as JSON unless it is a text. */
  send(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>
}

export interface Answer {
  status: number
  headers: Headers
  body: any // oxlint-disable-line no-explicit-any
}

export interface Started extends Patchbay {
  dataDir: string
  /** Lines of the log so far. */
  lines: string[]
  browser(): Browser
  /** Logs the first user in, making it where it is missing. */
  admin(): Promise<Browser>
  /** A browser with a user of this role. */
  as(role: string): Promise<Browser>
  /** An API key of the demo client. */
  key(): Promise<string>
  stop(): Promise<void>
}

export const PASSWORD = 'a long enough password'

export async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text()
  const json = /json/.test(response.headers.get('content-type') ?? '')
  return { status: response.status, headers: response.headers, body: json ? JSON.parse(text) : text }
}

/** A whole server on a free port, with the example flows and both sandboxes, in a folder of its own. */
export async function start(environment: Record<string, string> = {}): Promise<Started> {
  const dataDir = mkdtempSync(join(tmpdir(), 'patchbay-http-'))
  const lines: string[] = []
  const log = pino({ level: 'info' }, { write: (line: string) => void lines.push(line) })
  const patchbay = await startPatchbay(readSettings({ PATCHBAY_PORT: '0', PATCHBAY_DATA: dataDir, ...environment }), { log })
  const browser = (): Browser => openBrowser(patchbay.url)
  let first: Browser | undefined
  const admin = async (): Promise<Browser> => {
    if (first) return first
    first = browser()
    await enter(first, '/api/setup', { token: new URL(patchbay.setupUrl!).searchParams.get('token'), user: 'ada', password: PASSWORD })
    return first
  }
  return {
    ...patchbay,
    dataDir,
    lines,
    browser,
    admin,
    as: async (role) => {
      await (await admin()).send('POST', '/api/users', { name: `user-${role}`, role, password: PASSWORD })
      const other = browser()
      await enter(other, '/api/session', { user: `user-${role}`, password: PASSWORD })
      return other
    },
    key: async () => (await (await admin()).send('POST', '/api/clients/demo/keys', { name: 'pos' })).body.key,
    stop: async () => {
      await patchbay.close()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

async function enter(browser: Browser, path: string, body: unknown): Promise<void> {
  const answer = await browser.send('POST', path, body)
  if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}`)
  browser.csrf = (answer.body as SessionView).csrf
}

function openBrowser(url: string): Browser {
  const browser: Browser = {
    cookie: '',
    csrf: '',
    send: async (...[method, path, body, headers = {}]) => {
      const content = body === undefined ? {} : { 'content-type': 'application/json' }
      const session = { ...(browser.cookie && { cookie: browser.cookie }), ...(browser.csrf && { 'x-patchbay-csrf': browser.csrf }) }
      const response = await fetch(url + path, {
        method,
        redirect: 'manual',
        headers: { ...content, ...session, ...headers } as Record<string, string>,
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      })
      const cookie = response.headers.getSetCookie()[0]
      if (cookie) browser.cookie = cookie.split(';')[0]!
      return answerOf(response)
    },
  }
  return browser
}
