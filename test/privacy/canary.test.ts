import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Api } from '../../editor/api/api.ts'
import { logIn, setUpAdmin } from '../support/admin.ts'
import { marksBelow, marksIn } from '../support/marks.ts'
import { type PatchbayProcess, startPatchbayProcess } from '../support/patchbay-process.ts'

const mark = (field: string): string => `zq${field}${randomBytes(6).toString('hex')}`
const digits = (): string =>
  `+7${BigInt(`0x${randomBytes(8).toString('hex')}`)
    .toString()
    .slice(0, 14)}`

/** A marked value for every personal field of the canonical customer that takes free text. */
const MARKS = {
  given: mark('given'),
  family: mark('family'),
  legal: mark('legal'),
  mail: `${mark('mail')}@example.test`,
  phone: digits(),
  street: mark('street'),
  street2: mark('yard'),
  city: mark('city'),
  zip: mark('zip').slice(0, 14),
  tax: mark('tax').slice(0, 18),
  site: `https://${mark('site')}.example.test`,
  notes: mark('notes'),
  ext: mark('ext'),
  refused: mark('refused'),
  query: mark('query'),
  sale: mark('sale'),
  crash: mark('crash'),
}
const marks = Object.values(MARKS)

const CUSTOMER = {
  isCompany: false,
  name: `${MARKS.given} ${MARKS.family}`,
  givenName: MARKS.given,
  familyName: MARKS.family,
  legalName: MARKS.legal,
  taxIds: [{ scheme: 'VAT', value: MARKS.tax }],
  emails: [{ value: MARKS.mail, kind: 'work', primary: true }],
  phones: [{ raw: MARKS.phone, kind: 'mobile' }],
  website: MARKS.site,
  addresses: [
    {
      kinds: ['billing'],
      isDefault: { billing: true, shipping: false },
      line1: MARKS.street,
      line2: MARKS.street2,
      city: MARKS.city,
      postalCode: MARKS.zip,
      country: 'CZ',
    },
  ],
  notes: MARKS.notes,
  ext: { club: MARKS.ext },
}

const data = mkdtempSync(join(tmpdir(), 'patchbay-canary-'))
const printed: string[] = []
let patchbay: PatchbayProcess
let key = ''

async function post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<{ status: number; text: string }> {
  const response = await fetch(`${patchbay.url}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
  return { status: response.status, text: await response.text() }
}

/** Puts the sandbox CRM behind the demo connection into a fault mode. */
async function setFault(api: Api, mode: string): Promise<void> {
  const crm = (await api.call('connections.list')).find(({ connection }) => connection.id === 'sandbox-crm')!
  const response = await fetch(`${crm.connection.baseUrl}/__faults`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ mode }),
  })
  expect(response.ok).toBe(true)
}

const start = () => startPatchbayProcess({ PATCHBAY_DATA: data, PATCHBAY_LOG: 'trace' })

beforeAll(async () => {
  patchbay = await start()
})

afterAll(async () => {
  await patchbay?.stop()
  rmSync(data, { recursive: true, force: true })
})

test('S0-03: the search would find a mark in each form', () => {
  const folder = join(data, 'probe')
  mkdirSync(folder)
  const forms = [
    MARKS.given,
    Buffer.from(MARKS.given, 'utf16le'),
    Buffer.from(`x${MARKS.given}y`).toString('base64'),
    Buffer.from(MARKS.given).toString('hex'),
    encodeURIComponent(MARKS.mail),
    ...[0, 1, 2].map((lead) => Buffer.from(`${'x'.repeat(lead)}${MARKS.given}y`).toString('base64url')),
    Buffer.concat([Buffer.from('x'), gzipSync(JSON.stringify(CUSTOMER)), Buffer.from('y')]),
    ...[0, 1, 2].map((lead) => `"${Buffer.concat([Buffer.alloc(lead), gzipSync(JSON.stringify(CUSTOMER))]).toString('base64')}"`),
  ]
  for (const [index, form] of forms.entries()) writeFileSync(join(folder, `${index}`), form)
  const hits = marksBelow(folder, marks)
  for (const index of forms.keys()) expect(hits.some((hit) => hit.startsWith(join(folder, `${index}`)))).toBe(true)
  rmSync(folder, { recursive: true })
})

test('S0-03: runs that succeed, fail and crash leave no personal value behind', async () => {
  const { api } = await setUpAdmin(patchbay.url, patchbay.setupToken)
  key = (await api.call('keys.create', { params: { id: 'demo' }, body: { name: 'canary' } })).key
  await succeed()
  await fail(api)
  const session = await post('/api/v1/customers/search', { email: MARKS.mail })
  expect(session.text).toContain(MARKS.family)
  await setFault(api, 'slow')
  const lost = post('/api/v1/customers', { ...CUSTOMER, name: MARKS.crash, emails: [] }).catch(() => undefined)
  await expect.poll(async () => (await api.call('status.read')).runs.active, { timeout: 5000 }).toBeGreaterThan(0)
  await patchbay.kill('SIGKILL')
  await lost
  printed.push(patchbay.output())
  patchbay = await start()
  const answers = await everyAnswer()
  await patchbay.stop()
  printed.push(patchbay.output())
  expect(answers.length).toBeGreaterThan(2000)
  expect(marksIn(Buffer.from(answers), marks)).toEqual([])
  expect(marksIn(Buffer.from(printed.join('\n')), marks)).toEqual([])
  expect(marksBelow(data, marks)).toEqual([])
}, 60_000)

async function succeed(): Promise<void> {
  const created = await post('/api/v1/customers', CUSTOMER)
  expect(created.status, created.text).toBe(201)
  const { ref } = JSON.parse(created.text) as { ref: string }
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
  const changed = await fetch(`${patchbay.url}/api/v1/customers/${encodeURIComponent(ref)}`, {
    method: 'PATCH',
    headers,
    body: JSON.stringify({ notes: MARKS.notes, familyName: MARKS.family }),
  })
  expect(changed.status, await changed.text()).toBe(200)
  expect((await fetch(`${patchbay.url}/api/v1/customers/${encodeURIComponent(ref)}`, { headers })).status).toBe(200)
}

async function fail(api: Api): Promise<void> {
  expect((await post('/api/v1/customers', CUSTOMER)).status).toBe(409)
  expect((await post('/api/v1/customers', { ...CUSTOMER, phones: [{ raw: MARKS.refused, kind: 'work' }], emails: [] })).status).toBe(422)
  expect((await post('/api/v1/customers', { ...CUSTOMER, status: MARKS.refused })).status).toBe(422)
  expect((await post('/api/v1/customers', { ...CUSTOMER, [MARKS.refused]: 1 })).status).toBe(422)
  expect((await post('/api/v1/customers', `{"name": "${MARKS.refused}",, }`)).status).toBe(400)
  expect((await post('/api/v1/customers', MARKS.refused, { 'content-type': 'text/plain' })).status).toBe(415)
  expect((await post(`/hooks/nothing?email=${MARKS.query}`, { name: MARKS.refused })).status).toBe(404)
  expect((await post(`/api/v1/customers/search?email=${MARKS.query}`, { name: MARKS.refused, page: MARKS.refused })).status).toBeLessThan(500)
  expect(
    (
      await fetch(`${patchbay.url}/api/v1/customers/${encodeURIComponent(`sandbox-crm:customer:${MARKS.refused}`)}`, {
        headers: { authorization: `Bearer ${key}` },
      })
    ).status,
  ).toBe(404)
  for (const mode of ['error-in-200', 'truncate', 'html', 'down', 'reset']) {
    await setFault(api, mode)
    expect((await post('/api/v1/customers', { ...CUSTOMER, emails: [] })).status).toBeGreaterThanOrEqual(500)
  }
  await setFault(api, 'none')
  const { flow } = await api.call('flows.read', { params: { id: 'customers' } })
  const tried = await api.call('flows.try', { body: { flow, trigger: 'create', body: { ...CUSTOMER, name: MARKS.sale, emails: [] } as never } })
  expect(tried.steps.length).toBeGreaterThan(0)
}

/** Everything that the admin API tells after the runs. */
async function everyAnswer(): Promise<string> {
  const api = await logIn(patchbay.url)
  const runs = await api.call('runs.list', { query: { limit: 500 } })
  expect(runs.length).toBeGreaterThan(8)
  const details = await Promise.all(runs.map(({ id }) => api.call('runs.read', { params: { id } })))
  const lists = await Promise.all(
    (['flows.list', 'clients.list', 'connections.list', 'status.read', 'users.list', 'catalog.read'] as const).map((id) => api.call(id)),
  )
  const flows = await Promise.all((await api.call('flows.list')).map(({ id }) => api.call('flows.read', { params: { id } })))
  const fills = await Promise.all(flows.map(({ flow }) => api.call('flows.fills', { params: { id: flow.id } })))
  const lineage = await api.call('lineage.fields')
  const metrics = await (await fetch(`${patchbay.url}/metrics`)).text()
  expect(metrics).toContain('patchbay_')
  return JSON.stringify([runs, details, lists, flows, fills, lineage, metrics])
}
