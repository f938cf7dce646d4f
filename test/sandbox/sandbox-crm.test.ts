import { expect, test } from 'vitest'
import { openCrm, tokenHeader } from './support.ts'

test('a token is needed, lives as long as it says, and is given for the right secret only', async () => {
  let now = 0
  const { ask } = await openCrm({ now: () => now, tokenLifetime: 60 })
  expect((await ask('GET', '/v2/ping')).status).toBe(200)
  now = 60_000
  expect((await ask('GET', '/v2/ping')).status).toBe(401)
  const form = { body: 'grant_type=client_credentials', headers: { ...tokenHeader, 'content-type': 'application/x-www-form-urlencoded' } }
  expect((await ask('POST', '/oauth/token', form)).body).toMatchObject({ token_type: 'Bearer', expires_in: 60 })
  expect((await ask('POST', '/oauth/token', { ...form, body: 'grant_type=password' })).body).toEqual({ error: 'unsupported_grant_type' })
  expect((await ask('POST', '/oauth/token', { ...form, headers: { ...form.headers, authorization: 'Basic eDp5' } })).status).toBe(401)
})

test('every answer says that it comes from a sandbox', async () => {
  const { ask } = await openCrm()
  for (const path of ['/v2/ping', '/nothing', '/v2/contacts/C-1']) expect((await ask('GET', path)).headers.get('x-sandbox')).toBe('true')
})

test('the forty contacts are the same every time, invented, and mail addresses are unique', async () => {
  const [one, two] = [await openCrm(), await openCrm()]
  const list = (await one.ask('GET', '/v2/contacts?size=50')).body
  expect(list).toEqual((await two.ask('GET', '/v2/contacts?size=50')).body)
  expect(list.total).toBe(40)
  const mails = list.data!.flatMap((contact) => contact.mail)
  expect(new Set(mails).size).toBe(mails.length)
  for (const mail of mails) expect(mail).toMatch(/example\.test$/)
})

test('pages cover every contact once', async () => {
  const { ask } = await openCrm()
  const ids: string[] = []
  let path: string | undefined = '/v2/contacts?size=7'
  while (path !== undefined) {
    const { body } = await ask('GET', path)
    ids.push(...body.data!.map((contact) => contact.id))
    const after = body.paging!.after
    path = after ? `/v2/contacts?size=7&after=${after}` : undefined
  }
  expect(ids.length).toBe(40)
  expect(new Set(ids).size).toBe(40)
})

test.each([
  ['name=BLUE KETTLE', ['C-1032']],
  ['mail=OFFICE@blue-kettle-trading.example.test', ['C-1032']],
  ['phone=303-555-0101', ['C-1032']],
  ['number=C-1032', ['C-1032']],
  ['number=C-1032&name=alva', []],
  ['vat=xx90000137', ['C-1032']],
  ['segment=A&town=praha&name=alva', ['C-1001']],
  ['zip=110 00&number=C-1001', ['C-1001']],
  ['born=1950-01-01', ['C-1001']],
  ['any.number=C-1032&any.mail=alva.ahrendal@example.test', ['C-1001', 'C-1032']],
  ['any.number=C-1032&any.mail=alva.ahrendal@example.test&name=blue', ['C-1032']],
  ['any.number=C-1001&any.name=blue&sort=-name', ['C-1032', 'C-1001']],
  ['phone=none', []],
])('search by %s', async (query, ids) => {
  const { ask } = await openCrm()
  expect((await ask('GET', `/v2/contacts?${query}`)).body.data!.map((contact) => contact.id)).toEqual(ids)
})

test.each([
  ['size=0', 422],
  ['size=51', 422],
  ['after=%00', 400],
  ['colour=red', 422],
  ['any.colour=red', 422],
  ['sort=remark', 422],
])('a search with %s is refused', async (query, status) => {
  const { ask } = await openCrm()
  expect((await ask('GET', `/v2/contacts?${query}`)).status).toBe(status)
})

test('a contact lives: created, changed, stale change refused, deleted, gone', async () => {
  const { ask } = await openCrm({ now: () => 1_000_000 })
  const created = await ask('POST', '/v2/contacts', { body: { type: 'person', last_name: 'Fernwood', mail: ['t@example.test'] } })
  expect(created).toMatchObject({ status: 201, body: { data: { id: 'C-1041', rev: 1, created: 1000, newsletter: 'no' } } })
  const changed = await ask('PATCH', '/v2/contacts/C-1041', { body: { rev: 1, first_name: 'Tilda' } })
  expect(changed.body).toMatchObject({ data: { rev: 2, first_name: 'Tilda', last_name: 'Fernwood' } })
  expect(await ask('PATCH', '/v2/contacts/C-1041', { body: { rev: 1 } })).toMatchObject({ status: 409, body: { error: { code: 'stale_rev' } } })
  expect((await ask('DELETE', '/v2/contacts/C-1041')).status).toBe(204)
  expect(await ask('GET', '/v2/contacts/C-1041')).toMatchObject({ status: 410, body: { error: { code: 'gone' } } })
  expect((await ask('GET', '/v2/contacts/C-9')).status).toBe(404)
})

test.each<[string, object, number, string]>([
  ['a taken mail address', { type: 'person', last_name: 'A', mail: ['Alva.Ahrendal@example.test'] }, 409, 'mail_taken'],
  ['no name', { type: 'person' }, 422, 'invalid_fields'],
  ['a company without its name', { type: 'company', last_name: 'A' }, 422, 'invalid_fields'],
  ['an unknown field', { type: 'person', last_name: 'A', extra: 1 }, 422, 'invalid_fields'],
])('a contact with %s is refused', async (...[, body, status, code]) => {
  const { ask } = await openCrm()
  expect(await ask('POST', '/v2/contacts', { body })).toMatchObject({ status, body: { error: { code } } })
})

test('reset brings the seeded contacts back', async () => {
  const { ask, server } = await openCrm()
  await ask('DELETE', '/v2/contacts/C-1001')
  server.reset()
  expect((await ask('GET', '/v2/contacts/C-1001')).status).toBe(200)
})

test('a sorted list goes on where the page before ended', async () => {
  const { ask } = await openCrm()
  const all = (await ask('GET', '/v2/contacts?size=50&sort=-town')).body.data!.map(({ id }) => id)
  const first = (await ask('GET', '/v2/contacts?size=9&sort=-town')).body
  const second = (await ask('GET', `/v2/contacts?size=9&sort=-town&after=${first.paging!.after}`)).body
  expect([...first.data!, ...second.data!].map(({ id }) => id)).toEqual(all.slice(0, 18))
})

test('custom fields are kept, changed one by one, and searched', async () => {
  const { ask } = await openCrm()
  const found = async (query: string): Promise<string[]> => (await ask('GET', `/v2/contacts?${query}`)).body.data!.map(({ id }) => id)
  await ask('POST', '/v2/contacts', { body: { type: 'person', last_name: 'Fernwood', custom: { club: true, number: 'L-7' } } })
  expect(await found('custom.club=true')).toEqual(['C-1041'])
  const changed = await ask('PATCH', '/v2/contacts/C-1041', { body: { rev: 1, custom: { club: false } } })
  expect(changed.body.data).toMatchObject({ custom: { club: false, number: 'L-7' } })
  expect(await found('custom.club=true')).toEqual([])
  expect(await found('custom.number=L-7')).toEqual(['C-1041'])
  expect(await found('custom.constructor=L-7')).toEqual([])
})

test('only the fields that are asked for are given', async () => {
  const { ask } = await openCrm()
  expect((await ask('GET', '/v2/contacts/C-1001?fields=segment,mail')).body.data).toEqual({
    id: 'C-1001',
    rev: 1,
    segment: 'A',
    mail: ['alva.ahrendal@example.test', 'ahrendal.home@example.test'],
  })
  expect((await ask('GET', '/v2/contacts/C-1001?fields=segment,colour')).status).toBe(422)
})

test('the CRM offers defaults for a new contact, and regions by country', async () => {
  const { ask } = await openCrm()
  expect((await ask('GET', '/v2/contacts/new')).body.data).toMatchObject({ type: 'person', address: { country: 'cz' } })
  expect((await ask('GET', '/v2/countries/cz/regions')).body.data).toContainEqual({ code: 'CZ-10', name: 'Praha' })
  expect((await ask('GET', '/v2/countries/fr/regions')).body.data).toEqual([])
})
