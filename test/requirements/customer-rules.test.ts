import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { CustomerProperty } from '../../server/model/crm-configuration.ts'
import { publish } from '../http/publish.ts'
import { type CustomerWorld, mail, openCustomerWorld, pathOf, ref } from './customer-world.ts'

let world: CustomerWorld
beforeAll(async () => void (world = await openCustomerWorld()))
afterAll(() => world.close())
beforeEach(() => {
  world.crm.mode = 'pass'
  world.crm.asked.length = 0
})

async function change(key: string, edit: (property: CustomerProperty) => void): Promise<void> {
  await world.configure(({ configuration }) => edit(configuration.properties.find(({ apiKey }) => apiKey === key)!))
  world.crm.asked.length = 0
}

/** Status, code, and path and property of each error. */
async function refusal(method: string, path: string, body: unknown): Promise<unknown[]> {
  const { status, body: answer } = await world.pos(method, path, body)
  return [status, answer.code, ...(answer.errors ?? []).map((error: { path: string; property?: string }) => [error.path, error.property])]
}

test('S0-10e: a value that is no option is refused, and codes of the CRM are translated in both directions', async () => {
  expect(await refusal('POST', '/customers', { name: 'Umber Vale', category: 'gold' })).toEqual([422, 'request.invalid', ['category', 'category']])
  expect(world.crm.asked).toEqual([])
  // Callers have names of their own for languages.
  await change('language', ({ options }) => {
    for (const option of options) [option.crmValue, option.value] = [option.value, `lang-${option.value}`]
  })
  const created = await world.pos('POST', '/customers', { name: 'Umber Vale', language: 'lang-cs' })
  expect([created.status, created.body.language]).toEqual([201, 'lang-cs'])
  expect(JSON.parse(world.crm.asked.at(-1)!.body).lang).toBe('cs')
  const read = await world.pos('GET', pathOf(created.body.ref))
  expect(read.body.language).toBe('lang-cs')
  const changed = await world.pos('PATCH', pathOf(created.body.ref), { language: 'lang-de' })
  expect([changed.body.language, JSON.parse(world.crm.asked.at(-1)!.body).lang]).toEqual(['lang-de', 'de'])
  expect((await world.pos('POST', '/customers/search', { name: 'Umber Vale' })).body.items[0].language).toBe('lang-de')
  expect((await world.pos('GET', '/customers/defaults')).body.language).toBe('lang-en')
  expect(await refusal('PATCH', pathOf(created.body.ref), { language: 'cs' })).toEqual([422, 'request.invalid', ['language', 'language']])
  await change('language', ({ options }) => {
    for (const option of options) option.value = option.crmValue!
  })
})

test('S0-10e: a code of the CRM is translated in what customers are searched by', async () => {
  await change('category', ({ options }) => {
    // What the flow calls vip is gold for callers now.
    options[0]!.crmValue = 'vip'
    options[0]!.value = 'gold'
  })
  const found = await world.pos('POST', '/customers/search', { category: 'gold', limit: 50 })
  expect(found.status).toBe(200)
  expect(new Set(found.body.items.map((item: { category: string }) => item.category))).toEqual(new Set(['gold']))
  await change('category', ({ options }) => {
    options[0]!.value = 'vip'
  })
})

test('S0-10b: what is mandatory must be there in a new customer, and cannot be cleared in a change', async () => {
  await change('email', ({ create, edit }) => {
    create.mandatory = true
    edit.mandatory = true
  })
  expect(await refusal('POST', '/customers', { name: 'Umber Vale' })).toEqual([422, 'request.invalid', ['emails', 'email']])
  expect(await refusal('PATCH', pathOf(ref(1003)), { emails: [] })).toEqual([422, 'request.invalid', ['emails', 'email']])
  expect(world.crm.asked).toEqual([])
  expect((await world.pos('PATCH', pathOf(ref(1003)), { language: 'cs' })).status).toBe(200)
  await change('email', ({ create, edit }) => {
    create.mandatory = false
    edit.mandatory = false
  })
})

test('S0-10b: a required rule refuses, an informative one does not', async () => {
  await change('email', ({ validation }) => void (validation.pattern = '.+@shop[.]test'))
  const umber = { name: 'Umber Vale', emails: mail('umber@example.test') }
  expect(await refusal('POST', '/customers', umber)).toEqual([422, 'request.invalid', ['emails[0].value', 'email']])
  expect(await refusal('PATCH', pathOf(ref(1003)), { emails: umber.emails })).toEqual([422, 'request.invalid', ['emails[0].value', 'email']])
  await change('email', ({ validation }) => void (validation.level = 'informative'))
  expect((await world.pos('POST', '/customers', umber)).status).toBe(201)
})

test('S0-10b: what may not be edited is refused, and sent unchanged in a list it is not', async () => {
  await change('phone', ({ edit }) => void (edit.editable = false))
  await change('category', ({ edit }) => void (edit.editable = false))
  expect(await refusal('PATCH', pathOf(ref(1004)), { category: 'vip' })).toEqual([422, 'request.invalid', ['category', 'category']])
  const { phones } = (await world.pos('GET', pathOf(ref(1004)))).body
  expect(await refusal('PATCH', pathOf(ref(1004)), { phones: [{ raw: '+1 202 555 0199', kind: 'mobile' }] })).toEqual([
    422,
    'request.invalid',
    ['phones[0].raw', 'phone'],
  ])
  expect(world.crm.asked.every(({ method }) => method === 'GET')).toBe(true)
  expect((await world.pos('PATCH', pathOf(ref(1004)), { phones })).status).toBe(200)
  await change('phone', ({ edit }) => void (edit.editable = true))
  await change('category', ({ edit }) => void (edit.editable = true))
})

test('S0-10b, X-01: a value that must be unique is looked for with its filter before a customer is created, and a repeat is no duplicate of itself', async () => {
  await change('phone', (property) => {
    property.unique = true
    property.uniqueFilter = 'phone'
  })
  const { phones } = (await world.pos('GET', pathOf(ref(1006)))).body
  world.crm.asked.length = 0
  const twin = { name: 'Umber Twin', phones: [{ raw: phones[0].raw, kind: 'mobile' }] }
  expect(await refusal('POST', '/customers', twin)).toEqual([409, 'target.duplicate', ['phones[0].raw', 'phone']])
  expect(world.crm.asked.map(({ method }) => method)).toEqual(['GET'])
  const own = { name: 'Umber Own', phones: [{ raw: '+1 202 555 0198', kind: 'mobile' }] }
  const created = await world.pos('POST', '/customers', own, { 'idempotency-key': 'own-1' })
  const repeated = await world.pos('POST', '/customers', own, { 'idempotency-key': 'own-1' })
  expect([created.status, repeated.status, repeated.body.ref]).toEqual([201, 201, created.body.ref])
  const many = await Promise.all(
    Array.from({ length: 50 }, () =>
      world.pos('POST', '/customers', { name: 'Umber Many', phones: [{ raw: '+1 202 555 0197', kind: 'mobile' }] }, { 'idempotency-key': 'many-1' }),
    ),
  )
  // Those that come while the first is at work are told so; none is called a duplicate of itself.
  expect(many.filter(({ status, body }) => status !== 201 && body.code !== 'request.in-progress').map(({ body }) => body.code)).toEqual([])
  expect(many.some(({ status }) => status === 201)).toBe(true)
  expect(world.crm.asked.filter(({ method, body }) => method === 'POST' && body.includes('0197'))).toHaveLength(1)
  await change('phone', (property) => {
    property.unique = false
    delete property.uniqueFilter
  })
})

test('S0-03d: a reference that is a personal value is not given out', async () => {
  const contact = {
    id: 'alva@example.test',
    rev: 1,
    type: 'person',
    first_name: 'Alva',
    last_name: 'A',
    mail: ['alva@example.test'],
    phones: [],
    state: 'live',
    created: 1,
    changed: 1,
  }
  world.crm.mode = () => ({ status: 200, body: { data: [contact], items: [contact], next: null, total: 1 } })
  const found = await world.pos('POST', '/customers/search', { name: 'Alva' })
  expect(found.status).toBe(502)
  expect(JSON.stringify(found.body)).not.toContain('alva@example.test')
})

test('S0-03d: an id that is an e-mail address stays out of the record of what was written', async () => {
  const id = 'umber@example.test'
  const contact = { id, rev: 1, type: 'person', first_name: 'Umber', last_name: 'A', mail: [id], phones: [], state: 'live', created: 1, changed: 1 }
  world.crm.mode = ({ method, path }) => (method === 'POST' && path.endsWith('/contacts') ? { status: 201, body: contact } : undefined)
  const accepted = await world.pos('POST', '/customers', { name: 'Umber A' }, { prefer: 'respond-async, wait=10', 'idempotency-key': 'umber' })
  expect(accepted.status).toBe(202)
  const { effects } = (await world.admin.send('GET', `/api/runs/${accepted.body.id}`)).body
  expect(effects.map(({ state, reference }: { state: string; reference: string | null }) => [state, reference])).toEqual([['confirmed', null]])
})

test('S0-10b: values of other customers are suggested from the configured number of characters on', async () => {
  const short = await world.pos('POST', '/selector/suggestions', { property: 'city', text: 'Pr' })
  expect([short.status, short.body.code]).toEqual([422, 'crm.criterion'])
  expect((await world.pos('POST', '/selector/suggestions', { property: 'name', text: 'Alva' })).status).toBe(422)
  expect(world.crm.asked).toEqual([])
  const long = await world.pos('POST', '/selector/suggestions', { property: 'city', text: 'Pra' })
  expect([long.status, long.body]).toEqual([200, { values: ['Praha'] }])
})

test('S0-10b: what the CRM itself must say is asked before a customer is written, and refused with the place', async () => {
  const { pos, crm, server, configure } = world
  await publish(server, 'judge', [
    ['in', 'endpoint', { operation: 'customers.onChange' }],
    ['ask', 'call', { connection: 'sandbox-crm', operation: 'regions.list', input: '{ "country": "cz" }', as: 'regions' }],
    [
      'out',
      'respond',
      {
        status: 200,
        body: `{ "messages": [customer.language = 'cs'
          ? { "property": "category", "level": "information", "text": "is good" }
          : { "property": "category", "level": "error", "text": "zqsecret is not for them" }] }`,
      },
    ],
  ])
  await configure(({ configuration: { properties }, flows }) => {
    flows['customers.onChange'] = 'judge'
    properties.find(({ apiKey }) => apiKey === 'category')!.validation = { level: 'required', rule: 'external', pattern: '' }
  })
  const regions = (): number => crm.asked.filter(({ path }) => path.includes('regions')).length
  const writes = (): number => crm.asked.filter(({ method }) => method !== 'GET').length
  const path = pathOf(ref(1010))
  await pos('PATCH', path, { language: 'de' })
  crm.asked.length = 0

  const refused = await pos('POST', '/customers', { name: 'Umber West', category: 'vip' })
  const error = { path: 'category', property: 'category', code: 'external', message: 'is refused by the CRM' }
  expect(refused).toMatchObject({ status: 422, body: { code: 'request.invalid', errors: [error], vendorMessage: 'zqsecret is not for them' } })
  // The rest of the customer is as the CRM has it.
  expect(await refusal('PATCH', path, { category: 'vip' })).toEqual([422, 'request.invalid', ['category', 'category']])
  expect([regions(), writes()]).toEqual([2, 0])
  expect((await pos('PATCH', path, { category: 'vip', language: 'cs' })).status).toBe(200)
  expect(regions()).toBe(3)
  // Nothing is asked where the property stays as it is.
  expect((await pos('PATCH', path, { language: 'de' })).status).toBe(200)
  expect((await pos('POST', '/customers', { name: 'Umber South', language: 'cs' })).status).toBe(201)
  expect(regions()).toBe(3)
  const sent = [{ name: 'Umber North', category: 'vip', language: 'cs' }, { 'idempotency-key': 'umber-north' }] as const
  const [first, again] = [await pos('POST', '/customers', ...sent), await pos('POST', '/customers', ...sent)]
  expect([first.status, again.status, again.body.ref]).toEqual([201, 201, first.body.ref])
  expect(server.lines.join('\n')).not.toContain('zqsecret')

  crm.asked.length = 0
  crm.mode = ({ path: asked }) => (asked.includes('regions') ? { status: 503, body: {} } : undefined)
  expect(await refusal('POST', '/customers', { name: 'Umber East', category: 'vip', language: 'cs' })).toEqual([503, 'crm.offline'])
  expect(writes()).toBe(0)
})

test('S0-10b: a rule that the CRM must say needs the flow that asks it', async () => {
  const { revision, value } = (await world.admin.send('GET', '/api/implementations/sandbox-crm')).body
  value.configuration.properties.find(({ apiKey }: CustomerProperty) => apiKey === 'category').validation = { level: 'required', rule: 'external', pattern: '' }
  delete value.flows['customers.onChange']
  const saved = await world.admin.send('PUT', '/api/implementations/sandbox-crm', { revision, value, confirm: true })
  const index = value.configuration.properties.findIndex(({ apiKey }: CustomerProperty) => apiKey === 'category')
  expect([saved.status, saved.body.errors]).toMatchObject([422, [{ path: `configuration.properties.${index}.validation.rule`, code: 'external-flow' }]])
})
