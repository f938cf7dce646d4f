import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { io, type Socket } from 'socket.io-client'
import { vi } from 'vitest'
import type { Api } from '../../editor/api/api.ts'
import type { RunStatus } from '../../server/model/delivery.ts'
import { ADMIN, logIn, setUpAdmin } from '../support/admin.ts'
import { freePort } from '../torture/embedded.ts'
import { type PatchbayProcess, startPatchbayProcess } from '../support/patchbay-process.ts'
import { type MailServer, openMailServer } from '../watch/mail-server.ts'
import { type CanaryTarget, openCanaryTarget } from './canary-target.ts'
import { prepareCanary } from './canary-flows.ts'

const DISK_MB = 64
const VIEWER = { name: 'viewer-of-runs', role: 'viewer', password: ADMIN.password } as const

/** A real server with the embedded engine, the systems around it, and all that they say. */
export interface CanaryWorld {
  readonly folder: string
  readonly dataDir: string
  readonly target: CanaryTarget
  server: PatchbayProcess
  api: Api
  /** API key of the client. */
  key: string
  /** What every server printed so far, at the finest level of the log. */
  printed(): string
  /** Alerts by mail. */
  readonly mails: MailServer['mails']
  /** Everything that a viewer was told by socket. */
  readonly events: string[]
  /** Is the data folder on a disk of its own that can be filled? */
  readonly ownDisk: boolean
  fillDisk(): void
  freeDisk(): void
  /** Starts another server on the same folder; `days`: how far its clock is ahead. */
  restart(options?: { days?: number }): Promise<void>
  send(path: string, body: unknown, headers?: Record<string, string>): Promise<Sent>
  status(run: string): Promise<RunStatus>
  until(run: string, ...states: RunStatus['state'][]): Promise<RunStatus>
  close(): Promise<void>
}

export interface Sent {
  status: number
  headers: Headers
  text: string
  body: any // oxlint-disable-line no-explicit-any
}

/** Moves the clock of a process ahead. */
const aheadBy = (days: number): string => {
  const code = `const ahead=${days * 86_400_000};const R=Date;globalThis.Date=class extends R{constructor(...a){super(...(a.length?a:[R.now()+ahead]))}static now(){return R.now()+ahead}}`
  return `--import=data:text/javascript,${encodeURIComponent(code)}`
}

export async function openCanaryWorld(): Promise<CanaryWorld> {
  const folder = mkdtempSync(join(tmpdir(), 'patchbay-canaries-'))
  const ownDisk = mountDisk(folder)
  const dataDir = join(folder, 'data')
  const target = await openCanaryTarget()
  const mail = await openMailServer({ plain: true })
  const environment = {
    PATCHBAY_DATA: dataDir,
    PATCHBAY_PORT: String(await freePort()),
    PATCHBAY_SANDBOX: 'off',
    PATCHBAY_LOG: 'trace',
    PATCHBAY_CONNECTORS: join(import.meta.dirname, 'connectors'),
  }
  const servers: PatchbayProcess[] = []
  const events: string[] = []
  let socket: Socket | undefined
  const start = async (days = 0): Promise<PatchbayProcess> => {
    world.server = await startPatchbayProcess(environment, days === 0 ? [] : [aheadBy(days)])
    servers.push(world.server)
    return world.server
  }
  const listen = async (): Promise<void> => {
    socket?.close()
    socket = await openSocket(world.server.url, events)
  }
  const send: CanaryWorld['send'] = async (path, body, headers = {}) => {
    const response = await fetch(world.server.url + path, {
      method: 'POST',
      headers: { authorization: `Bearer ${world.key}`, 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    })
    return sentOf(response)
  }
  const status = async (run: string): Promise<RunStatus> =>
    (await sentOf(await fetch(`${world.server.url}/api/v1/runs/${run}`, { headers: { authorization: `Bearer ${world.key}` } }))).body as RunStatus
  const world: CanaryWorld = {
    folder,
    dataDir,
    target,
    server: undefined as never,
    api: undefined as never,
    key: '',
    mails: mail.mails,
    printed: () => servers.map((server) => server.output()).join('\n'),
    events,
    ownDisk,
    fillDisk: () => fillDisk(folder),
    freeDisk: () => rmSync(ballast(folder), { force: true }),
    restart: async ({ days = 0 } = {}) => {
      world.server = await start(days)
      world.api = await logIn(world.server.url)
      await listen()
    },
    send,
    status,
    until: async (run, ...states) => {
      let last: RunStatus | undefined
      await vi.waitFor(
        async () => {
          last = await status(run)
          if (!states.includes(last.state)) throw new Error(`${run} is ${last.state}, not ${states.join(' or ')}: ${JSON.stringify(last.problem)}`)
        },
        { timeout: 12_000, interval: 40 },
      )
      return last!
    },
    close: async () => {
      socket?.close()
      for (const server of servers) await server.kill('SIGKILL')
      await target.close()
      await mail.close()
      if (ownDisk) execFileSync('umount', [folder])
      rmSync(folder, { recursive: true, force: true })
    },
  }
  await start()
  world.api = (await setUpAdmin(world.server.url, world.server.setupToken)).api
  await world.api.call('users.create', { body: VIEWER })
  world.key = await prepareCanary(world.api, { targetUrl: target.url, mailPort: mail.port })
  await listen()
  return world
}

async function sentOf(response: Response): Promise<Sent> {
  const text = await response.text()
  const isJson = /json/.test(response.headers.get('content-type') ?? '')
  return { status: response.status, headers: response.headers, text, body: isJson ? JSON.parse(text) : undefined }
}

/** Listens as somebody who may only look. */
async function openSocket(url: string, events: string[]): Promise<Socket> {
  const response = await fetch(`${url}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ user: VIEWER.name, password: VIEWER.password }),
  })
  const cookie = response.headers.getSetCookie()[0]!.split(';')[0]!
  const socket = io(url, { extraHeaders: { cookie }, transports: ['websocket'], reconnection: false })
  socket.onAny((...event: unknown[]) => void events.push(JSON.stringify(event)))
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve)
    socket.once('connect_error', reject)
  })
  return socket
}

function mountDisk(folder: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK_MB}m`, 'tmpfs', folder], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

const ballast = (folder: string): string => join(folder, 'ballast')

/** Leaves less than a page. */
function fillDisk(folder: string): void {
  for (const left of [200_000, 2_000]) {
    const { bavail, bsize } = statfsSync(folder)
    try {
      writeFileSync(ballast(folder), Buffer.alloc(Math.max(0, bavail * bsize - left)), { flag: 'a' })
    } catch {
      // The server took the rest in between: it is full.
    }
  }
}

/** A copy of what lies in the data folder now, as a disk image or a backup would hold it. The caller removes it. */
export function copyData({ dataDir }: Pick<CanaryWorld, 'dataDir'>): string {
  const copy = mkdtempSync(join(tmpdir(), 'patchbay-canary-copy-'))
  if (!existsSync(copy)) mkdirSync(copy)
  cpSync(dataDir, copy, { recursive: true })
  return copy
}
