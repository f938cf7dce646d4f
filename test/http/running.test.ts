import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { io, type Socket } from 'socket.io-client'
import { afterEach, expect, test, vi } from 'vitest'
import { startPatchbay } from '../../server/main.ts'
import type { RunEvent } from '../../server/model/run.ts'
import { readSettings } from '../../server/settings.ts'
import { openSlowTarget } from './publish.ts'
import { type Browser, start, type Started } from './start.ts'

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
})

async function started(environment: Record<string, string> = {}): Promise<Started> {
  const server = await start(environment)
  closers.push(() => server.stop())
  return server
}

function follow(server: Started, { cookie }: Browser, headers: Record<string, string> = {}): Socket {
  const socket = io(server.url, { extraHeaders: { cookie, ...headers }, transports: ['websocket'], reconnection: false })
  closers.push(() => socket.close())
  return socket
}

const search = (server: Started, key: string) =>
  fetch(`${server.url}/api/v1/customers/search`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: '{"name":"marked-value-93"}',
  })

test('viewers see runs appear, in batches and without values', async () => {
  const server = await started()
  const key = await server.key()
  const socket = follow(server, await server.as('viewer'))
  const seen: RunEvent[] = []
  socket.on('runs', (events: RunEvent[]) => seen.push(...events))
  await once(socket as never, 'connect')
  const id = (await search(server, key)).headers.get('x-patchbay-run')
  await vi.waitFor(() => expect(seen.at(-1)?.run).toMatchObject({ id, flow: 'customers', state: 'succeeded', status: 200 }))
  expect(JSON.stringify(seen)).not.toContain('marked-value')
})

test('the live channel needs a login, a page of this server, and ends with the session', async () => {
  const server = await started({ PATCHBAY_SANDBOX: 'off' })
  const viewer = await server.as('viewer')
  const [refusal] = await once(follow(server, server.browser()) as never, 'connect_error')
  expect((refusal as Error).message).toBe('Nobody is logged in.')
  await once(follow(server, viewer, { origin: 'https://elsewhere.example' }) as never, 'connect_error')
  const socket = follow(server, viewer, { origin: server.url })
  await once(socket as never, 'connect')
  const ended = once(socket as never, 'disconnect')
  await viewer.send('DELETE', '/api/session')
  await ended
})

test('a restart keeps everything, and connections follow the sandboxes to their new ports', async () => {
  const first = await started()
  const key = await first.key()
  expect((await search(first, key)).status).toBe(200)
  const before = (await (await first.admin()).send('GET', '/api/connections')).body
  await first.close()
  const second = await startPatchbay(readSettings({ PATCHBAY_PORT: '0', PATCHBAY_DATA: first.dataDir, PATCHBAY_LOG: 'silent' }))
  closers.push(() => second.close())
  expect(second.setupUrl).toBeUndefined()
  const answer = await fetch(`${second.url}/api/v1/customers/search`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: '{"name":"Alva"}',
  })
  expect(answer.status).toBe(200)
  expect(before).toHaveLength(2)
})

test('a call under way ends before the server does, and later ones are refused', async () => {
  const server = await started()
  const key = await server.key()
  const target = await openSlowTarget(server)
  closers.push(target.close)
  const call = fetch(`${server.url}/hooks/slow`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: '{}',
  })
  await target.asked
  const closed = server.close()
  await expect(search(server, key)).rejects.toThrow('fetch failed')
  target.release()
  expect((await call).status).toBe(200)
  await closed
})

test('a taken port is named, with the way out', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  closers.push(() => other.close())
  const { port } = other.address() as { port: number }
  const dataDir = mkdtempSync(join(tmpdir(), 'patchbay-http-'))
  closers.push(() => rmSync(dataDir, { recursive: true }))
  const settings = readSettings({ PATCHBAY_PORT: String(port), PATCHBAY_DATA: dataDir, PATCHBAY_SANDBOX: 'off', PATCHBAY_LOG: 'silent' })
  await expect(startPatchbay(settings)).rejects.toThrow(`another program uses it; set PATCHBAY_PORT`)
  // Everything that was opened is closed: the folder can be opened again.
  const again = await startPatchbay({ ...settings, port: 0 })
  await again.close()
})

test('settings that are wrong are all named', () => {
  expect(() => readSettings({ PATCHBAY_PORT: 'high', PATCHBAY_SANDBOX: 'maybe', PATCHBAY_LOG: 'loud' })).toThrow(
    /PATCHBAY_PORT must be a number\nPATCHBAY_SANDBOX must be on or off\nPATCHBAY_LOG must be/,
  )
  expect(readSettings({ PATCHBAY_PORT: '', PATCHBAY_CONNECTORS: '/a, /b' })).toMatchObject({
    host: '127.0.0.1',
    port: 4870,
    sandbox: true,
    connectors: ['/a', '/b'],
    bodyLimit: 1_048_576,
  })
})

test('the editor is served for every screen, its assets for good, and nothing else', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'patchbay-editor-'))
  closers.push(() => rmSync(folder, { recursive: true }))
  mkdirSync(join(folder, 'assets'))
  writeFileSync(join(folder, 'index.html'), '<title>Editor</title>')
  writeFileSync(join(folder, 'assets/app-1a2b.js'), 'export {}')
  writeFileSync(join(folder, 'favicon.svg'), '<svg/>')
  const server = await started({ PATCHBAY_SANDBOX: 'off', PATCHBAY_EDITOR_DIR: folder })
  const page = (path: string) => server.browser().send('GET', path, undefined, { accept: 'text/html,*/*' })
  for (const path of ['/', '/login', '/flows/customers', '/setup?token=x']) {
    const answer = await page(path)
    expect([answer.status, answer.body, answer.headers.get('cache-control')]).toEqual([200, '<title>Editor</title>', 'no-cache'])
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'self'")
  }
  expect((await page('/assets/app-1a2b.js')).headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
  expect((await page('/favicon.svg')).headers.get('cache-control')).toBe('no-cache')
  for (const path of ['/assets/gone.js', '/api/gone', '/hooks', '/health/gone', '/gone.js', '/..%2f..%2fetc%2fpasswd']) {
    const answer = await page(path)
    expect([path, answer.status, answer.headers.get('content-type')]).toEqual([path, 404, 'application/problem+json; charset=utf-8'])
  }
})
