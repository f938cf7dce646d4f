import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Api } from '../../editor/api/api.ts'
import { type Patchbay, startPatchbay } from '../../server/main.ts'
import { Flow, type Sample } from '../../server/model/flow.ts'
import { readSettings } from '../../server/settings.ts'
import { setUpAdmin } from '../support/admin.ts'
import { marksBelow, marksIn } from '../support/marks.ts'

const mark = (field: string): string => `zq${field}${randomBytes(6).toString('hex')}`

const MARKS = {
  name: `${mark('given')} ${mark('family')}`,
  company: mark('Company'),
  mail: `${mark('mail')}@${mark('host')}.example.test`,
  phone: `+4207${String(randomBytes(6).readUIntBE(0, 6)).padStart(15, '1').slice(-8)}`,
  street: mark('street'),
  city: mark('city'),
  zip: mark('zip').slice(0, 14),
  tax: `CZ${String(randomBytes(6).readUIntBE(0, 6)).padStart(15, '1').slice(-10)}`,
  site: `https://${mark('site')}.example.test/${mark('path')}`,
  notes: `${mark('notes')} ${mark('more')}`,
  ext: mark('ext'),
  key: `${mark('key')}@example.test`,
  iban: `CZ65${String(randomBytes(6).readUIntBE(0, 6)).padStart(20, '4')}`,
  id: `C-${mark('id')}`,
  list: mark('list'),
  refused: mark('refused'),
}
/** Values of several words are searched for word by word as well. */
const marks = Object.values(MARKS).flatMap((value) => [value, ...value.split(/[ @/]+/).filter((part) => part.startsWith('zq'))])

const CUSTOMER = {
  isCompany: true,
  name: MARKS.name,
  legalName: MARKS.company,
  taxIds: [{ scheme: 'VAT', value: MARKS.tax }],
  emails: [{ value: MARKS.mail, kind: 'work', primary: true }],
  phones: [{ raw: MARKS.phone, e164: MARKS.phone, kind: 'mobile' }],
  website: MARKS.site,
  addresses: [
    { kinds: ['billing'], isDefault: { billing: true, shipping: false }, line1: MARKS.street, city: MARKS.city, postalCode: MARKS.zip, country: 'CZ' },
  ],
  category: `for ${MARKS.company}`,
  notes: MARKS.notes,
  ext: { club: MARKS.ext },
}

/** What a system sends that nobody has described. */
const EVENT = {
  customer: { who: MARKS.name, [MARKS.key]: { account: MARKS.iban, number: Number(MARKS.phone.slice(1)) } },
  [MARKS.phone]: MARKS.mail,
  lines: [[MARKS.list, { ref: `sandbox-crm:customer:${encodeURIComponent(MARKS.id)}` }], JSON.stringify({ inside: MARKS.notes })],
}

const HOOK = Flow.parse({
  id: 'events',
  name: 'Events',
  client: 'demo',
  nodes: [
    { id: 'in', kind: 'webhook', name: 'In', config: { method: 'POST', path: 'events' }, position: { x: 0, y: 0 } },
    { id: 'fail', kind: 'raise', name: 'Fail', config: { code: 'flow.raised', detail: 'Refused.' }, position: { x: 1, y: 0 } },
  ],
  wires: [{ id: 'w', from: { node: 'in', port: 'out' }, to: 'fail' }],
})

const data = mkdtempSync(join(tmpdir(), 'patchbay-capture-'))
const lines: string[] = []
let patchbay: Patchbay
let api: Api
let key = ''

beforeAll(async () => {
  const log = pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) })
  patchbay = await startPatchbay(readSettings({ PATCHBAY_PORT: '0', PATCHBAY_DATA: data }), { log })
  api = (await setUpAdmin(patchbay.url, new URL(patchbay.setupUrl!).searchParams.get('token')!)).api
  // The bound flows take any value; a configuration would refuse some of these before a flow sees them.
  const demo = (await api.call('clients.list', {})).find(({ value }) => value.id === 'demo')!
  await api.call('clients.save', {
    params: { id: 'demo' },
    body: { ...demo, value: { ...demo.value, crm: { ...demo.value.crm, enabled: false } }, confirm: false },
  })
  key = (await api.call('keys.create', { params: { id: 'demo' }, body: { name: 'canary' } })).key
})

afterAll(async () => {
  await patchbay?.close()
  rmSync(data, { recursive: true, force: true })
})

async function post(path: string, body: unknown): Promise<number> {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
  const response = await fetch(patchbay.url + path, { method: 'POST', headers, body: JSON.stringify(body) })
  await response.text()
  return response.status
}

const capture = (id: string, count: number) => api.call('capture.start', { params: { id }, body: { count } })

/** Adds what was captured to the samples of the draft, as the editor does. */
async function addSamples(id: string): Promise<number> {
  const { captured } = await api.call('capture.read', { params: { id } })
  const { revision, flow } = await api.call('flows.read', { params: { id } })
  const added = captured.map(({ trigger, body }, index): Sample => ({ id: `captured-${index}`, name: `Captured ${index}`, trigger, body }))
  await api.call('flows.save', { params: { id }, body: { revision, flow: { ...flow, samples: [...flow.samples, ...added] } } })
  return added.length
}

test('the search would find every mark that is sent', () => {
  const sent = marksIn(Buffer.from(JSON.stringify([CUSTOMER, EVENT, MARKS.refused])), marks).filter((hit) => hit.endsWith('(plain)'))
  expect(new Set(sent).size).toBe(new Set(marks).size)
})

test('S0-03: capture leaves no personal value in its answer, in the data folder or in the log', async () => {
  await api.call('flows.create', { body: HOOK })
  await api.call('flows.publish', { params: { id: 'events' }, body: { revision: 1, note: '' } })
  await capture('customers', 5)
  await capture('events', 5)
  expect(await post('/api/v1/customers', CUSTOMER)).toBe(201)
  expect(await post('/api/v1/customers', CUSTOMER)).toBe(409)
  expect(await post('/api/v1/customers', { ...CUSTOMER, status: MARKS.refused })).toBe(422)
  expect(await post('/api/v1/customers/search', { email: MARKS.mail })).toBe(200)
  expect(await post('/hooks/events', EVENT)).toBe(422)
  expect(await post('/hooks/events', MARKS.notes)).toBe(422)
  const answers = JSON.stringify(await Promise.all(['customers', 'events'].map((id) => api.call('capture.read', { params: { id } }))))
  expect(JSON.parse(answers)).toMatchObject([{ wanted: 2 }, { wanted: 3 }])
  expect(marksIn(Buffer.from(answers), marks)).toEqual([])
  expect([await addSamples('customers'), await addSamples('events')]).toEqual([3, 2])
  await api.call('capture.stop', { params: { id: 'events' } })
  await patchbay.close()
  expect(lines.length).toBeGreaterThan(10)
  expect(marksIn(Buffer.from(lines.join('')), marks)).toEqual([])
  expect(marksBelow(data, marks)).toEqual([])
})
