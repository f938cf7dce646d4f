import type { Cancellation } from '../../model/cancellation.ts'
import type { ClientCrm } from '../../model/client.ts'
import type { DiscountAnswer, DiscountQuery, DiscountRule, DiscountTarget } from '../../model/discount.ts'
import type { Implementation } from '../../model/implementation.ts'
import { Problem, toProblem } from '../../model/problem.ts'
import type { Store, Stored } from '../../store/contract.ts'
import type { CustomerCalls } from '../operation-contract.ts'
import { type Category, categoryOf, NO_CATEGORY } from './category.ts'
import { checkRule } from './check-rule.ts'
import { type CategoryValues, decideDiscounts, inForce, isNamed } from './decide-discounts.ts'
import { type PreparedRule, prepareRule } from './prepared-rule.ts'

/** The same object until it is changed. */
type InUse = { readonly implementation: Implementation } | undefined

export interface DiscountsOptions {
  store: Pick<Store, 'discounts' | 'audit'>
  clients: { crm(client: string): ClientCrm | undefined; read(id: string): Promise<unknown> }
  implementations: { current(client: string): InUse; find(client: string, id: string): InUse }
  references: {
    /** The reference that is to be used for a given one. Throws `reference.deleted`, `reference.other-system`. */
    resolve(client: string, ref: string): Promise<string>
    /** The reference and all that mean the same: a rule may name one merged into it, or one of another system. */
    meaning(client: string, ref: string): Promise<readonly string[]>
  }
  customers: Pick<CustomerCalls, 'get'>
  /** Wall clock, milliseconds since 1970. */
  now(): number
}

export interface StoredDiscount {
  revision: number
  value: DiscountRule
}

/** Discounts of clients: who gets them is decided anew at every sale. */
export class Discounts {
  private readonly options: DiscountsOptions
  /** Looked at with every sale, so kept prepared; follows every save. By client, in the order of ids. */
  private known: ReadonlyMap<string, readonly PreparedRule[]> = new Map()
  /** Changes here. */
  private changes = 0
  /** Goes with the implementation. */
  private readonly categories = new WeakMap<object, Category>()

  constructor(options: DiscountsOptions) {
    this.options = options
  }

  /** Reads the rules, at start and when another server may have changed them. */
  async open(): Promise<void> {
    let seen: number
    let rules: DiscountRule[]
    do {
      seen = this.changes
      rules = (await this.options.store.discounts.list()).map(({ value }) => value)
      // What was saved meanwhile may be missing from what was read.
    } while (seen !== this.changes)
    const known = new Map<string, PreparedRule[]>()
    for (const rule of rules.toSorted((a, b) => (a.id < b.id ? -1 : 1))) known.set(rule.client, [...(known.get(rule.client) ?? []), prepareRule(rule)])
    this.known = known
  }

  async list(client: string): Promise<StoredDiscount[]> {
    await this.options.clients.read(client)
    return (await this.options.store.discounts.list()).filter(({ value }) => value.client === client).map(view)
  }

  /** Throws `client.unknown`, `request.conflict` where the id is taken, `request.invalid` for a rule that cannot hold. */
  async create(client: string, rule: DiscountRule): Promise<StoredDiscount> {
    await this.options.clients.read(client)
    return this.put(client, rule, null)
  }

  /** Throws as `create` does; `request.not-found`; `request.conflict` where the revision is another. */
  async save(client: string, id: string, { revision, value }: StoredDiscount): Promise<StoredDiscount> {
    if (value.id !== id) throw invalid([{ path: 'value.id', message: 'must be the id in the address' }])
    await this.read(client, id)
    return this.put(client, value, revision)
  }

  /** Throws `request.not-found`. */
  async delete(client: string, id: string): Promise<void> {
    const { revision } = await this.read(client, id)
    await this.options.store.discounts.delete(id, revision)
    this.change(client, (rules) => rules.filter(({ rule }) => rule.id !== id))
  }

  /** Takes a customer who is gone out of all rules that name one of these references. Who has no customer left to name stays, for nobody or for everybody. */
  async forget(client: string, refs: readonly string[]): Promise<void> {
    const gone = new Set(refs)
    const stays = (target: DiscountTarget): boolean => !('ref' in target && gone.has(target.ref))
    // Another server may have made a rule that is not known here yet.
    for (const { id, value } of await this.options.store.discounts.list()) if (value.client === client) await this.forgetIn(id, stays)
  }

  /**
   * Who gets what, and why. The CRM is called only where a rule in force needs values of the customer and does not name the reference; while it is down
   * such rules are undecided. Throws `reference.deleted`, `reference.other-system`, and what the CRM says of the customer.
   */
  async find(client: string, query: DiscountQuery, signal: Cancellation): Promise<DiscountAnswer> {
    const date = query.date ?? new Date(this.options.now()).toISOString().slice(0, 10)
    const rules = (this.known.get(client) ?? []).filter((rule) => inForce(rule, date))
    const crmReference = query.crmReference ?? null
    const used = crmReference === null ? null : await this.options.references.resolve(client, crmReference)
    const refs = crmReference === null || used === null ? [] : [crmReference, ...(await this.options.references.meaning(client, used))]
    const inUse = this.options.implementations.current(client)
    const category = inUse ? this.categoryIn(inUse) : NO_CATEGORY
    const needed = used !== null && rules.some((rule) => rule.byProperties.length > 0 && !isNamed(rule, refs))
    const values = needed ? await this.valuesOf({ client, ref: used, category, signal }) : undefined
    return decideDiscounts(rules, { date, anonymous: crmReference === null, crmReference, refs, category: category.properties, values })
  }

  private async valuesOf(customer: { client: string; ref: string; category: Category; signal: Cancellation }): Promise<CategoryValues | undefined> {
    const { client, ref, category, signal } = customer
    if (category.fields.length === 0) return undefined
    try {
      return category.read(await this.options.customers.get(client, ref, { fields: category.fields, signal }))
    } catch (error) {
      const problem = toProblem(error)
      if (problem.code === 'crm.offline') return 'the CRM is offline'
      if (problem.code === 'crm.disabled') return 'the CRM is not enabled'
      throw problem
    }
  }

  private async forgetIn(id: string, stays: (target: DiscountTarget) => boolean): Promise<void> {
    const { store, now } = this.options
    const stored = await store.discounts.get(id)
    if (!stored || stored.value.targets.every(stays)) return
    const { client, targets } = stored.value
    try {
      this.keep(client, await store.discounts.put(id, { ...stored.value, targets: targets.filter(stays) }, stored.revision))
    } catch (error) {
      // Somebody was quicker, and may have left it in.
      if (toProblem(error).code === 'request.conflict') return this.forgetIn(id, stays)
      throw error
    }
    await store.audit.add({
      at: new Date(now()).toISOString(),
      user: 'patchbay',
      action: 'discount.forget',
      subject: `discount:${id}`,
      note: `client ${client}`,
    })
  }

  private async read(client: string, id: string): Promise<Stored<DiscountRule>> {
    const stored = await this.options.store.discounts.get(id)
    if (stored?.value.client !== client) throw new Problem('request.not-found', 'The client has no discount of this id.', { at: 'discount' })
    return stored
  }

  private async put(client: string, rule: DiscountRule, revision: number | null): Promise<StoredDiscount> {
    const errors = rule.client === client ? checkRule(rule, this.categoryOfClient(client)) : [{ path: 'client', message: 'must be the client in the address' }]
    if (errors.length > 0) throw invalid(errors)
    const stored = await this.options.store.discounts.put(rule.id, rule, revision)
    this.keep(client, stored)
    return view(stored)
  }

  private keep(client: string, { id, value }: Stored<DiscountRule>): void {
    const prepared = prepareRule(value)
    this.change(client, (rules) => [...rules.filter(({ rule }) => rule.id !== id), prepared].toSorted((a, b) => (a.rule.id < b.rule.id ? -1 : 1)))
  }

  private change(client: string, change: (rules: readonly PreparedRule[]) => readonly PreparedRule[]): void {
    this.changes += 1
    this.known = new Map(this.known).set(client, change(this.known.get(client) ?? []))
  }

  /** Of the implementation that is chosen, also while the CRM is not enabled. */
  private categoryOfClient(client: string): Category | undefined {
    const chosen = this.options.clients.crm(client)?.implementation
    const found = typeof chosen === 'string' ? this.options.implementations.find(client, chosen) : undefined
    return found && this.categoryIn(found)
  }

  private categoryIn({ implementation }: NonNullable<InUse>): Category {
    const known = this.categories.get(implementation)
    if (known) return known
    const category = categoryOf(implementation.configuration)
    this.categories.set(implementation, category)
    return category
  }
}

const invalid = (errors: { path: string; message: string }[]): Problem => new Problem('request.invalid', 'The discount cannot hold.', { errors })

const view = ({ revision, value }: Stored<DiscountRule>): StoredDiscount => ({ revision, value })
