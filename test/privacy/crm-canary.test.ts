import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { io, type Socket } from 'socket.io-client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Answer } from '../http/start.ts'
import { documentOf, type DocumentWorld, from, openDocumentWorld } from '../requirements/document-world.ts'
import { marksBelow, marksIn } from '../support/marks.ts'

const mark = (field: string): string => `zq${field}${randomBytes(6).toString('hex')}`
const MARKS = {
  name: mark('name'),
  changed: mark('changed'),
  mail: `${mark('mail')}@example.test`,
  street: mark('street'),
  city: mark('city'),
  notes: mark('notes'),
  loyalty: mark('loyalty'),
  searched: mark('searched'),
  typed: mark('typed'),
  draft: mark('draft'),
  document: mark('document'),
  line: mark('line'),
}
const marks = Object.values(MARKS)

let world: DocumentWorld
let socket: Socket
/** What was told by socket and by server-sent events. */
const told: string[] = []

beforeAll(async () => {
  world = await openDocumentWorld()
  const viewer = await world.server.as('viewer')
  socket = io(world.server.url, { extraHeaders: { cookie: viewer.cookie }, transports: ['websocket'], reconnection: false })
  socket.onAny((...event: unknown[]) => void told.push(JSON.stringify(event)))
  await once(socket as never, 'connect')
})
afterAll(async () => {
  socket?.close()
  await world?.close()
})

const ADDRESS = { kinds: ['billing'], isDefault: { billing: true, shipping: false }, line1: MARKS.street, city: MARKS.city, country: 'CZ' }
const CUSTOMER = {
  name: MARKS.name,
  category: 'vip',
  emails: [{ value: MARKS.mail, kind: 'work', primary: true }],
  addresses: [ADDRESS],
  notes: MARKS.notes,
  ext: { loyaltyNumber: MARKS.loyalty },
}
const addressOf = (ref: string): string => `/customers/${encodeURIComponent(ref)}`

async function good(answer: Promise<Answer>): Promise<Answer> {
  const { status, body, headers } = await answer
  expect(status, JSON.stringify(body)).toBeLessThan(300)
  return { status, body, headers }
}

/** Opens the stream of selector changes, and keeps what it tells. */
async function listen(token: string): Promise<() => void> {
  const end = new AbortController()
  const response = await fetch(`${world.server.url}/api/v1/selector/changes`, { headers: { authorization: `Bearer ${token}` }, signal: end.signal })
  const reader = response.body!.getReader()
  const read = async (): Promise<void> => {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      told.push(Buffer.from(value).toString())
    }
  }
  read().catch(() => undefined)
  return () => end.abort()
}

/** A till looks customers up, makes and changes them, sells to them, and loses one. */
async function sell(): Promise<string> {
  const { pos, admin } = world
  const { token } = (await good(pos('POST', '/tokens', {}))).body
  const hangUp = await listen(token)
  await good(pos('GET', '/selector'))
  await good(pos('POST', '/customers/search', { name: MARKS.searched }))
  await good(pos('GET', '/customers/defaults'))
  await good(pos('POST', '/customers/on-change', { property: 'country', customer: { name: MARKS.draft, addresses: [ADDRESS] } }))
  const made = await good(pos('POST', '/customers', CUSTOMER))
  const { ref } = made.body as { ref: string }
  expect(marksIn(Buffer.from((await good(pos('POST', '/customers/search', { email: MARKS.mail }))).body.items[0].name), marks)).not.toEqual([])
  expect((await good(pos('POST', '/selector/suggestions', { property: 'city', text: MARKS.city.slice(0, 6) }))).body.values).toContain(MARKS.city)
  await pos('POST', '/selector/suggestions', { property: 'city', text: MARKS.typed })
  await good(pos('GET', `${addressOf(ref)}?fields=name,emails`))
  await good(pos('PATCH', addressOf(ref), { name: MARKS.changed, versionToken: made.body.versionToken }))
  const stale = await pos('PATCH', addressOf(ref), { name: MARKS.name, versionToken: made.body.versionToken })
  expect([stale.status, stale.body.current.name]).toEqual([409, MARKS.changed])
  expect((await pos('POST', '/customers', { ...CUSTOMER, status: MARKS.draft })).status).toBe(422)
  const discount = { id: 'vip', client: 'demo', name: 'VIP', mode: 'only', targets: [{ values: { category: 'vip' } }, { ref }], percent: '10' }
  await good(admin.send('POST', '/api/clients/demo/discounts', discount))
  expect((await good(pos('POST', '/discounts', { crmReference: ref }))).body.given).toHaveLength(1)
  const personal = { notes: MARKS.document, lines: [{ ...line(), description: MARKS.line }] }
  await good(pos('POST', '/orders', documentOf('R-1', { crmReference: ref, ...personal })))
  await good(pos('POST', '/invoices', documentOf('I-1', { sources: [from('order', 'R-1')], ...personal })))
  await good(pos('POST', '/orders', documentOf('R-2', { ...personal, anonymousReason: 'walk_in' })))
  expect((await good(pos('GET', '/documents?identifiers=true'))).body.items.map(({ identifier }: { identifier?: string }) => identifier)).toContain(
    MARKS.changed,
  )
  hangUp()
  return ref
}

const line = (): object => (documentOf('') as { lines: object[] }).lines[0]!

test('S0-03: selector, tokens, documents, discounts and references keep and tell no personal value', { timeout: 60_000 }, async () => {
  const { pos, admin } = world
  const ref = await sell()
  const anonymous = (await pos('GET', '/documents?anonymous=true')).body.items[0].id
  await good(admin.send('PATCH', `/api/clients/demo/documents/${anonymous}`, { crmReference: ref }))
  const before = await everyAnswer(ref)
  await good(pos('DELETE', addressOf(ref)))
  expect((await pos('GET', addressOf(ref))).status).toBe(410)
  world.crm.down = true
  expect((await pos('POST', '/customers/search', { name: MARKS.searched })).body.code).toBe('crm.offline')
  expect((await pos('POST', '/customers', { ...CUSTOMER, emails: [] })).body.code).toBe('crm.offline')
  await good(pos('POST', '/orders', documentOf('R-3', { anonymousReason: 'crm_offline', notes: MARKS.document })))
  const answers = [before, await everyAnswer(ref)].join('\n')
  expect(answers).toContain('R-3')
  expect(told.join('\n')).toContain('event: selector')
  await expect.poll(() => told.some((text) => text.includes('orders.create'))).toBe(true)
  expect(marksIn(Buffer.from(answers), marks)).toEqual([])
  expect(marksIn(Buffer.from(told.join('\n')), marks)).toEqual([])
  expect(marksIn(Buffer.from(world.server.lines.join('\n')), marks)).toEqual([])
  expect(marksBelow(world.server.dataDir, marks)).toEqual([])
})

/** Everything that the administration tells. */
async function everyAnswer(ref: string): Promise<string> {
  const client = '/api/clients/demo'
  const runs = (await world.admin.send('GET', '/api/runs?limit=500')).body as { id: string }[]
  expect(runs.length).toBeGreaterThan(8)
  const addresses = [
    '/api/implementations',
    '/api/implementations/sandbox-crm/package',
    '/api/clients',
    '/api/connections',
    '/api/status',
    '/api/audit?limit=500',
    `${client}/discounts`,
    `${client}/documents`,
    `${client}/document-summary`,
    `${client}/references?ref=${encodeURIComponent(ref)}`,
    `${client}/erasures`,
    `${client}/remappings`,
    `${client}/keys`,
    ...runs.map(({ id }) => `/api/runs/${id}`),
  ]
  const answers = []
  for (const address of addresses) answers.push((await good(world.admin.send('GET', address))).body)
  const metrics = await (await fetch(`${world.server.url}/metrics`)).text()
  return `${JSON.stringify(answers)}${metrics}`
}

test('S0-03c: no plain hash of a personal value is kept', () => {
  const values = [...marks, ...marks.map((text) => text.toUpperCase()), JSON.stringify(CUSTOMER)]
  const digests = ['md5', 'sha1', 'sha256', 'sha512'].flatMap((hash) => values.map((value) => createHash(hash).update(value).digest()))
  const texts = digests.flatMap((digest) => [digest.toString('hex'), digest.toString('base64').replace(/=+$/, ''), digest.toString('base64url')])
  const found = readdirSync(world.server.dataDir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name)))
    .filter((bytes) => texts.some((text) => bytes.includes(text)) || digests.some((digest) => bytes.includes(digest)))
  expect(found).toEqual([])
})

test('S0-03: the search would find a mark in every file of the tables and documents that are there', () => {
  const copy = mkdtempSync(join(tmpdir(), 'patchbay-crm-canary-'))
  try {
    cpSync(world.server.dataDir, copy, { recursive: true })
    for (const name of ['business.sqlite', 'discounts/vip.json', 'implementations/sandbox-crm.json']) writeFileSync(join(copy, name), MARKS.name, { flag: 'a' })
    expect(marksBelow(copy, marks)).toHaveLength(3)
  } finally {
    rmSync(copy, { recursive: true, force: true })
  }
})
