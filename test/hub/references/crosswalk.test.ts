import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { LinkId } from '../../../server/model/crosswalk.ts'
import { Crosswalk } from '../../../server/hub/references/crosswalk.ts'
import { createLinkIds } from '../../../server/hub/references/link-id.ts'
import { requireImpersonal } from '../../../server/hub/references/personal-id.ts'
import type { CanonicalOperationId } from '../../../server/model/canonical-operation.ts'
import { type Opened, open } from '../open.ts'

const [A, B, C] = ['crm:customer:A', 'crm:customer:B', 'crm:customer:C'] as const
const [NEW, BOOKS] = ['other:customer:1', 'books:customer:1'] as const

let hub: Opened
let crosswalk: Crosswalk
let system: string | undefined
let now: number

beforeEach(async () => {
  hub = await open()
  system = 'crm'
  now = Date.UTC(2026, 0, 1)
  let byte = 0
  const linkId = createLinkIds(
    () => now,
    (count) => Uint8Array.from({ length: count }, () => (byte += 7) & 255),
  )
  crosswalk = new Crosswalk({ store: hub.store, system: () => system, gone: async () => undefined, linkId, now: () => now++ })
})
afterEach(() => hub.close())

const tell = (operation: CanonicalOperationId, body: unknown, answer?: unknown) => crosswalk.answered({ run: 'r', client: 'shop', operation, body, answer })
const known = async (...refs: string[]) => (await Promise.all(refs.map((ref) => hub.store.references.get('shop', ref)))).map((row) => row?.status)

describe('the reference to use', () => {
  test('is the given one where nothing else is known', async () => {
    expect(await crosswalk.resolve('shop', A)).toBe(A)
    expect(await known(A)).toEqual([undefined])
  })

  test('of a merged customer is that of the other, also at the end of a chain', async () => {
    await crosswalk.merge('shop', { from: A, into: B })
    await crosswalk.merge('shop', { from: B, into: C })
    expect([await crosswalk.resolve('shop', A), await crosswalk.resolve('shop', B), await crosswalk.resolve('shop', C)]).toEqual([C, C, C])
    await crosswalk.bury('shop', C)
    await expect(crosswalk.resolve('shop', A)).rejects.toMatchObject({ code: 'reference.deleted' })
  })

  test('of another system is a linked one of the system in use', async () => {
    await crosswalk.link('shop', [[A, NEW]])
    system = 'other'
    expect(await crosswalk.resolve('shop', A)).toBe(NEW)
    expect(await crosswalk.resolve('shop', A, 'crm')).toBe(A)
    await expect(crosswalk.resolve('shop', B)).rejects.toMatchObject({ code: 'reference.other-system' })
    await expect(crosswalk.resolve('elsewhere', A)).rejects.toMatchObject({ code: 'reference.other-system' })
    await crosswalk.bury('shop', NEW)
    await expect(crosswalk.resolve('shop', A)).rejects.toMatchObject({ code: 'reference.deleted' })
  })

  test('is not looked for in systems where no CRM is enabled', async () => {
    system = undefined
    expect(await crosswalk.resolve('shop', NEW)).toBe(NEW)
  })

  test('is never a personal value', async () => {
    await expect(crosswalk.resolve('shop', 'crm:customer:ann%40x.cz')).rejects.toMatchObject({ code: 'reference.personal' })
  })
})

describe('what is noted', () => {
  test('is what callers and documents use, and no result of a search', async () => {
    await tell('customers.get', { ref: A }, { ref: A, versionToken: 'v1' })
    await tell('customers.create', {}, { ref: B })
    await tell('orders.create', { crmReference: C })
    await tell('documents.assign', { id: 'r', assignment: { crmReference: NEW } })
    await tell('customers.search', {}, { items: [{ ref: BOOKS }] })
    expect(await known(A, B, C, NEW, BOOKS)).toEqual(['active', 'active', 'active', 'active', undefined])
    expect(await hub.store.references.get('shop', A)).toMatchObject({ versionToken: 'v1' })
    expect(LinkId.safeParse((await hub.store.references.get('shop', A))?.linkId).success).toBe(true)
  })

  test('is nothing of anonymous documents, and of answers without a reference', async () => {
    await tell('orders.create', { crmReference: null })
    await tell('invoices.create', { crmReference: 'local:customer:anonymous' })
    await tell('customers.get', { ref: A }, {})
    await tell('customers.update', { ref: A, patch: {} }, undefined)
    expect(await known(A, 'local:customer:anonymous')).toEqual([undefined, undefined])
  })

  test('of a deletion is a tombstone, also twice', async () => {
    await crosswalk.link('shop', [[A, BOOKS]])
    await tell('customers.delete', { ref: A })
    await tell('customers.delete', { ref: A })
    expect(await known(A)).toEqual(['deleted'])
    expect(await crosswalk.erasures('shop', true)).toMatchObject([{ ref: BOOKS, doneAt: null }])
  })

  test('is no personal value', async () => {
    const customer = { ref: 'crm:customer:420602123456', phones: [{ raw: '+420 602 123 456', kind: 'mobile' }] }
    expect(() => tell('customers.get', {}, customer)).toThrow(expect.objectContaining({ code: 'reference.personal' }))
    await expect(crosswalk.bury('shop', 'crm:customer:a%40b')).rejects.toMatchObject({ code: 'reference.personal' })
  })
})

describe('links', () => {
  test('that cannot be are refused, the others are made', async () => {
    await crosswalk.bury('shop', C)
    const pairs: [string, string][] = [
      [A, BOOKS],
      [A, 'books:order:1'],
      [B, C],
      [B, 'books:customer:ann%40x.cz'],
      [B, NEW],
    ]
    expect(await crosswalk.link('shop', pairs)).toEqual({
      linked: 2,
      refused: [
        { pair: 1, reason: 'request.invalid' },
        { pair: 2, reason: 'reference.deleted' },
        { pair: 3, reason: 'reference.personal' },
      ],
    })
    expect((await crosswalk.read('shop', BOOKS)).map(({ ref }) => ref).toSorted()).toEqual([BOOKS, A].toSorted())
    expect(await known('books:order:1', 'books:customer:ann%40x.cz')).toEqual([undefined, undefined])
  })

  test('of thousands are made', async () => {
    const pairs = Array.from({ length: 1_000 }, (_, n): [string, string] => [`crm:customer:${n}`, `books:customer:${n}`])
    expect(await crosswalk.link('shop', pairs)).toEqual({ linked: 1_000, refused: [] })
    expect((await crosswalk.read('shop', 'books:customer:999')).map(({ ref }) => ref).toSorted()).toEqual(['books:customer:999', 'crm:customer:999'])
  })

  test('of what is not known cannot be read', async () => {
    await expect(crosswalk.read('shop', A)).rejects.toMatchObject({ code: 'request.not-found' })
  })
})

describe('an id of a customer', () => {
  const customer = {
    name: 'Ann Bee',
    emails: [{ value: 'Ann@x.cz', kind: 'work' as const, primary: true }],
    phones: [{ raw: '602 123 456', e164: '+420602123456', kind: 'mobile' as const }],
    taxIds: [{ scheme: 'CZ:DIC', value: 'CZ1234567890' }],
  }
  test.each(['ann%40x.cz', 'ANN%40X.CZ', 'someone%40else', 'cz1234567890', 'Ann%20Bee', '602123456', '%2B420602123456', '602-123-456'])(
    '%s is personal',
    (id) => {
      expect(() => requireImpersonal(`crm:customer:${id}`, customer)).toThrow(expect.objectContaining({ code: 'reference.personal' }))
    },
  )
  test.each(['C-1001', '602', '1', 'A602123456', '%', '%E0%A4%A', 'Ann', 'twitter%40'])('%s is none', (id) => {
    expect(() => requireImpersonal(`crm:customer:${id}`, customer)).not.toThrow()
  })
})

test('link ids sort by the time they were made at, and differ', () => {
  const linkId = createLinkIds(
    () => now++,
    (count) => crypto.getRandomValues(new Uint8Array(count)),
  )
  const made = Array.from({ length: 100 }, linkId)
  expect(made.every((id) => LinkId.safeParse(id).success)).toBe(true)
  expect(made.toSorted()).toEqual(made)
  expect(new Set(made.map((id) => id.slice(10))).size).toBe(100)
})
