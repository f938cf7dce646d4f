import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { HOSTILE_NAMES } from '../expression/hostile-names.ts'
import { type Answer, type Browser, start, type Started } from '../http/start.ts'
import { watchPrototypes } from '../support/prototypes.ts'

/** In this process, so that a change of its prototypes would be seen. */
let server: Started
let admin: Browser
let key = ''
beforeAll(async () => {
  server = await start()
  admin = await server.admin()
  key = await server.key()
  const name = { rows: [{ id: 'r', target: 'name', from: { kind: 'expression', text: '$uppercase(name)' } }] }
  const healthy = flowOf('healthy', {
    nodes: [['in', 'webhook', hook('healthy')], ['map', 'map', { mapping: name }], ['out', 'respond', {}]], // prettier-ignore
    wires: [['in', 'out', 'map'], ['map', 'out', 'out']], // prettier-ignore
  })
  await saved(healthy)
  await published('healthy')
})
afterAll(() => server?.stop())

afterEach(watchPrototypes())

const NAMES = HOSTILE_NAMES.filter((name) => !['__proto__', 'constructor', 'prototype'].includes(name))
const NODE_IDS = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'valueOf', '__defineGetter__', 'then']

type Node = [id: string, kind: string, config: object]

type Wire = [from: string, port: string, to: string]

function flowOf(id: string, { nodes, wires, ...more }: { nodes: Node[]; wires: Wire[]; [more: string]: unknown }): object {
  return {
    id,
    name: '<script>alert(1)</script>',
    client: 'demo',
    nodes: nodes.map(([node, kind, config]) => ({ id: node, kind, name: `"'\u2028${node}`, config, position: { x: 0, y: 0 } })),
    wires: wires.map(([node, port, to], index) => ({ id: `${NAMES[index]}`, from: { node, port }, to })),
    ...more,
  }
}

const hook = (path: string): object => ({ method: 'POST', path })
const call = (path: string, body: unknown): Promise<Answer> => server.browser().send('POST', `/hooks/${path}`, body, { authorization: `Bearer ${key}` })
const saved = (flow: object): Promise<Answer> => admin.send('POST', '/api/flows', flow)
const published = (id: string): Promise<Answer> => admin.send('POST', `/api/flows/${id}/publish`, { revision: 1, note: '</script>' })

/** A healthy call beside the hostile one, again and again until it is done. */
async function amongNeighbours<T>(run: () => Promise<T>): Promise<T> {
  const state = { done: false }
  const outcome = run().finally(() => (state.done = true))
  do {
    const answer = await call('healthy', { name: 'ada' })
    expect([answer.status, answer.body]).toEqual([200, { name: 'ADA' }])
  } while (!state.done)
  return outcome
}

const own = (entries: [string, unknown][]): object => Object.fromEntries(entries)

test('a flow whose rows, ids, nodes, wires, ports and texts are all hostile is saved, checked, tested and run like any other', async () => {
  const rows = NAMES.map((name) => ({ id: name, target: `rows.\`${name}\``, from: { kind: 'path', path: `\`${name}\`` }, note: name }))
  const invariants = NAMES.slice(0, 50).map((name) => ({ id: name, text: `rows.\`${name}\` = ${JSON.stringify(name)}`, note: name }))
  const [trigger, mapping, route, ...ends] = NODE_IDS as [string, string, string, ...string[]]
  const ports = ends.filter((id) => !id.startsWith('_'))
  const body = own(NAMES.map((name) => [name, name]))
  const sample = { id: 'hostile', name: '${globalThis.pwned=1}', trigger, body, note: '\u2029' }
  const flow = flowOf('hostile', {
    nodes: [
      [trigger, 'webhook', hook('hostile')],
      [mapping, 'map', { mapping: { rows, ignored: NAMES, invariants } }],
      [route, 'route', { routes: ports.map((id) => ({ id, title: id, when: `rows.toString = ${JSON.stringify(id)}` })) }],
      ...ends.map((id): Node => [id, 'respond', { status: 200 }]),
    ],
    wires: [
      [trigger, 'out', mapping],
      [mapping, 'out', route],
      ...ports.map((id): Wire => [route, id, id]),
      [route, 'else', ends.find((id) => id.startsWith('_'))!],
    ],
    description: NAMES.join(''),
    samples: [sample],
    cases: [{ id: 'case', name: '"', trigger, body, expect: { status: 200, body: { rows: body } }, ignore: NAMES }],
  })
  const checked = await admin.send('POST', '/api/flows/check', { flow })
  expect(checked.body.filter(({ level }: { level: string }) => level === 'error')).toEqual([])
  expect((await saved(flow)).body.flow).toMatchObject(flow)
  expect((await published('hostile')).body).toMatchObject({ version: 1 })
  const answer = await amongNeighbours(() => call('hostile', body))
  expect([answer.status, answer.body]).toEqual([200, { rows: body }])
  const run = await admin.send('GET', `/api/runs/${answer.headers.get('x-patchbay-run')}`)
  expect(run.body.steps.map(({ node }: { node: string }) => node)).toEqual([trigger, mapping, route, 'toString'])
  expect((await admin.send('POST', '/api/flows/try', { flow, body, trigger })).body).toMatchObject({ response: { status: 200, body: { rows: body } } })
  expect((await admin.send('POST', '/api/flows/cases', { flow })).body).toMatchObject({ results: [{ id: 'case', passed: true }] })
  for (const [method, path, content] of [
    ['POST', '/api/flows/compare', { before: flow, after: flow }],
    ['GET', '/api/flows/hostile/fills', undefined],
    ['GET', '/api/lineage/fields', undefined],
    ['POST', '/api/mapping/preview', { mapping: { rows, invariants }, samples: [body] }],
    ['GET', '/api/flows/hostile/versions/1', undefined],
  ] as const)
    expect([path, (await admin.send(method, path, content)).status]).toEqual([path, 200])
})

/** Documents as text, since an object literal would set the prototype. */
const KEYS: [what: string, text: string][] = [
  ['a constant', '{"rows":[{"id":"r","target":"a","from":{"kind":"constant","value":{"KEY":{"polluted":true}}}}]}'],
  ['a value table', '{"rows":[{"id":"r","target":"a","from":{"kind":"table","path":"a","entries":{"KEY":"x"}}}]}'],
  ['a mapping', '{"KEY":{"rows":[]},"rows":[]}'],
  ['a schema', '{"source":{"from":"inline","schema":{"properties":{"KEY":{"type":"string"}}}},"rows":[]}'],
]

test.each(KEYS)('a key that could reach a prototype is refused in %s', async (_, text) => {
  for (const name of ['__proto__', 'constructor', 'prototype']) {
    const flow = flowOf('keys', { nodes: [['a', 'webhook', hook('keys')], ['b', 'map', { mapping: 'HERE' }]], wires: [] }) // prettier-ignore
    const document = JSON.stringify(flow).replace('"HERE"', text.replace('KEY', name))
    const answer = await admin.send('POST', '/api/flows', document)
    expect([answer.status, answer.body.code, answer.body.at]).toEqual([400, 'request.forbidden-key', name])
    expect((await admin.send('GET', '/api/flows/keys')).status).toBe(404)
  }
})

test('kinds, connections, operations and ends of wires named after what objects inherit do not exist', async () => {
  for (const [index, name] of NODE_IDS.entries()) {
    const id = `inherited-${index}`
    const flow = flowOf(id, {
      nodes: [['in', 'webhook', hook(id)], ['odd', name, {}], ['call', 'call', { connection: name, operation: name, input: '$' }], ['out', 'respond', {}]], // prettier-ignore
      wires: [['in', 'out', 'odd'], ['in', 'out', 'call'], ['call', name, 'out'], ['out-of', 'out', name]], // prettier-ignore
    })
    expect((await saved(flow)).status).toBe(200)
    const { status, body } = await published(id)
    expect([status, body.code]).toEqual([422, 'flow.invalid'])
    const codes = body.errors.map(({ code }: { code: string }) => code)
    expect(codes).toEqual(expect.arrayContaining(['node.unknown-kind', 'operation.unknown', 'wire.no-port', 'wire.from-nowhere']))
    expect((await call(id, {})).status).toBe(404)
  }
})

const ENDLESS = '($f := function($n) { $f($n + 1) }; $f(0))'
const copy = { id: 'r', target: 'a', from: { kind: 'path', path: 'a' } }
const SPINNING: [where: string, mapping: object, code: string][] = [
  ['a row', { rows: [{ id: 'r', target: 'a', from: { kind: 'expression', text: ENDLESS } }] }, 'expression.limit'],
  ['the path of a loop', { rows: [{ id: 'r', target: 'a', from: { kind: 'each', path: ENDLESS }, rows: [copy] }] }, 'expression.limit'],
  ['the path of a value table', { rows: [{ id: 'r', target: 'a', from: { kind: 'table', path: ENDLESS, entries: {} } }] }, 'expression.limit'],
  ['an invariant', { rows: [copy], invariants: [{ id: 'i', text: ENDLESS }] }, 'mapping.invariant'],
]

test.each(SPINNING)('an imported flow that spins in %s ends, and other runs go on', { timeout: 30_000 }, async (where, mapping, code) => {
  const id = `spins-in-${where.replaceAll(' ', '-')}`
  const flow = flowOf(id, {
    nodes: [['in', 'webhook', hook(id)], ['spin', 'map', { mapping }], ['out', 'respond', { status: 200 }]], // prettier-ignore
    wires: [['in', 'out', 'spin'], ['spin', 'out', 'out']], // prettier-ignore
  })
  expect((await saved(flow)).status).toBe(200)
  expect((await published(id)).body).toMatchObject({ version: 1 })
  const answers = await amongNeighbours(() => Promise.all([call(id, { a: 1 }), call(id, { a: 2 }), call(id, { a: 3 })]))
  for (const answer of answers) expect([answer.status, answer.body.code, answer.body.at]).toEqual([422, code, 'spin'])
})
