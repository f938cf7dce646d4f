import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { Customer, type CustomerCreate } from '../../server/model/customer.ts'
import { canonicalForm, sentForm, valueAt, without } from './canonical-form.ts'
import type { Criterion, CrmEntry, CrmSystem } from './crm-system.ts'
import { at, openPatchbay, type Pos } from './open-patchbay.ts'
import { sampleCustomers } from './sample-customers.ts'

const FORMS = ['person', 'company'] as const
const CRITERIA: Readonly<Record<Criterion, (customer: CustomerCreate, number: string) => unknown>> = {
  name: ({ name }) => name.slice(2),
  email: ({ emails }) => emails[0]!.value.toUpperCase(),
  phone: ({ phones }) => phones[0]!.raw.slice(-7),
  reference: (_, number) => number,
  taxId: ({ taxIds }) => taxIds[0]?.value,
  category: ({ category }) => category,
  city: ({ addresses }) => addresses[0]!.city,
  postalCode: ({ addresses }) => addresses[0]!.postalCode,
  birthDate: ({ birthDate }) => birthDate,
  ext: ({ ext }) => (Object.keys(ext).length > 0 ? ext : undefined),
}

/** What POS and ERP may rely on, whichever CRM stands behind. Runs through a whole Patchbay. */
export async function describeCrmContract(entry: CrmEntry): Promise<void> {
  const system = await entry.start()
  if ('skip' in system) console.log(`The contract of ${entry.name} is skipped: ${system.skip}.`)
  describe.skipIf('skip' in system)(`CRM contract: ${entry.name}`, () => {
    const mark = Date.now().toString(36)
    const world = new World(system as CrmSystem, sampleCustomers(mark))
    beforeAll(() => world.open())
    afterAll(() => world.close())
    describeFields(world, entry)
    describeSearch(world, entry, mark)
    describeChanges(world, entry)
    describeRefusals(world)
    describeEnd(world)
  })
}

/** The two customers as the CRM keeps them; made by the first tests, changed by later ones. */
class World {
  readonly system: CrmSystem
  readonly sent: ReturnType<typeof sampleCustomers>
  readonly kept: Partial<Record<(typeof FORMS)[number], Customer>> = {}
  private opened: Pos | undefined

  constructor(system: CrmSystem, sent: ReturnType<typeof sampleCustomers>) {
    this.system = system
    this.sent = sent
  }

  get pos(): Pos {
    return this.opened!
  }

  async open(): Promise<void> {
    this.opened = await openPatchbay(this.system)
  }

  async close(): Promise<void> {
    await this.opened?.close()
    await this.system.stop()
  }

  ref(form: (typeof FORMS)[number] = 'person'): string {
    return this.kept[form]!.ref
  }

  /** References that a search finds, over at most three pages. */
  async find(query: object): Promise<string[]> {
    const refs: string[] = []
    for (let page: string | undefined, pages = 0; pages < 3; pages++) {
      const { status, body } = await this.pos.call('POST', '/customers/search', { ...query, ...(page !== undefined && { page }) })
      if (status !== 200) throw new Error(`The search was answered ${status}: ${JSON.stringify(body)}`)
      refs.push(...body.items.map(({ ref }: Customer) => ref))
      page = body.next ?? undefined
      if (page === undefined) break
    }
    return refs
  }

  /** What the CRM is asked meanwhile. */
  async asked(work: () => Promise<unknown>): Promise<string[]> {
    const before = this.pos.requests.length
    await work()
    return this.pos.requests.slice(before)
  }
}

function describeFields(world: World, { cannotKeep }: CrmEntry): void {
  const lost = Object.keys(cannotKeep)

  test.each(FORMS)('S0-02: the same %s gives the same canonical JSON as in every other CRM', async (form) => {
    const { status, body } = await world.pos.call('POST', '/customers', world.sent[form])
    expect(status, JSON.stringify(body)).toBe(201)
    world.kept[form] = Customer.parse(body)
    expect(without(canonicalForm(body), lost)).toEqual(without(sentForm(world.sent[form]), lost))
    expect(body).toMatchObject({ ref: expect.stringMatching(new RegExp(`^${world.system.connection.system}:customer:`)), versionToken: expect.any(String) })
    expect(Math.abs(Date.parse(body.createdAt ?? new Date().toISOString()) - Date.now())).toBeLessThan(600_000)
  })

  test.each(FORMS)('S0-05: the %s is read as it was created', async (form) => {
    const { status, body } = await world.pos.call('GET', at(world.ref(form)))
    expect(status).toBe(200)
    expect(body).toEqual(world.kept[form])
  })

  test('S0-02: what is declared as lost is lost', () => {
    const isKept = (path: string): boolean =>
      FORMS.every((form) => JSON.stringify(valueAt(sentForm(world.sent[form]), path)) === JSON.stringify(valueAt(canonicalForm(world.kept[form]), path)))
    expect(lost.filter(isKept)).toEqual([])
    expect(Object.values(cannotKeep).every((reason) => reason.length > 10)).toBe(true)
  })

  test('S0-17: only the fields that are asked for are given', async () => {
    const { status, body } = await world.pos.call('GET', `${at(world.ref())}?fields=emails,status`)
    expect(status, JSON.stringify(body)).toBe(200)
    const { ref, emails, status: state } = world.kept.person!
    expect(body).toEqual({ ref, emails, status: state })
  })
}

function describeSearch(world: World, { cannotSearch }: CrmEntry, mark: string): void {
  const number = async (): Promise<string> => {
    const id = decodeURIComponent(world.ref().split(':')[2]!)
    return (await world.system.numberOf?.(id)) ?? id
  }
  const valueOf = async (criterion: Criterion): Promise<unknown> => {
    const of = CRITERIA[criterion]
    return of(world.sent.person, await number()) ?? of(world.sent.company, await number())
  }

  const [refused, known] = [true, false].map((is) => (Object.keys(CRITERIA) as Criterion[]).filter((name) => name in cannotSearch === is)) as [
    Criterion[],
    Criterion[],
  ]

  test.each(refused)('S0-23: search by %s, which the CRM cannot do, is refused before it is called', async (criterion) => {
    const query = { [criterion]: await valueOf(criterion) }
    const asked = await world.asked(async () => {
      const { status, body } = await world.pos.call('POST', '/customers/search', query)
      expect([status, body.code]).toEqual([422, 'crm.criterion'])
    })
    expect(asked).toEqual([])
  })

  test.each(known)('S0-23: search by %s', async (criterion) => {
    const query = { [criterion]: await valueOf(criterion) }
    const form = criterion === 'taxId' ? 'company' : 'person'
    expect(await world.find({ ...query, limit: 100, ...(criterion !== 'name' && { name: mark }) })).toEqual([world.ref(form)])
  })

  test('S0-23: the e-mail filter reaches the search of the CRM', async () => {
    const { value } = world.sent.person.emails[0]!
    const asked = await world.asked(() => world.find({ email: value }))
    expect(asked.filter((request) => request.includes(value))).toHaveLength(1)
  })

  test('S0-23: one of several criteria is enough', async () => {
    const { value } = world.sent.company.emails[0]!
    expect(await world.find({ any: { name: 'nobody-of-this-name', email: value } })).toEqual([world.ref('company')])
  })

  test('S0-23: nobody is found by a name that nobody has', async () => {
    expect(await world.find({ name: `nobody-${mark}` })).toEqual([])
  })

  test('S0-23: pages have each customer once', async () => {
    expect(await world.find({ name: mark, limit: 1 })).toEqual(expect.arrayContaining([world.ref(), world.ref('company')]))
    expect(await world.find({ name: mark, limit: 1 })).toHaveLength(2)
  })

  test('S0-10d: too few characters are refused before the CRM is called', async () => {
    const asked = await world.asked(async () => {
      const { status, body } = await world.pos.call('POST', '/customers/search', { name: 'ab' })
      expect([status, body.code]).toEqual([422, 'crm.criterion'])
    })
    expect(asked).toEqual([])
  })
}

function describeChanges(world: World, { cannotRace, versionStepMs = 0 }: CrmEntry): void {
  const change = (patch: object) => world.pos.call('PATCH', at(world.ref()), patch)
  const phones = (raw: string): object => ({ phones: [{ raw, kind: 'mobile' }] })
  /** A token that differs from those of later changes. */
  const token = async (): Promise<string> => {
    const { body } = await world.pos.call('GET', at(world.ref()))
    const next = Date.parse(body.updatedAt ?? body.createdAt) + versionStepMs
    await vi.waitUntil(() => Date.now() >= next, { timeout: 10_000 })
    return body.versionToken
  }

  test('S0-05: a change is kept, and the rest stays', async () => {
    const { status, body } = await change({ versionToken: await token(), ...phones('+12025550199') })
    expect(status, JSON.stringify(body)).toBe(200)
    expect(canonicalForm(body)).toEqual({ ...canonicalForm(world.kept.person), ...phones('+12025550199') })
    expect((await world.pos.call('GET', at(world.ref()))).body).toEqual(body)
  })

  test('S0-05: addresses are replaced as a whole', async () => {
    const { addresses } = world.sent.company
    const { status, body } = await change({ addresses })
    expect(status, JSON.stringify(body)).toBe(200)
    expect(canonicalForm(body).addresses).toEqual(addresses)
  })

  test('S0-24: a change of what somebody else has changed meanwhile is refused, and the fresh state can be read', async () => {
    const versionToken = await token()
    expect((await change({ versionToken, ...phones('+12025550111') })).status).toBe(200)
    const stale = await change({ versionToken, ...phones('+12025550122') })
    expect([stale.status, stale.body.code]).toEqual([409, 'target.conflict'])
    const fresh = await world.pos.call('GET', at(world.ref()))
    expect(fresh.body.phones[0].raw).toBe('+12025550111')
    expect((await change({ versionToken: fresh.body.versionToken, ...phones('+12025550122') })).status).toBe(200)
  })

  test.skipIf(cannotRace !== undefined)('S0-24: of two changes at the same time one is refused', async () => {
    const versionToken = await token()
    const both = await Promise.all(['+12025550133', '+12025550144'].map((raw) => change({ versionToken, ...phones(raw) })))
    expect(both.map(({ status }) => status).toSorted()).toEqual([200, 409])
    const winner = both.find(({ status }) => status === 200)!
    expect((await world.pos.call('GET', at(world.ref()))).body.phones).toEqual(winner.body.phones)
  })
}

function describeRefusals(world: World): void {
  test('S0-06: a customer whose e-mail address somebody has is refused, and the field is named', async () => {
    const { status, body } = await world.pos.call('POST', '/customers', { ...world.sent.company, emails: world.sent.person.emails })
    expect([status, body.code], JSON.stringify(body)).toEqual([409, 'target.duplicate'])
    expect(JSON.stringify(body.errors)).toMatch(/mail/i)
  })

  test('S0-05: an unknown customer is not found', async () => {
    const ref = `${world.system.connection.system}:customer:99999999`
    for (const [method, patch] of [['GET'], ['PATCH', { notes: 'x' }]] as const) {
      const { status, body } = await world.pos.call(method, at(ref), patch)
      expect([status, body.code]).toEqual([404, 'target.not-found'])
    }
  })
}

function describeEnd(world: World): void {
  test('S0-05: a deleted customer is gone', async () => {
    const { value } = world.sent.person.emails[0]!
    expect((await world.pos.call('DELETE', at(world.ref()))).status).toBe(204)
    const { status, body } = await world.pos.call('GET', at(world.ref()))
    expect([status, body.code]).toEqual([410, 'reference.deleted'])
    expect(await world.find({ email: value })).toEqual([])
    expect((await world.pos.call('DELETE', at(world.ref('company')))).status).toBe(204)
  })
}
