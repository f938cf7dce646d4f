import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Started, start } from './start.ts'

const folder = process.env.PATCHBAY_EDITOR_DIR ?? join(import.meta.dirname, '../../dist/editor')
const SCRIPT = '/selector/v1/customer-selector.js'

let server: Started
beforeAll(async () => void (server = await start({ PATCHBAY_EDITOR_DIR: folder })))
afterAll(() => server?.stop())

const get = (path: string, headers: Record<string, string> = {}) => fetch(server.url + path, { headers })

test('S0-21: the selector is one module of less than 30 kB gzip that loads nothing else', () => {
  const text = readFileSync(join(folder, 'selector/customer-selector.js'))
  expect(gzipSync(text).length).toBeLessThan(30_000)
  expect(text.toString()).not.toMatch(/\bimport\s*["'{*(]|\bfrom\s*["']/)
  expect(text.toString()).not.toMatch(/innerHTML|outerHTML|insertAdjacentHTML|document\.write|localStorage|sessionStorage|\beval\(|new Function/)
})

test('pages of every origin may load the script, and ask again cheaply', async () => {
  const first = await get(SCRIPT, { origin: 'https://till.example' })
  expect(first.status).toBe(200)
  expect(first.headers.get('content-type')).toMatch(/^text\/javascript/)
  expect(first.headers.get('access-control-allow-origin')).toBe('*')
  expect(first.headers.get('cross-origin-resource-policy')).toBe('cross-origin')
  expect(first.headers.get('cache-control')).toBe('public, max-age=300')
  const etag = first.headers.get('etag')!
  expect((await get(SCRIPT, { 'if-none-match': etag })).status).toBe(304)
  expect((await get(SCRIPT, { 'if-none-match': `"other", W/${etag}` })).status).toBe(304)
  const pinned = await get(`${SCRIPT}?v=${etag.slice(1, -1)}`)
  expect(pinned.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
})

test('the till is a page under a strict policy', async () => {
  const page = await get('/demo/till')
  expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'none'; script-src 'self';/)
  expect(page.headers.get('content-security-policy')).not.toContain('unsafe')
  const html = await page.text()
  expect(html).toContain(SCRIPT)
  expect(html).not.toMatch(/<style|style=|onload=|<script>/)
  expect((await get('/demo/till/till.js')).headers.get('content-type')).toMatch(/^text\/javascript/)
})

test('tokens of the till and the state of the sandbox CRM are for integrators, from pages of this server', async () => {
  const nobody = await server.browser().send('POST', '/demo/till/token', {})
  expect(nobody.body.code).toBe('request.unauthenticated')
  const operator = await server.as('operator')
  expect((await operator.send('POST', '/demo/till/token', {})).body.code).toBe('request.forbidden')
  expect((await operator.send('POST', '/demo/till/crm', { down: true })).body.code).toBe('request.forbidden')
  const integrator = await server.as('integrator')
  expect((await integrator.send('POST', '/demo/till/token', {}, { origin: 'https://evil.example' })).body.code).toBe('request.csrf')
  expect((await integrator.send('POST', '/demo/till/token', {}, { 'x-patchbay-csrf': 'guess' })).body.code).toBe('request.csrf')
  expect((await integrator.send('POST', '/demo/till/crm', { down: 'yes' })).body.code).toBe('request.invalid')
})

test('a token of the till works as its key does, and dies with it; one key serves all of them', async () => {
  const integrator = await server.admin()
  const { body: first } = await integrator.send('POST', '/demo/till/token', {})
  const { body: second } = await integrator.send('POST', '/demo/till/token', {})
  const use = (token: string) => get('/api/v1/selector', { authorization: `Bearer ${token}` }).then(({ status }) => status)
  expect([await use(first.token), await use(second.token)]).toEqual([200, 200])
  const keys = (await integrator.send('GET', '/api/clients/demo/keys')).body.filter(({ name }: { name: string }) => name === 'Demo till')
  expect(keys.length).toBe(1)
  await integrator.send('DELETE', `/api/clients/demo/keys/${keys[0].id}`)
  expect([await use(first.token), await use(second.token)]).toEqual([401, 401])
  const { body: third } = await integrator.send('POST', '/demo/till/token', {})
  expect(await use(third.token)).toBe(200)
})

test('without the sandbox systems there is no demo', async () => {
  const bare = await start({ PATCHBAY_SANDBOX: 'off', PATCHBAY_EDITOR_DIR: folder })
  try {
    expect((await fetch(`${bare.url}/demo/till`, { headers: { accept: 'text/html' } })).status).toBe(404)
    expect((await fetch(`${bare.url}/demo/till/token`, { method: 'POST' })).status).toBe(404)
    expect((await fetch(bare.url + SCRIPT)).status).toBe(200)
  } finally {
    await bare.stop()
  }
})
