import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { DocumentRooms, ForwardedDocument } from '../../server/hub/documents/contract.ts'
import { Documents } from '../../server/hub/documents/documents.ts'
import { suppressSmall } from '../../server/hub/documents/suppress-small.ts'
import type { CanonicalOperationId } from '../../server/model/canonical-operation.ts'
import { ClientCrm } from '../../server/model/client.ts'
import { CrmConfiguration } from '../../server/model/crm-configuration.ts'
import { Problem } from '../../server/model/problem.ts'
import type { Store } from '../../server/store/contract.ts'
import { openStore } from '../../server/store/open-store.ts'
import { documentOf } from '../requirements/document-world.ts'

const property = (apiKey: string, role: string, more: object = {}) => ({ apiKey, role, type: 'string', label: { text: apiKey }, ...more })
const CONFIGURATION = CrmConfiguration.parse({
  header: { name: 'CRM' },
  properties: [property('id', 'reference', { key: true }), property('name', 'name', { identifier: 1 })],
})

let store: Store
let folder: string
let documents: Documents
/** What a test changes. */
let world: {
  crm: ClientCrm | undefined
  bound: Set<CanonicalOperationId>
  /** What references lead to; a problem is thrown. */
  resolved: Record<string, string | Problem>
  forwarded: ForwardedDocument[]
  asked: string[]
  mostAtOnce: number
  crmProblem: Problem | undefined
  now: number
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'patchbay-documents-'))
  store = await openStore({ dataDir: folder, now: Date.now, random: randomBytes })
  const bound: CanonicalOperationId[] = ['orders.create', 'invoices.create', 'documents.assign']
  world = {
    crm: ClientCrm.parse({ enabled: true }),
    bound: new Set(bound),
    resolved: {},
    forwarded: [],
    asked: [],
    mostAtOnce: 0,
    crmProblem: undefined,
    now: 1_790_000_000_000,
  }
  documents = new Documents({ ...roomsOf(), leastCustomers: 3 })
})
afterEach(async () => {
  await documents.flush()
  await store.close()
  rmSync(folder, { recursive: true, force: true })
})

function roomsOf(): DocumentRooms {
  let atOnce = 0
  return {
    store,
    crm: () => world.crm,
    configuration: () => CONFIGURATION,
    boundFlow: (_client, operation) => {
      if (!world.bound.has(operation)) throw new Problem('client.unbound', 'No flow is bound.')
      return 'flow'
    },
    resolve: async (_client, ref) => {
      const found = world.resolved[ref] ?? ref
      if (typeof found !== 'string') throw found
      return found
    },
    meaning: async (_client, ref) => [ref],
    see: async () => undefined,
    customers: {
      get: async (_client, ref) => {
        world.asked.push(ref)
        world.mostAtOnce = Math.max(world.mostAtOnce, ++atOnce)
        await new Promise((resolve) => setImmediate(resolve))
        atOnce--
        if (world.crmProblem) throw world.crmProblem
        return { ref, name: `Name of ${ref.slice(-1)}` }
      },
    },
    forwarding: { accept: async (document) => ({ run: `forward-${world.forwarded.push(document)}` }), settled: async () => undefined },
    now: () => world.now++,
    after: (ms, run) => {
      const timer = setTimeout(run, ms)
      return () => clearTimeout(timer)
    },
    shared: false,
  }
}

const SIGNAL = new AbortController().signal
const prepare = async (operation: CanonicalOperationId, body: unknown, more: { again?: boolean } = {}) =>
  documents.prepare({ client: 'shop', operation, body, ...more })
const problem = (code: Problem['code']): Problem => new Problem(code, 'Not this one.')

/** A document that a target has taken: `<run>`, or `<run>/<number>` where the target gave it that number. */
async function deliver(name: string, operation: CanonicalOperationId, body: object): Promise<void> {
  const [run, number = `T-${run}`] = name.split('/') as [string, string?]
  const prepared = await prepare(operation, body)
  await documents.answered({
    run,
    client: 'shop',
    operation,
    body: prepared.body,
    answer: { ref: `ledger:doc:${number}`, number, status: 'placed', links: [] },
  })
}
const order = (number: string, more: object = {}) => documentOf(number, more)
const from = (externalNumber: string) => ({ sources: [{ rel: 'from', kind: 'order', externalNumber }] })

test('S0-16: without a CRM a document stays as it is; with one, nothing is looked up for a walk-in customer', async () => {
  const sent = order('R-1', { customerRef: 'erp:customer:7' })
  world.crm = undefined
  expect((await prepare('orders.create', sent)).body).toEqual(sent)
  world.crm = ClientCrm.parse({ enabled: true })
  const prepared = documents.prepare({ client: 'shop', operation: 'orders.create', body: order('R-1') })
  expect(prepared).not.toBeInstanceOf(Promise)
  expect(prepared).toMatchObject({ flow: 'flow', body: { customerRef: 'local:customer:anonymous', anonymousReason: 'walk_in' } })
  expect((await prepare('orders.create', order('R-1', { anonymousReason: 'crm_offline' }))).body).toMatchObject({ anonymousReason: 'crm_offline' })
  await expect(prepare('orders.create', sent)).rejects.toMatchObject({ code: 'request.invalid' })
})

test('a reference that leads to another one is replaced; who knows the customer is not anonymous', async () => {
  world.resolved['crm:customer:1'] = 'crm:customer:2'
  const { body } = await prepare('orders.create', order('R-1', { crmReference: 'crm:customer:1', anonymousReason: 'walk_in' }))
  expect(body).toMatchObject({ crmReference: 'crm:customer:2' })
  expect(body).not.toHaveProperty('anonymousReason')
})

test('S0-26: what is made from an anonymous document is anonymous for the same reason', async () => {
  await deliver('1', 'orders.create', order('R-1', { anonymousReason: 'crm_offline' }))
  expect((await prepare('invoices.create', order('I-1', from('R-1')))).body).toMatchObject({ anonymousReason: 'crm_offline' })
  expect((await prepare('invoices.create', order('I-1', { ...from('R-1'), anonymousReason: 'opted_out' }))).body).toMatchObject({
    anonymousReason: 'opted_out',
  })
})

test('references of a document and its sources that lead to the same customer do not differ', async () => {
  await deliver('1', 'orders.create', order('R-1', { crmReference: 'old:customer:1' }))
  await deliver('2', 'orders.create', order('R-2', { crmReference: 'crm:customer:2' }))
  world.resolved['old:customer:1'] = 'crm:customer:2'
  const both = { sources: [...from('R-1').sources, ...from('R-2').sources] }
  expect((await prepare('invoices.create', order('I-1', both))).body).toMatchObject({ crmReference: 'crm:customer:2' })
  expect((await prepare('invoices.create', order('I-1', { ...both, crmReference: 'old:customer:1' }))).body).toMatchObject({ crmReference: 'crm:customer:2' })
})

test('a deleted customer is refused; what was sold to them is invoiced and taken back all the same, and a repeat gets its first answer', async () => {
  await deliver('1', 'orders.create', order('R-1', { crmReference: 'crm:customer:1' }))
  world.resolved['crm:customer:1'] = problem('reference.deleted')
  const invoice = order('I-1', from('R-1'))
  expect((await prepare('invoices.create', invoice)).body).toMatchObject({ crmReference: 'crm:customer:1' })
  expect((await prepare('invoices.create', { ...invoice, crmReference: 'crm:customer:1' })).body).toMatchObject({ crmReference: 'crm:customer:1' })
  await expect(prepare('orders.create', order('R-2', { crmReference: 'crm:customer:1' }))).rejects.toMatchObject({ at: 'crmReference' })
  // A repeat is not refused, and is still for the anonymous customer.
  const repeated = { ...invoice, crmReference: 'crm:customer:1', customerRef: 'local:customer:anonymous' }
  expect(await prepare('invoices.create', invoice, { again: true })).toEqual({ flow: 'flow', body: repeated, accepted: expect.any(Function) })
  const own = order('R-2', { crmReference: 'crm:customer:1' })
  expect((await prepare('orders.create', own, { again: true })).body).toEqual({ ...own, customerRef: 'local:customer:anonymous' })
})

test('a repeat whose sources have come to differ meanwhile is not refused, and is for the anonymous customer', async () => {
  await deliver('1', 'orders.create', order('R-1', { crmReference: 'crm:customer:1' }))
  await deliver('2', 'orders.create', order('R-2', { crmReference: 'crm:customer:2' }))
  const invoice = order('I-1', { sources: [...from('R-1').sources, ...from('R-2').sources] })
  await expect(prepare('invoices.create', invoice)).rejects.toMatchObject({ code: 'document.several-references' })
  expect((await prepare('invoices.create', invoice, { again: true })).body).toEqual({ ...invoice, customerRef: 'local:customer:anonymous' })
})

test('a document that waits is in the register and can be a source; its delivery fills in the rest', async () => {
  const prepared = await prepare('orders.create', order('R-1', { crmReference: 'crm:customer:1' }))
  await prepared.accepted?.('1')
  expect(await documents.get('shop', '1')).toMatchObject({ ref: null, status: null, crmReference: 'crm:customer:1', from: [] })
  await deliver('2', 'invoices.create', order('I-1', from('R-1')))
  expect(await documents.get('shop', '2')).toMatchObject({ kind: 'invoice', crmReference: 'crm:customer:1', from: ['1'], number: 'T-2' })
  await documents.answered({ run: '1', client: 'shop', operation: 'orders.create', body: prepared.body, answer: { ref: 'ledger:doc:1', status: 'placed' } })
  expect(await documents.get('shop', '1')).toMatchObject({ ref: 'ledger:doc:1', number: null, status: 'placed' })
  // An operator has edited it on its way.
  const edited = { ...(prepared.body as object), crmReference: 'crm:customer:2' }
  await documents.answered({ run: '1', client: 'shop', operation: 'orders.create', body: edited, answer: { ref: 'ledger:doc:1', status: 'placed' } })
  expect(await documents.get('shop', '1')).toMatchObject({ crmReference: 'crm:customer:2', assigned: null })
  await expect(documents.get('other', '1')).rejects.toMatchObject({ code: 'document.unknown' })
})

test('the same document handed over once more by another run keeps its row, and the customer who was put into it', async () => {
  await deliver('1/T', 'orders.create', order('R-1'))
  await documents.assign({ client: 'shop', id: '1', crmReference: 'crm:customer:1', by: 'ada' }, SIGNAL)
  const again = await prepare('orders.create', order('R-1'))
  await again.accepted?.('2')
  await deliver('2/T', 'orders.create', order('R-1'))
  expect((await documents.list('shop', { limit: 50 }, SIGNAL)).items).toMatchObject([{ id: '1', crmReference: 'crm:customer:1' }])
  await deliver('3/another', 'orders.create', order('R-1'))
  expect((await documents.list('shop', { limit: 50 }, SIGNAL)).items.map(({ id }) => id)).toEqual(['3', '1'])
})

test('S0-26a: an assignment is told to the target once, with what it knows the document by', async () => {
  await deliver('1', 'orders.create', order('R-1'))
  const { answer, flow } = await prepare('documents.assign', { id: '1', assignment: { crmReference: 'crm:customer:1' } })
  expect({ flow, answer: answer!(undefined) }).toEqual({ flow: undefined, answer: { forwarded: 'pending', ref: 'ledger:doc:T-1' } })
  const document = { kind: 'order', externalNumber: 'R-1', ref: 'ledger:doc:T-1', number: 'T-1', channelId: 'shop-1' }
  expect(world.forwarded).toMatchObject([
    { flow: 'flow', operation: 'documents.assign', idempotencyKey: 'assign:1', body: { id: '1', assignment: { crmReference: 'crm:customer:1', document } } },
  ])
  await documents.answered({
    run: 'forward-1',
    client: 'shop',
    operation: 'documents.assign',
    body: world.forwarded[0]!.body,
    answer: { forwarded: 'updated' },
  })
  expect(await documents.assign({ client: 'shop', id: '1', crmReference: 'crm:customer:1', by: 'ada' }, SIGNAL)).toMatchObject({
    assigned: { by: 'client:shop', forwarded: 'updated' },
  })
  expect(world.forwarded.length).toBe(1)
  await expect(documents.assign({ client: 'shop', id: '1', crmReference: 'crm:customer:2', by: 'ada' }, SIGNAL)).rejects.toMatchObject({
    code: 'document.assigned',
  })
  await expect(documents.assign({ client: 'shop', id: '9', crmReference: 'crm:customer:2', by: 'ada' }, SIGNAL)).rejects.toMatchObject({
    code: 'document.unknown',
  })
  expect(await store.audit.list({ subject: 'document:1', limit: 9 })).toMatchObject([{ user: 'client:shop', action: 'document.assign' }])
})

test('S0-26a: without a flow that tells the target, an assignment is kept and called unsupported', async () => {
  world.bound.delete('documents.assign')
  await deliver('1', 'orders.create', order('R-1'))
  const prepared = await prepare('orders.create', order('R-2'))
  await prepared.accepted?.('2')
  const assign = (id: string) => documents.assign({ client: 'shop', id, crmReference: 'crm:customer:1', by: 'ada' }, SIGNAL)
  expect(await assign('1')).toMatchObject({ crmReference: 'crm:customer:1', assigned: { forwarded: 'unsupported' } })
  expect(await assign('2')).toMatchObject({ assigned: { forwarded: 'pending' } })
  await documents.answered({ run: '2', client: 'shop', operation: 'orders.create', body: prepared.body, answer: { ref: 'ledger:doc:2', status: 'placed' } })
  expect(await documents.get('shop', '2')).toMatchObject({ ref: 'ledger:doc:2', crmReference: 'crm:customer:1', assigned: { forwarded: 'unsupported' } })
})

test('S0-26a: of two customers at the same moment one is taken; a delivery at the same moment loses neither', async () => {
  const prepared = await prepare('orders.create', order('R-1'))
  await prepared.accepted?.('1')
  const assign = (number: number) => documents.assign({ client: 'shop', id: '1', crmReference: `crm:customer:${number}`, by: 'ada' }, SIGNAL)
  const answered = documents.answered({
    run: '1',
    client: 'shop',
    operation: 'orders.create',
    body: prepared.body,
    answer: { ref: 'ledger:doc:1', status: 'placed' },
  })
  const results = await Promise.allSettled([assign(1), assign(2), answered])
  expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'fulfilled', 'rejected'])
  expect(await documents.get('shop', '1')).toMatchObject({
    ref: 'ledger:doc:1',
    crmReference: expect.stringContaining('crm:customer:'),
    assigned: { by: 'ada' },
  })
  expect(world.forwarded.length).toBeGreaterThan(0)
  expect(new Set(world.forwarded.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(1)
})

test('S0-17a: names are asked for few at a time, each customer once, and not on while the CRM is down', async () => {
  for (let n = 1; n <= 9; n++) await deliver(`${n}`, 'orders.create', order(`R-${n}`, { crmReference: `crm:customer:${Math.min(n, 8)}` }))
  const named = async () => (await documents.list('shop', { limit: 50, identifiers: 'true' }, SIGNAL)).items.map(({ identifier }) => identifier)
  expect((await named()).slice(0, 2)).toEqual(['Name of 8', 'Name of 8'])
  expect(world.asked.length).toBe(8)
  expect(world.mostAtOnce).toBe(4)
  world.asked = []
  world.crmProblem = problem('crm.offline')
  expect(await named()).toEqual(Array.from({ length: 9 }, () => null))
  expect(world.asked.length).toBe(4)
})

test('X-04: small cells lose all their counts', () => {
  const cell = { month: '2026-11', channelId: 'shop-1', kind: 'order' as const, documents: 9, anonymous: 1, offline: 0, customers: 3 }
  const none = { documents: null, anonymous: null, offline: null, customers: null }
  expect(suppressSmall([cell, { ...cell, customers: 2 }, { ...cell, customers: 0 }], 3)).toEqual([cell, { ...cell, ...none }, { ...cell, ...none }])
})
