import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type CustomerWorld, mail, openCustomerWorld, pathOf, ref } from './customer-world.ts'

let world: CustomerWorld
beforeAll(async () => void (world = await openCustomerWorld()))
afterAll(() => world.close())
beforeEach(() => {
  world.crm.mode = 'pass'
  world.crm.asked.length = 0
})

test('S0-01, S0-05: customers are created, found, read, changed and deleted in the CRM, which only the middleware reaches', async () => {
  const { pos, crm } = world
  const created = await pos('POST', '/customers', { name: 'Quill Quarry', emails: mail('quill@example.test'), language: 'en' })
  expect([created.status, created.body.name, created.body.category]).toEqual([201, 'Quill Quarry', created.body.category])
  const path = pathOf(created.body.ref)
  const found = await pos('POST', '/customers/search', { email: 'quill@example.test' })
  const read = await pos('GET', path)
  const changed = await pos('PATCH', path, { language: 'cs', versionToken: created.body.versionToken })
  expect([found.body.items[0].ref, read.body.name, changed.body.language]).toEqual([created.body.ref, 'Quill Quarry', 'cs'])
  const deleted = await pos('DELETE', path)
  expect(deleted.status).toBe(204)
  for (const answer of [created, found, read, changed, deleted]) {
    const told = JSON.stringify([answer.body, ...answer.headers])
    expect(told).not.toContain(new URL(crm.url).host)
    expect(told).not.toContain('sandbox-secret')
  }
  // The key of the POS never gets there.
  expect(crm.asked.length).toBeGreaterThan(4)
  expect(crm.asked.every(({ authorization }) => authorization?.startsWith('Bearer ') && !authorization.includes(world.key))).toBe(true)
})

test('S0-06: what the CRM refuses comes back with the field, and nothing is called created', async () => {
  const { pos, crm } = world
  const first = { name: 'Rue Rowan', emails: mail('rue@example.test') }
  expect((await pos('POST', '/customers', first)).status).toBe(201)
  const again = await pos('POST', '/customers', first)
  expect([again.status, again.body.code, again.body.errors?.[0].path]).toEqual([409, 'target.duplicate', 'emails.value'])
  crm.mode = ({ method }) =>
    method === 'POST' ? { status: 422, body: { error: { code: 'bad_value', text: 'No.', fields: [{ name: 'lang', rule: 'unknown' }] } } } : undefined
  const refused = await pos('POST', '/customers', { name: 'Rue Reed', language: 'en' })
  expect([refused.status, refused.body.code, refused.body.errors[0]]).toMatchObject([422, 'target.validation', { path: 'language', property: 'language' }])
  crm.mode = ({ method }) => (method === 'POST' ? { status: 500, body: { error: { code: 'internal', text: 'No.' } } } : undefined)
  const failed = await pos('POST', '/customers', { name: 'Rue Reed' })
  expect([failed.status >= 500, failed.body.ref]).toEqual([true, undefined])
  crm.mode = 'pass'
  expect((await pos('POST', '/customers/search', { name: 'Rue Reed' })).body.items).toEqual([])
})

test('S0-02: what was sent and the CRM has no place for is named in the answer', async () => {
  const { pos } = world
  const created = await pos('POST', '/customers', { name: 'Nia Noor', language: 'en', paymentTermCode: 'NET30' })
  expect([created.status, created.headers.get('x-patchbay-not-kept')]).toEqual([201, 'paymentTermCode'])
  const path = pathOf(created.body.ref)
  const changed = await pos('PATCH', path, { paymentTermCode: 'NET60', currency: 'EUR' })
  expect([changed.status, changed.headers.get('x-patchbay-not-kept')]).toEqual([200, 'currency, paymentTermCode'])
  expect((await pos('PATCH', path, { language: 'cs' })).headers.get('x-patchbay-not-kept')).toBeNull()
})

test('S0-10d: a criterion with too few characters, and one that no filter has, are refused without a call of the CRM', async () => {
  const { pos, crm } = world
  const short = await pos('POST', '/customers/search', { email: 'ab' })
  expect([short.status, short.body.code, short.body.errors]).toEqual([422, 'crm.criterion', [expect.objectContaining({ path: 'email', code: 'too-short' })]])
  const any = await pos('POST', '/customers/search', { any: { name: 'ab', email: 'ab' } })
  expect([any.status, any.body.errors.map(({ path }: { path: string }) => path)]).toEqual([422, ['any.name', 'any.email']])
  const unknown = await pos('POST', '/customers/search', { any: { name: 'abc', city: 'Praha' } })
  const sorted = await pos('POST', '/customers/search', { name: 'Alva', sort: { by: 'phone' } })
  expect([unknown.status, unknown.body.code, sorted.status, sorted.body.errors[0].path]).toEqual([422, 'crm.criterion', 422, 'sort.by'])
  expect(crm.asked).toEqual([])
  expect((await pos('POST', '/customers/search', { email: 'alv' })).status).toBe(200)
  expect(crm.asked).toHaveLength(1)
})

test('S0-23: each configured filter reaches the search of the CRM, page by page', async () => {
  const { pos, crm } = world
  const email = await pos('POST', '/customers/search', { email: 'alva.ahrendal@example.test' })
  expect(email.body.items.map((item: { ref: string }) => item.ref)).toEqual([ref(1001)])
  expect([...crm.asked[0]!.query.values()]).toContain('alva.ahrendal@example.test')
  const { filters } = (await pos('GET', '/selector')).body
  const texts: Record<string, string> = {
    name: 'Alva',
    email: 'alva',
    phone: '+1 202 555',
    reference: 'C-1001',
    taxId: 'CZ1',
    city: 'Praha',
    postalCode: '110 00',
    category: 'vip',
    birthDate: '1980-01-01',
  }
  for (const { id, criteria } of filters) {
    crm.asked.length = 0
    const any = criteria.length > 1
    const query: Record<string, unknown> = {}
    for (const path of criteria as string[]) {
      const name = path.replace('any.', '')
      if (name.startsWith('ext.')) query['ext'] = { [name.slice(4)]: 'L-100' }
      else query[name] = any ? 'Alva' : texts[name]
    }
    const answer = await pos('POST', '/customers/search', any ? { any: query } : query)
    expect([id, answer.status, crm.asked.length]).toEqual([id, 200, 1])
  }
  const refs: string[] = []
  let page: string | undefined
  do {
    const { body } = await pos('POST', '/customers/search', { city: 'Praha', limit: 3, ...(page !== undefined && { page }) })
    refs.push(...body.items.map((item: { ref: string }) => item.ref))
    page = body.next ?? undefined
  } while (page !== undefined)
  expect(refs.length).toBeGreaterThan(3)
  expect(new Set(refs).size).toBe(refs.length)
})

test('S0-17: only the requested fields are asked of the CRM and answered', async () => {
  const { pos, crm } = world
  const { status, body } = await pos('GET', `${pathOf(ref(1002))}?fields=name,emails`)
  expect([status, Object.keys(body).toSorted()]).toEqual([200, ['emails', 'name', 'ref']])
  const fields = crm.asked[0]!.query.get('fields')
  expect(fields).toMatch(/mail/)
  expect(fields).not.toMatch(/phone|address|birth/)
  const wrong = await pos('GET', `${pathOf(ref(1002))}?fields=shoeSize`)
  expect([wrong.status, wrong.body.code]).toEqual([422, 'request.invalid'])
  expect((await pos('GET', `${pathOf(ref(1002))}?colour=red`)).status).toBe(422)
})

test('S0-24: a form opens with the customer as it is now, and a stale change is refused', async () => {
  const { pos, crm } = world
  const path = pathOf(ref(1005))
  const mine = (await pos('GET', path)).body
  const theirs = (await pos('GET', path)).body
  expect(crm.asked.filter(({ method }) => method === 'GET')).toHaveLength(2)
  const first = await pos('PATCH', path, { notes: 'likes tea', versionToken: mine.versionToken })
  expect([first.status, first.body.notes]).toEqual([200, 'likes tea'])
  const stale = await pos('PATCH', path, { notes: 'likes coffee', versionToken: theirs.versionToken })
  expect([stale.status, stale.body.code]).toEqual([409, 'target.conflict'])
  const fresh = (await pos('GET', path)).body
  expect([fresh.notes, fresh.versionToken]).toEqual(['likes tea', first.body.versionToken])
  expect((await pos('PATCH', path, { notes: 'likes coffee', versionToken: fresh.versionToken })).body.notes).toBe('likes coffee')
})

test('S0-24: a stale change is answered with the customer as it is now, and without it where that cannot be read', async () => {
  const { pos, crm } = world
  const path = pathOf(ref(1008))
  const stale = (await pos('GET', path)).body.versionToken
  expect((await pos('PATCH', path, { notes: 'likes tea', versionToken: stale })).status).toBe(200)
  crm.asked.length = 0
  const refused = await pos('PATCH', path, { notes: 'likes coffee', versionToken: stale })
  expect([refused.status, refused.body.code, refused.body.current]).toEqual([409, 'target.conflict', (await pos('GET', path)).body])
  expect(refused.body.current.notes).toBe('likes tea')
  // Whoever goes on with it needs no further call.
  const next = await pos('PATCH', path, { notes: 'likes coffee', versionToken: refused.body.current.versionToken })
  expect([next.status, next.body.notes]).toEqual([200, 'likes coffee'])
  crm.mode = ({ method }) => (method === 'GET' && crm.asked.some((each) => each.method !== 'GET') ? { status: 500, body: {} } : undefined)
  crm.asked.length = 0
  const bare = await pos('PATCH', path, { notes: 'likes milk', versionToken: stale })
  expect([bare.status, bare.body.code, bare.body.current]).toEqual([409, 'target.conflict', undefined])
  crm.mode = 'pass'
  const other = await pos('PATCH', path, { language: 'no-such-language-anywhere-at-all-at-all-x', versionToken: stale })
  expect([other.status, other.body.current]).toEqual([422, undefined])
})

test('S0-24a: a new customer begins with defaults of the CRM, and a change of one field may change the choices of another', async () => {
  const { pos } = world
  const defaults = await pos('GET', '/customers/defaults')
  expect([defaults.status, defaults.body.language, defaults.body.status, defaults.body.category]).toEqual([200, 'en', 'active', 'occasional'])
  const address = { kinds: ['billing'], isDefault: { billing: true, shipping: false }, country: 'DE' }
  const german = await pos('POST', '/customers/on-change', { property: 'country', customer: { addresses: [address] } })
  const czech = await pos('POST', '/customers/on-change', { property: 'country', customer: { addresses: [{ ...address, country: 'CZ' }] } })
  const regions = ({ body }: typeof german): string[] => body.options.region.map(({ value }: { value: string }) => value)
  expect(regions(german).every((value) => value.startsWith('DE-'))).toBe(true)
  expect(regions(czech).every((value) => value.startsWith('CZ-'))).toBe(true)
  expect((await pos('POST', '/customers/on-change', { property: 'shoeSize', customer: {} })).status).toBe(422)
})

test('S0-24b: a new customer needs a search before, where the configuration says so', async () => {
  const { pos, configure, crm } = world
  await configure(({ configuration }) => void (configuration.header.searchBeforeNew = true))
  crm.asked.length = 0
  const straight = await pos('POST', '/customers', { name: 'Sorrel Stone' })
  expect([straight.status, straight.body.code]).toEqual([428, 'crm.search-first'])
  const forged = await pos('POST', '/customers', { name: 'Sorrel Stone' }, { 'search-token': 'zzzzzzzzz.0000' })
  expect([forged.status, crm.asked.length]).toEqual([428, 0])
  const token = (await pos('POST', '/customers/search', { name: 'Sorrel' })).headers.get('search-token')!
  const sent = [{ name: 'Sorrel Stone' }, { 'search-token': token, 'idempotency-key': 'sorrel-1' }] as const
  const created = await pos('POST', '/customers', ...sent)
  expect(created.status).toBe(201)
  // A repeat needs no search of its own.
  const again = await pos('POST', '/customers', sent[0], { 'idempotency-key': 'sorrel-1' })
  expect([again.status, again.headers.get('idempotent-replayed'), again.body.ref]).toEqual([201, 'true', created.body.ref])
  await configure(({ configuration }) => void (configuration.header.searchBeforeNew = false))
  expect((await pos('POST', '/customers/search', { name: 'Sorrel' })).headers.get('search-token')).toBeNull()
})

test('X-02: a deleted customer leaves nothing but a tombstone', async () => {
  const { pos, crm } = world
  const { ref: made } = (await pos('POST', '/customers', { name: 'Tansy Thorn' })).body
  expect((await pos('DELETE', pathOf(made))).status).toBe(204)
  crm.asked.length = 0
  for (const [method, body] of [['GET'], ['PATCH', { language: 'cs' }], ['DELETE']] as const) {
    const gone = await pos(method, pathOf(made), body)
    expect([gone.status, gone.body.code]).toEqual([410, 'reference.deleted'])
  }
  expect(crm.asked).toEqual([])
})

test('S0-14a: a reference of another system is told apart, and a linked one of the present system is followed', async () => {
  const { pos, admin } = world
  const foreign = 'old-crm:customer:77'
  const refused = await pos('GET', pathOf(foreign))
  expect([refused.status, refused.body.code]).toEqual([409, 'reference.other-system'])
  expect((await admin.send('POST', '/api/clients/demo/references/links', { pairs: [[foreign, ref(1007)]] })).body.linked).toBe(1)
  const followed = await pos('GET', pathOf(foreign))
  expect([followed.status, followed.body.ref]).toEqual([200, ref(1007)])
})
