import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import type { Client } from '../../server/model/client.ts'
import { CrmConfiguration } from '../../server/model/crm-configuration.ts'
import type { ImplementationView } from '../../server/model/implementation-endpoint.ts'
import type { Implementation } from '../../server/model/implementation.ts'
import { type Answer, type Browser, start, type Started } from '../http/start.ts'
import { option, property, soundConfiguration } from '../model/configurations.ts'

let server: Started
let admin: Browser
beforeAll(async () => {
  server = await start()
  admin = await server.admin()
})
afterAll(() => server.stop())

const EXAMPLE = '/api/implementations/sandbox-crm'
const read = async (path = EXAMPLE): Promise<ImplementationView> => (await admin.send('GET', path)).body
const save = (view: ImplementationView, value: Implementation, confirm = false): Promise<Answer> =>
  admin.send('PUT', `/api/implementations/${view.value.id}`, { revision: view.revision, value, confirm })

/** A fresh implementation of the demo client with this configuration. */
async function make(id: string, configuration: CrmConfiguration = soundConfiguration(), rest: object = {}): Promise<ImplementationView> {
  const answer = await admin.send('POST', '/api/implementations', {
    id,
    client: 'demo',
    version: 1,
    connection: 'sandbox-crm',
    flows: {},
    configuration,
    ...rest,
  })
  expect(answer.status).toBe(200)
  return answer.body
}

const demo = async (): Promise<{ revision: number; value: Client }> =>
  (await admin.send('GET', '/api/clients')).body.find(({ value }: { value: Client }) => value.id === 'demo')

async function choose(crm: object, confirm?: boolean): Promise<Answer> {
  const { revision, value } = await demo()
  return admin.send('PUT', '/api/clients/demo', { revision, value: { ...value, crm: { ...value.crm, ...crm } }, ...(confirm !== undefined && { confirm }) })
}

test('S0-09: an integrator configures the connector; an operator reads and may not', async () => {
  const [integrator, operator] = [await server.as('integrator'), await server.as('operator')]
  const view: ImplementationView = (await operator.send('GET', EXAMPLE)).body
  expect(view.value.client).toBe('demo')
  const body = { revision: view.revision, value: view.value }
  const forbidden: [string, string, object?][] = [
    ['PUT', EXAMPLE, body],
    ['POST', '/api/implementations', view.value],
    ['DELETE', EXAMPLE],
    ['POST', `${EXAMPLE}/restore`, { revision: view.revision, version: 1 }],
    ['POST', `${EXAMPLE}/package`, { revision: view.revision, package: (await operator.send('GET', `${EXAMPLE}/package`)).body }],
  ]
  for (const [method, path, sent] of forbidden) expect([path, (await operator.send(method, path, sent)).status]).toEqual([path, 403])
  expect((await operator.send('PUT', '/api/clients/demo', await demo())).status).toBe(403)
  expect((await integrator.send('PUT', EXAMPLE, body)).status).toBe(200)
})

test('S0-10: a package is applied to a client, twice without a difference, and touches no other client', async () => {
  await make('packed')
  await admin.send('POST', '/api/clients', { id: 'beta', name: 'Beta', bindings: {} })
  await admin.send('POST', '/api/connections', {
    connection: {
      id: 'beta-crm',
      client: 'beta',
      name: 'CRM',
      connector: 'sandbox-crm',
      system: 'beta',
      baseUrl: 'http://127.0.0.1:9',
      auth: 'oauth2',
      local: true,
    },
    credentials: { clientId: 'id', clientSecret: 'hidden' },
  })
  await make('beta-crm', soundConfiguration(), { client: 'beta', connection: 'beta-crm' })
  const beta = await read('/api/implementations/beta-crm')
  const offered = (await admin.send('GET', `${EXAMPLE}/package`)).body
  const apply = (revision: number, confirm: boolean): Promise<Answer> =>
    admin.send('POST', '/api/implementations/packed/package', { revision, package: offered, confirm })
  expect((await apply(1, false)).body.code).toBe('implementation.unconfirmed')
  const first = (await apply(1, true)).body
  expect(first).toMatchObject({ revision: 2, value: { version: 2, package: { name: 'sandbox-crm', version: '1.0.0' } } })
  expect(first.value.configuration).toEqual((await read()).value.configuration)
  expect((await apply(2, false)).body).toEqual(first)
  expect((await admin.send('POST', '/api/implementations/packed/compare', first.value)).body).toMatchObject({ changes: [], impact: [] })
  expect(await read('/api/implementations/beta-crm')).toEqual(beta)
})

test('S0-10: a package holds no client, no address and no secret', async () => {
  const credentials = { clientId: 'visible-nowhere', clientSecret: 'very secret' }
  const connection = {
    id: 'secretive',
    client: 'demo',
    name: 'S',
    connector: 'sandbox-crm',
    system: 'sandbox-crm',
    baseUrl: 'http://127.0.0.1:9/hidden',
    auth: 'oauth2',
  }
  expect((await admin.send('POST', '/api/connections', { connection: { ...connection, local: true }, credentials })).status).toBe(200)
  await make('secretive', soundConfiguration(), { connection: 'secretive' })
  const exported = JSON.stringify((await admin.send('GET', '/api/implementations/secretive/package?version=3.1.0')).body)
  expect(exported).toContain('"version":"3.1.0"')
  for (const word of [...Object.values(credentials), 'demo', 'hidden', '127.0.0.1']) expect(exported).not.toContain(word)
})

test('S0-10a: the header with its settings; the password of the connection is set and never shown', async () => {
  const password = 'the password of the CRM'
  const connection = {
    id: 'basic',
    client: 'demo',
    name: 'B',
    connector: 'http',
    system: 'basic',
    baseUrl: 'https://crm.example/api',
    auth: 'basic',
    timeoutMs: 4000,
  }
  expect((await admin.send('POST', '/api/connections', { connection, credentials: { username: 'till', password } })).status).toBe(200)
  const header = {
    name: 'CRM of the shop',
    description: 'Bought in 2019',
    detailColumns: 2,
    connectivity: 'online' as const,
    integration: 'single' as const,
    showIdentifier: false,
    searchBeforeNew: true,
  }
  const view = await make('basic', soundConfiguration({ header }), { connection: 'basic' })
  expect(view.connection).toMatchObject({
    connection: { baseUrl: 'https://crm.example/api', timeoutMs: 4000 },
    credentials: { username: 'set', password: 'set' },
  })
  const answer = await admin.send('GET', '/api/implementations/basic')
  expect(answer.body.value.configuration.header).toEqual(header)
  expect(JSON.stringify(answer.body) + JSON.stringify((await admin.send('GET', '/api/implementations')).body)).not.toContain(password)
  expect(soundConfiguration().header.detailColumns).toBe(3)
})

test('S0-10b: a full configuration comes back as it was sent, and has a JSON schema', async () => {
  const place = { visible: true, position: 3, columns: 2, section: 'Person' }
  const input = { ...place, mandatory: true, editable: true }
  const full = property('mail', {
    type: 'combo',
    role: 'email',
    kind: 'work',
    label: { text: '', translatable: true, messages: { en: 'E-mail', 'de-AT': 'E-Mail' } },
    active: true,
    addressKey: true,
    identifier: 1,
    list: place,
    detail: place,
    create: input,
    edit: input,
    window: place,
    category: 2,
    default: true,
    unique: true,
    uniqueFilter: 'mail',
    validation: { level: 'informative', rule: 'regexp', pattern: '[a-z]+' },
    options: [option('vip', { crmValue: '17', default: true, position: 4 })],
    personal: 'quasi',
  })
  const configuration = soundConfiguration({
    properties: [property('number', { role: 'reference', key: true }), { ...full, type: 'string', options: [], suggestFrom: 3 }, { ...full, ...COMBO }],
    filters: [
      {
        id: 'mail',
        type: 'input',
        label: full.label,
        properties: ['mail'],
        main: true,
        advanced: true,
        selector: true,
        position: 2,
        default: 'a',
        sortable: true,
        scan: true,
        minCharacters: 3,
      },
    ],
    addresses: [],
  })
  const made = await make('full', configuration)
  expect(made.value.configuration).toEqual(configuration)
  expect((await read('/api/implementations/full')).value.configuration).toEqual(configuration)
  const schema = z.toJSONSchema(CrmConfiguration, { io: 'input' })
  expect(Object.keys(schema.properties!)).toEqual(['header', 'properties', 'filters', 'addresses'])
  const openapi = JSON.stringify(schema)
  for (const attribute of Object.keys(full)) expect(openapi).toContain(`"${attribute}"`)
})

/** What makes the full property a choice without a meaning of its own. */
const COMBO = {
  apiKey: 'group',
  role: 'ext',
  kind: undefined,
  type: 'combo',
  category: 3,
  default: false,
  unique: false,
  uniqueFilter: undefined,
  suggestFrom: undefined,
  addressKey: false,
} as const

test('S0-10c: errors name the place and the rule', async () => {
  const view = await make('wrong')
  const value = structuredClone(view.value)
  value.configuration.properties[1]!.edit = { ...value.configuration.properties[1]!.edit, columns: 6 }
  value.configuration.addresses[0]!.country = undefined
  const answer = await save(view, value, true)
  expect([answer.status, answer.body.code]).toEqual([422, 'request.invalid'])
  expect(answer.body.errors.map(({ path, code }: { path: string; code: string }) => [path, code])).toEqual([
    ['configuration.properties.1.edit.columns', 'columns-exceeded'],
    ['configuration.addresses.0.country', 'country-missing'],
    ['configuration.properties.5.role', 'address-unmapped'],
  ])
  const compared = (await admin.send('POST', '/api/implementations/wrong/compare', value)).body
  expect(compared.findings.filter(({ severity }: { severity: string }) => severity === 'error')).toHaveLength(3)
})

test('S0-03d: a CRM keyed by e-mail address is refused', async () => {
  const configuration = soundConfiguration()
  configuration.properties[0]!.key = false
  configuration.properties[2]!.key = true
  const answer = await admin.send('POST', '/api/implementations', {
    id: 'mailed',
    client: 'demo',
    version: 1,
    connection: 'sandbox-crm',
    flows: {},
    configuration,
  })
  expect([answer.status, answer.body.errors]).toEqual([422, [expect.objectContaining({ path: 'configuration.properties.2.key', code: 'key-personal' })]])
})

test('S0-12: the example lists what an unconfirmed structural change touches, keeps the version before, and is rolled back', async () => {
  const view = await read()
  await admin.send('POST', '/api/clients/demo/discounts', {
    id: 'vip',
    client: 'demo',
    name: 'VIP',
    mode: 'only',
    targets: [{ values: { category: 'vip' } }],
    percent: '10',
  })
  const value = structuredClone(view.value)
  value.configuration.properties = value.configuration.properties.map((each) =>
    each.apiKey === 'category' ? { ...each, options: each.options.slice(0, 2) } : each,
  )
  const refused = await save(view, value)
  expect([refused.status, refused.body.code]).toEqual([409, 'implementation.unconfirmed'])
  const touched = refused.body.errors.map(({ path }: { path: string }) => path)
  expect(touched).toEqual(
    expect.arrayContaining(['configuration.properties.category.options.occasional', 'filter.category', 'flow.customers', 'client.demo', 'discount.vip']),
  )
  expect((await read()).revision).toBe(view.revision)
  const saved = (await save(view, value, true)).body
  expect(saved.value.version).toBe(view.value.version + 1)
  expect((await admin.send('GET', `${EXAMPLE}/versions/${view.value.version}`)).body.configuration).toEqual(view.value.configuration)
  const restored = (await admin.send('POST', `${EXAMPLE}/restore`, { revision: saved.revision, version: view.value.version, confirm: true })).body
  expect(restored.value.configuration).toEqual(view.value.configuration)
  expect(restored.value.version).toBe(view.value.version + 2)
})

test('the example is served by flows that read all that is typed in and search by all that is searched', async () => {
  const { value } = await read()
  const { findings } = (await admin.send('POST', `${EXAMPLE}/compare`, value)).body
  expect(findings).toEqual([])
})

test('S0-13: a CRM is configured and enabled in two steps; without an implementation it cannot be enabled', async () => {
  expect((await demo()).value.crm).toEqual({ enabled: true, implementation: 'sandbox-crm', anonymousCustomer: 'local:customer:anonymous', origins: [] })
  const refused = await choose({ enabled: true, implementation: null })
  expect([refused.status, refused.body.errors[0].path]).toEqual([422, 'crm.implementation'])
  const { bindings } = (await demo()).value
  const off = await choose({ enabled: false })
  expect([off.status, off.body.value.bindings]).toEqual([200, bindings])
  expect((await choose({ enabled: true })).status).toBe(200)
})

test('S0-13: a client whose CRM is disabled and whose operations nothing else serves is told so', async () => {
  await admin.send('POST', '/api/clients', { id: 'gamma', name: 'Gamma', bindings: {}, crm: { enabled: false } })
  const { key } = (await admin.send('POST', '/api/clients/gamma/keys', { name: 'till' })).body
  const answer = await fetch(`${server.url}/api/v1/customers/sandbox-crm:customer:C-1001`, { headers: { authorization: `Bearer ${key}` } })
  expect([answer.status, (await answer.json()).code]).toEqual([409, 'crm.disabled'])
})

test('S0-14a: another system needs a confirmation and shows how many references stay behind', async () => {
  const connection = {
    id: 'second',
    client: 'demo',
    name: 'Second',
    connector: 'sandbox-crm',
    system: 'second',
    baseUrl: 'http://127.0.0.1:9',
    auth: 'oauth2',
    local: true,
  }
  await admin.send('POST', '/api/connections', { connection, credentials: { clientId: 'a', clientSecret: 'b' } })
  await make('second', soundConfiguration(), { connection: 'second' })
  const refused = await choose({ implementation: 'second' })
  expect([refused.status, refused.body.code]).toEqual([409, 'client.other-system'])
  expect(refused.body.errors[0].message).toMatch(/^\d+ references? belongs? to sandbox-crm/)
  expect((await choose({ implementation: 'second' }, true)).status).toBe(200)
  expect((await choose({ implementation: 'sandbox-crm' }, true)).status).toBe(200)
  const entries: { action: string; note: string }[] = (await admin.send('GET', '/api/audit?subject=client:demo')).body
  expect(
    entries
      .filter(({ action }) => action === 'client.crm')
      .map(({ note }) => note)
      .slice(0, 2),
  ).toEqual(['enabled second -> enabled sandbox-crm', 'enabled sandbox-crm -> enabled second'])
  const [last] = (await (await server.as('operator')).send('GET', '/api/clients/demo/switches')).body
  const [from, to] = ['second', 'sandbox-crm'].map((implementation) => ({ enabled: true, implementation }))
  expect(last).toEqual({ at: expect.any(String), by: expect.any(String), from, to })
})

test('an implementation is previewed as callers would see it, without being saved', async () => {
  const { value } = await read()
  const shown = (await admin.send('POST', `${EXAMPLE}/preview`, { value, language: 'de' })).body
  expect(shown).toMatchObject({ kind: 'crm', language: 'de', header: { name: 'Sandbox CRM' } })
  expect(shown.filters[0].label).toBe('Name, E-Mail, Telefon oder Nummer')
})

test('who changed an implementation is kept, without what was in it', async () => {
  const view = await make('audited')
  const value = structuredClone(view.value)
  value.configuration.header.description = 'Changed'
  await save(view, value)
  await save({ ...view, revision: 2 }, value)
  expect((await admin.send('DELETE', '/api/implementations/audited')).status).toBe(200)
  const entries: { action: string; note: string; user: string }[] = (await admin.send('GET', '/api/audit?subject=implementation:audited')).body
  expect(entries.map(({ action, note, user }) => [action, note, user])).toEqual([
    ['implementation.delete', '', 'ada'],
    ['implementation.save', 'version 1', 'ada'],
    ['implementation.create', 'version 1', 'ada'],
  ])
})
