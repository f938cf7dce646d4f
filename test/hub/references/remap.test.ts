import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { CustomerCalls } from '../../../server/hub/operation-contract.ts'
import { Crosswalk } from '../../../server/hub/references/crosswalk.ts'
import { Remappings } from '../../../server/hub/references/remap.ts'
import type { Customer } from '../../../server/model/customer.ts'
import { Problem } from '../../../server/model/problem.ts'
import { type Opened, open } from '../open.ts'

/** What a customer is known by. */
interface Person {
  ref: string
  emails?: string[]
  taxIds?: string[]
  phones?: string[]
}

let hub: Opened
let crosswalk: Crosswalk
let remappings: Remappings
let people: { old: Person[]; new: Person[] }
let searches: string[]
let timers: { ms: number; run: () => void }[]
/** What the next reads end with. */
let troubles: (Problem | undefined)[]

const customerOf = ({ ref, emails = [], taxIds = [], phones = [] }: Person): Customer =>
  ({
    ref,
    emails: emails.map((value, n) => ({ value, kind: 'work', primary: n === emails.length - 1 })),
    taxIds: taxIds.map((value) => ({ scheme: 'VAT', value })),
    phones: phones.map((raw) => ({ raw, kind: 'work' })),
  }) as unknown as Customer

/** Finds what contains the text, as many systems do. */
const customers: CustomerCalls = {
  get: async (_client, ref, { implementation, fields }) => {
    expect([implementation, fields]).toEqual(['old', ['emails', 'taxIds', 'phones']])
    const trouble = troubles.shift()
    if (trouble) throw trouble
    const found = people.old.find((person) => person.ref === ref)
    if (!found) throw new Problem('target.not-found', 'There is no such customer.')
    return customerOf(found)
  },
  search: async (_client, { email, taxId, phone }, { implementation }) => {
    expect(implementation).toBe('new')
    searches.push(...Object.keys({ ...(email && { email }), ...(taxId && { taxId }), ...(phone && { phone }) }))
    if (taxId === 'unsearchable') throw new Problem('crm.criterion', 'It cannot be searched for.')
    const has = (texts: string[] | undefined, text: string | undefined): boolean => text !== undefined && (texts ?? []).some((each) => each.includes(text))
    const items = people.new.filter((person) => has(person.emails, email) || has(person.taxIds, taxId) || has(person.phones, phone))
    return { items: items.map(customerOf) }
  },
}

beforeEach(async () => {
  hub = await open()
  people = { old: [], new: [] }
  searches = []
  timers = []
  troubles = []
  let n = 0
  const linkId = (): string => String((n += 1)).padStart(26, '0')
  crosswalk = new Crosswalk({ store: hub.store, system: () => 'new', gone: async () => undefined, linkId, now: Date.now })
  const system = (_client: string, id: string): string | undefined => ({ old: 'old', new: 'new', 'old-2': 'old' })[id]
  const after = (ms: number, run: () => void) => {
    const timer = { ms, run }
    timers.push(timer)
    return () => void timers.splice(timers.indexOf(timer), 1)
  }
  remappings = new Remappings({ store: hub.store, crosswalk, customers, system, newId: linkId, now: () => 0, after })
})
afterEach(async () => {
  await remappings.stop()
  await hub.close()
})

const oldRef = (n: number | string): string => `old:customer:${n}`
const newRef = (n: number | string): string => `new:customer:${n}`
const REQUEST = { from: 'old', to: 'new', perSecond: 10 }

async function seen(...persons: Person[]): Promise<void> {
  people.old = persons
  await hub.store.references.seen(persons.map(({ ref }, n) => ({ client: 'shop', ref, linkId: String(n + 900).padStart(26, '0'), at: n })))
}

/** Runs a search to its end, waiting for no time to pass. */
async function runOf(request = REQUEST) {
  const { id } = await remappings.start('shop', request)
  return vi.waitFor(
    () => {
      for (const timer of timers.splice(0)) timer.run()
      const state = remappings.list('shop').find((each) => each.id === id)!
      if (state.endedAt === null) throw new Error('is under way')
      return state
    },
    { interval: 1, timeout: 5_000 },
  )
}

test('customers are found by e-mail, then by tax id, then by phone, and linked where exactly one fits', async () => {
  await seen(
    { ref: oldRef('mail'), emails: ['second@x.cz', 'Ann@x.cz'], taxIds: ['CZ1'] },
    { ref: oldRef('tax'), emails: ['two@x.cz'], taxIds: ['CZ 22'] },
    { ref: oldRef('phone'), phones: ['602 123 456'] },
    { ref: oldRef('twins'), emails: ['two@x.cz'] },
    { ref: oldRef('none'), emails: ['nobody@x.cz'] },
    { ref: oldRef('bare') },
  )
  people.new = [
    { ref: newRef('mail'), emails: ['Ann@x.cz'] },
    { ref: newRef('other-mail'), emails: ['joAnn@x.cz.example', 'xAnn@x.cz'] },
    { ref: newRef('two-1'), emails: ['two@x.cz'], taxIds: ['CZ 22'] },
    { ref: newRef('two-2'), emails: ['two@x.cz'] },
    { ref: newRef('phone'), phones: ['602 123 456'] },
  ]
  const counts = { total: 6, linked: 3, ambiguous: 1, missing: 2, failed: 0, cancelled: false }
  expect(await runOf()).toMatchObject({ client: 'shop', from: 'old', to: 'new', ...counts })
  for (const name of ['mail', 'phone']) expect(await crosswalk.resolve('shop', oldRef(name))).toBe(newRef(name))
  expect(await crosswalk.resolve('shop', oldRef('tax'))).toBe(newRef('two-1'))
  await expect(crosswalk.resolve('shop', oldRef('twins'))).rejects.toMatchObject({ code: 'reference.other-system' })
})

test('nothing personal is kept', async () => {
  await seen({ ref: oldRef(1), emails: ['ann@canary.example'] })
  people.new = [{ ref: newRef(1), emails: ['ann@canary.example'] }]
  await runOf()
  expect(JSON.stringify([remappings.list('shop'), await crosswalk.read('shop', oldRef(1))])).not.toContain('canary')
})

test('those that are linked are not asked for again, and those that are gone are missing', async () => {
  await seen({ ref: oldRef(1), emails: ['a@x.cz'] }, { ref: oldRef(2) }, { ref: oldRef(3) })
  await crosswalk.link('shop', [[oldRef(1), newRef(1)]])
  people.old = people.old.filter(({ ref }) => ref !== oldRef(3))
  troubles = [new Problem('crm.offline', 'It cannot be reached.')]
  expect(await runOf()).toMatchObject({ total: 3, linked: 1, failed: 1, missing: 1 })
  expect(searches).toEqual([])
})

test('what a system cannot be searched by is left out', async () => {
  await seen({ ref: oldRef(1), taxIds: ['unsearchable'], phones: ['602 123 456'] })
  people.new = [{ ref: newRef(1), phones: ['602 123 456'] }]
  expect(await runOf()).toMatchObject({ linked: 1 })
  expect(searches).toEqual(['taxId', 'phone'])
})

test('hundreds are looked for page by page, at the rate that was asked for', async () => {
  await seen(...Array.from({ length: 230 }, (_, n): Person => ({ ref: oldRef(n) })))
  await remappings.start('shop', { ...REQUEST, perSecond: 4 })
  await vi.waitFor(() => expect(timers.map(({ ms }) => ms)).toEqual([250]))
  expect(remappings.list('shop')).toMatchObject([{ total: 230, missing: 0, endedAt: null }])
  await vi.waitFor(
    () => {
      for (const timer of timers.splice(0)) timer.run()
      expect(remappings.list('shop')).toMatchObject([{ missing: 230, endedAt: expect.any(String) }])
    },
    { interval: 1, timeout: 5_000 },
  )
})

test('one runs at a time, and can be cancelled; what was linked stays', async () => {
  await seen({ ref: oldRef(1), emails: ['a@x.cz'] }, { ref: oldRef(2) })
  people.new = [{ ref: newRef(1), emails: ['a@x.cz'] }]
  const { id } = await remappings.start('shop', REQUEST)
  await expect(remappings.start('shop', REQUEST)).rejects.toMatchObject({ code: 'request.conflict' })
  await vi.waitFor(() => expect(timers).toHaveLength(1))
  expect(await remappings.cancel('shop', id)).toMatchObject({ cancelled: true, endedAt: expect.any(String), linked: 1, missing: 0 })
  expect(timers).toEqual([])
  expect(await crosswalk.resolve('shop', oldRef(1))).toBe(newRef(1))
  expect(await runOf()).toMatchObject({ linked: 1, missing: 1, cancelled: false })
  expect(await remappings.cancel('shop', id)).toMatchObject({ cancelled: true })
  await expect(remappings.cancel('other', id)).rejects.toMatchObject({ code: 'request.not-found' })
})

test('it needs two implementations of different systems', async () => {
  await expect(remappings.start('shop', { ...REQUEST, to: 'nothing' })).rejects.toMatchObject({ code: 'implementation.unknown' })
  await expect(remappings.start('shop', { ...REQUEST, to: 'old-2' })).rejects.toMatchObject({ code: 'request.invalid' })
  expect(remappings.list('shop')).toEqual([])
})
