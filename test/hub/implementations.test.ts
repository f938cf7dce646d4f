import { afterEach, beforeEach, expect, test } from 'vitest'
import { Connection } from '../../server/model/connection.ts'
import type { Flow } from '../../server/model/flow.ts'
import type { Implementation } from '../../server/model/implementation.ts'
import type { FlowLink } from '../../server/model/lineage.ts'
import { addressMapping, filter, implementation, option, property, soundConfiguration } from '../model/configurations.ts'
import { flow, open, type Opened, problemOf } from './open.ts'

let opened: Opened
beforeEach(async () => {
  opened = await open()
  const { clients, connections, flows } = opened.hub
  await clients.create({ id: 'shop', name: 'Shop', bindings: {} })
  await clients.create({ id: 'other', name: 'Other', bindings: {} })
  for (const [id, client, system] of [
    ['crm', 'shop', 'crm'],
    ['crm2', 'shop', 'crm'],
    ['elsewhere', 'shop', 'elsewhere'],
    ['foreign', 'other', 'crm'],
  ] as const)
    await connections.create(Connection.parse({ id, client, name: id, connector: 'crm', system, baseUrl: 'https://crm.example', auth: 'basic' }), {
      username: 'till',
      password: 'secret',
    })
  await flows.create(customersFlow('a'), 'ada')
  await flows.publish('a', { revision: 1, note: '' }, 'ada')
})
afterEach(() => opened.close())

const customersFlow = (id: string): Flow =>
  flow(id, {
    nodes: ['customers.get', 'customers.search', 'customers.create', 'customers.update'].map((operation) => ({
      id: operation.slice('customers.'.length),
      kind: 'endpoint',
      name: operation,
      config: { operation },
      position: { x: 0, y: 0 },
    })),
  })

const main = (change: Parameters<typeof soundConfiguration>[0] = {}, rest: Partial<Implementation> = {}): Implementation =>
  implementation(soundConfiguration(change), { flows: { 'customers.get': 'a', 'customers.search': 'a' }, ...rest })

const renamed = (text: string): Implementation => {
  const value = main()
  value.configuration.properties[1]!.label.text = text
  return value
}

const use = async (id: string, crm: object): Promise<unknown> => {
  const { revision, value } = await opened.hub.clients.read(id)
  return opened.hub.clients.save(id, {
    revision,
    value: { ...value, crm: { enabled: true, implementation: 'main', anonymousCustomer: 'local:customer:anonymous', origins: [], ...crm } },
  })
}

test('S0-11: a safe change is live at once without a confirmation and without another version', async () => {
  const { implementations } = opened.hub
  await implementations.create(main())
  await use('shop', {})
  const told: string[] = []
  const unlisten = implementations.onChange((client) => told.push(client))
  const view = await implementations.save('main', { revision: 1, value: renamed('Full name'), confirm: false })
  expect([view.revision, view.value.version, view.versions]).toEqual([2, 1, []])
  expect(implementations.current('shop')?.implementation.configuration.properties[1]?.label.text).toBe('Full name')
  expect(told).toEqual(['shop'])
  unlisten()
  await implementations.save('main', { revision: 2, value: renamed('Name again'), confirm: false })
  expect(told).toEqual(['shop'])
})

test('S0-12: a structural change without confirmation is refused with all that it touches', async () => {
  const { implementations } = opened.hub
  await implementations.create(main())
  await use('shop', {})
  const ends = { count: false, exact: true, hidden: [], how: 'copied' as const, via: [{ node: 'get', name: 'Get' }] }
  const place = (kind: 'canonical' | 'external', path: string) => ({ kind, place: kind === 'canonical' ? 'customer' : 'crm:read:output', path })
  opened.links.push({ from: place('external', 'segment'), to: place('canonical', 'category'), ...ends })
  const rule = { id: 'vips', client: 'shop', name: 'For VIPs', mode: 'only' as const, percent: '10', validFrom: null, validTo: null, active: true }
  await opened.store.discounts.put('vips', { ...rule, targets: [{ values: { category: 'vip' } }] }, null)
  await opened.store.discounts.put('others', { ...rule, id: 'others', client: 'other', targets: [{ values: { category: 'vip' } }] }, null)
  await opened.store.discounts.put('refs', { ...rule, id: 'refs', targets: [{ ref: 'crm:customer:1' }] }, null)
  const value = main({ filters: [filter('category', ['category'])] })
  value.configuration.filters.push(...soundConfiguration().filters)
  await implementations.save('main', { revision: 1, value, confirm: true })
  const changed = structuredClone(value)
  changed.configuration.properties[3]!.options = [option('vip')]
  const problem = await problemOf(implementations.save('main', { revision: 2, value: changed, confirm: false }))
  expect(problem?.code).toBe('implementation.unconfirmed')
  expect(problem?.errors?.map(({ path, code }) => [path, code])).toEqual([
    ['configuration.properties.category.options.regular', 'structural'],
    ['filter.category', 'touches-filter'],
    ['discount.vips', 'touches-discount'],
    ['flow.a', 'touches-flow'],
    ['client.shop', 'touches-client'],
  ])
  expect(problem?.errors?.[3]?.message).toBe('a: writes category')
  expect((await implementations.read('main')).revision).toBe(2)
})

test('S0-12: a confirmed structural change makes a version, keeps the one before, and it can be restored', async () => {
  const { implementations } = opened.hub
  await implementations.create(main())
  const structural = main({ header: { name: 'CRM', searchBeforeNew: true } })
  const second = await implementations.save('main', { revision: 1, value: structural, confirm: true })
  expect([second.value.version, second.versions]).toEqual([2, [1]])
  expect((await implementations.version('main', 1)).configuration.header.searchBeforeNew).toBe(false)
  expect((await implementations.version('main', 2)).configuration.header.searchBeforeNew).toBe(true)
  for (const version of [0, 3, 1.5, Number.NaN]) expect((await problemOf(implementations.version('main', version)))?.code).toBe('request.not-found')
  expect((await problemOf(implementations.restore('main', { revision: 2, version: 1, confirm: false })))?.code).toBe('implementation.unconfirmed')
  const restored = await implementations.restore('main', { revision: 2, version: 1, confirm: true })
  expect([restored.value.version, restored.versions, restored.value.configuration.header.searchBeforeNew]).toEqual([3, [2, 1], false])
})

test('the second save of a revision is refused and leaves no version behind', async () => {
  const { implementations } = opened.hub
  await implementations.create(main())
  await implementations.save('main', { revision: 1, value: renamed('A'), confirm: false })
  const structural = main({ header: { name: 'CRM', searchBeforeNew: true } })
  expect((await problemOf(implementations.save('main', { revision: 1, value: structural, confirm: true })))?.code).toBe('request.conflict')
  expect((await problemOf(implementations.create(main())))?.code).toBe('request.conflict')
  expect(await opened.store.implementationVersions.list()).toEqual([])
})

test.each<[string, Implementation, string]>([
  ['client', main({}, { client: 'nobody' }), 'client'],
  ['connection', main({}, { connection: 'nothing' }), 'connection'],
  ['connection of another client', main({}, { connection: 'foreign' }), 'connection'],
  ['flow', main({}, { flows: { 'customers.get': 'nothing' } }), 'flows.customers.get'],
  ['flow without the endpoint', main({}, { flows: { 'customers.delete': 'a' } }), 'flows.customers.delete'],
  ['rule', main({ properties: [property('number')], filters: [], addresses: [] }), 'configuration.properties'],
])('an implementation with a wrong %s is refused', async (_, value, path) => {
  const problem = await problemOf(opened.hub.implementations.create(value))
  expect([problem?.code, problem?.errors?.[0]?.path]).toEqual(['request.invalid', path])
})

test('an implementation stays with its client and id, and one that a client has chosen stays', async () => {
  const { implementations, flows, connections } = opened.hub
  await implementations.create(main())
  expect((await problemOf(implementations.save('main', { revision: 1, value: main({}, { client: 'other' }), confirm: true })))?.errors?.[0]?.path).toBe(
    'client',
  )
  expect((await problemOf(implementations.save('main', { revision: 1, value: main({}, { id: 'else' }), confirm: true })))?.errors?.[0]?.path).toBe('id')
  await use('shop', { enabled: false })
  expect((await problemOf(implementations.remove('main')))?.code).toBe('request.conflict')
  expect((await problemOf(flows.remove('a')))?.detail).toContain('customers.get of the implementation main')
  expect((await problemOf(connections.remove('crm')))?.detail).toContain('the implementation main')
  const moved = { ...(await connections.read('crm')).value, system: 'moved' }
  expect((await problemOf(connections.save('crm', { revision: 1, connection: moved }, {})))?.errors?.[0]?.path).toBe('connection.system')
  await use('shop', { enabled: false, implementation: null })
  await implementations.save('main', { revision: 1, value: main({ header: { name: 'CRM', searchBeforeNew: true } }), confirm: true })
  await implementations.remove('main')
  expect(await implementations.list()).toEqual([])
  expect(await opened.store.implementationVersions.list()).toEqual([])
  expect((await problemOf(implementations.read('main')))?.code).toBe('implementation.unknown')
})

test('S0-10: a package is applied once: the second time nothing changes', async () => {
  const { implementations } = opened.hub
  await implementations.create(main())
  const offered = await implementations.export('main', '2.0.0')
  expect(offered).toMatchObject({ name: 'main', version: '2.0.0', connector: 'crm' })
  offered.configuration = soundConfiguration({ header: { name: 'Other', searchBeforeNew: true } })
  expect((await problemOf(implementations.apply('main', { revision: 1, package: offered, confirm: false })))?.code).toBe('implementation.unconfirmed')
  const first = await implementations.apply('main', { revision: 1, package: offered, confirm: true })
  expect([first.revision, first.value.version, first.value.package]).toEqual([2, 2, { name: 'main', version: '2.0.0' }])
  expect(await implementations.apply('main', { revision: 2, package: offered, confirm: false })).toEqual(first)
  expect((await implementations.compare('main', { ...first.value, configuration: offered.configuration })).changes).toEqual([])
  expect(await implementations.export('main', undefined)).toEqual(offered)
  const foreign = { ...offered, connector: 'tryton', version: '3.0.0' }
  expect((await problemOf(implementations.apply('main', { revision: 2, package: foreign, confirm: false })))?.errors).toMatchObject([
    { path: 'package.connector' },
  ])
  expect((await implementations.apply('main', { revision: 2, package: foreign, confirm: true })).value.package?.version).toBe('3.0.0')
  expect((await problemOf(implementations.export('main', 'new')))?.code).toBe('request.invalid')
})

test('a comparison says what is typed in or searched by and read by no flow', async () => {
  const { implementations } = opened.hub
  const flows = { 'customers.search': 'a', 'customers.create': 'a', 'customers.update': 'a' }
  await implementations.create(main({}, { flows }))
  const from = (place: string, path: string, node: string): FlowLink => ({
    from: { kind: 'canonical', place, path },
    to: { kind: 'external', place: 'crm:put:input', path: 'x' },
    how: 'copied',
    exact: true,
    via: [{ node, name: node }],
    count: false,
    hidden: [],
  })
  opened.links.push(
    from('customer', 'name', 'create'),
    from('customer', 'emails.value', 'update'),
    from('customer-search', 'any.name', 'search'),
    from('customer-search', 'email', 'search'),
  )
  const input = { visible: true }
  const value = main(
    {
      properties: [
        property('number', { role: 'reference', key: true }),
        property('name', { role: 'name', create: input }),
        property('email', { role: 'email', create: input, edit: input }),
        property('club', { edit: { ...input, editable: false } }),
      ],
      filters: [filter('both', ['name', 'email']), filter('email', ['email']), filter('name', ['name'])],
      addresses: [],
    },
    { flows },
  )
  const { findings } = await implementations.compare('main', value)
  expect(findings.map(({ path, severity }) => [path, severity])).toEqual([
    ['configuration.filters.0.properties', 'warning'],
    ['configuration.filters.2.properties', 'warning'],
    ['configuration.properties.2.create.visible', 'warning'],
  ])
  const broken = await implementations.compare('main', { ...value, connection: 'nothing' })
  expect(broken.findings.filter(({ severity }) => severity === 'error').map(({ path }) => path)).toEqual(['connection'])
  expect(broken.changes.map(({ path }) => path)).toContain('connection')
})

test('S0-12: a change of an address mapping touches the flows that handle addresses', async () => {
  const { implementations } = opened.hub
  await implementations.create(main())
  opened.links.push({
    from: { kind: 'canonical', place: 'customer', path: 'addresses.city' },
    to: { kind: 'external', place: 'crm:put:input', path: 'town' },
    how: 'copied',
    exact: true,
    via: [{ node: 'get', name: 'Get' }],
    count: false,
    hidden: [],
  })
  const value = main({ addresses: [addressMapping('billing', { city: 'city', country: 'country', shipping: true })] })
  const { impact } = await implementations.compare('main', value)
  expect(impact).toEqual([{ kind: 'flow', id: 'a', name: 'a', because: 'reads addresses' }])
  const keyed = await implementations.compare(
    'main',
    main({ properties: soundConfiguration().properties.map((each) => (each.apiKey === 'city' ? { ...each, type: 'combo', options: [option('x')] } : each)) }),
  )
  expect(keyed.impact.map(({ kind, id }) => [kind, id])).toEqual([
    ['address', 'billing'],
    ['flow', 'a'],
  ])
})

test('the same object serves until something of it changes, and a restart reads it again', async () => {
  const { implementations } = opened.hub
  await implementations.create(main())
  expect(implementations.current('shop')).toBeUndefined()
  await use('shop', {})
  const current = implementations.current('shop')
  expect(current).toMatchObject({ system: 'crm', label: 'main@1' })
  await implementations.open()
  expect(implementations.current('shop')).toBe(current)
  await implementations.save('main', { revision: 1, value: renamed('New'), confirm: false })
  expect(implementations.current('shop')).not.toBe(current)
  expect(implementations.find('other', 'main')).toBeUndefined()
  await opened.store.close()
  opened = await open(opened.folder)
  expect(opened.hub.implementations.current('shop')?.implementation.configuration.properties[1]?.label.text).toBe('New')
})

test('an implementation that another server has changed or deleted is followed', async () => {
  const { implementations } = opened.hub
  await implementations.create(main())
  await use('shop', {})
  const told: string[] = []
  implementations.onChange((client) => told.push(client))
  await opened.store.implementations.put('main', renamed('Elsewhere'), 1)
  await implementations.open()
  expect(implementations.current('shop')?.implementation.configuration.properties[1]?.label.text).toBe('Elsewhere')
  await opened.store.implementations.delete('main', 2)
  await implementations.open()
  expect(implementations.current('shop')).toBeUndefined()
  expect(told).toEqual(['shop', 'shop'])
})
