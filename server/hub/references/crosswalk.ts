import type { Erasure, ReferenceRecord } from '../../model/crosswalk.ts'
import { Problem } from '../../model/problem.ts'
import type { Store } from '../../store/contract.ts'
import type { AnsweredOperation } from '../operation-contract.ts'
import { notedBy } from './noted-by.ts'
import { requireImpersonal } from './personal-id.ts'

export interface CrosswalkOptions {
  store: Pick<Store, 'references'>
  /** The system that the customers of a client live in now; nothing where its CRM is not enabled. */
  system(client: string): string | undefined
  /** A customer is gone, whom all of these mean: what names them elsewhere is to forget them. */
  gone(client: string, refs: readonly string[]): Promise<void>
  linkId(): string
  /** Wall clock, milliseconds since 1970. */
  now(): number
}

export type Pair = readonly [string, string]

/** A pair, by its place in what was sent, and the code of the problem. */
export interface RefusedPair {
  pair: number
  reason: string
}

/** Pairs that become durable together. */
const AT_ONCE = 200

/** The crosswalk: which references there are, which of them mean the same, and which lead nowhere any more. Nothing else is kept about a person. */
export class Crosswalk {
  private readonly options: CrosswalkOptions

  constructor(options: CrosswalkOptions) {
    this.options = options
  }

  /**
   * The reference to use in place of the given one: of a merged customer that of the other, of a customer of another system a linked one of this system.
   * `system` left out: the one that the client uses now; where there is none, systems are not compared. Throws `reference.deleted`, `reference.other-system`, `reference.personal`.
   */
  async resolve(client: string, ref: string, system = this.options.system(client)): Promise<string> {
    // It would be kept with documents and run records.
    requireImpersonal(ref)
    const { references } = this.options.store
    const named = await references.get(client, ref)
    const other = named?.mergedInto ?? undefined
    const known = other === undefined ? named : await references.get(client, other)
    if (known?.status === 'deleted') throw deleted()
    const there = known?.ref ?? ref
    if (system === undefined || systemOf(there) === system) return there
    const others = known ? (await references.linked(client, known.linkId)).filter((other) => systemOf(other.ref) === system) : []
    const active = others.find(({ status }) => status === 'active')
    if (active) return active.ref
    if (others.some(({ status }) => status === 'deleted')) throw deleted()
    throw new Problem('reference.other-system', `The reference belongs to the system ${systemOf(there)}; the customers of the client live in ${system}.`)
  }

  /** Notes what a canonical operation has shown: references that are in use, and customers that are gone. Throws `reference.personal`, `storage.failed`. */
  answered(operation: AnsweredOperation): void | Promise<void> {
    const noted = notedBy(operation)
    if (!noted) return undefined
    requireImpersonal(noted.ref, noted.customer)
    const seen = this.note(operation.client, [noted.ref], noted.versionToken)
    return noted.gone ? seen.then(() => this.bury(operation.client, noted.ref)).then(() => undefined) : seen
  }

  /** Notes that a reference is in use. Throws `reference.personal`. */
  async see(client: string, ref: string): Promise<void> {
    requireImpersonal(ref)
    await this.note(client, [ref])
  }

  /** The reference and all that mean the same, known here or not. */
  async meaning(client: string, ref: string): Promise<string[]> {
    const known = await this.options.store.references.get(client, ref)
    return known ? (await this.options.store.references.linked(client, known.linkId)).map((each) => each.ref) : [ref]
  }

  /** A reference with all that mean the same, oldest first. Throws `request.not-found`. */
  async read(client: string, ref: string): Promise<ReferenceRecord[]> {
    const known = await this.options.store.references.get(client, ref)
    if (!known) throw new Problem('request.not-found', 'There is no such reference.')
    return this.options.store.references.linked(client, known.linkId)
  }

  /** Links pairs, of which the others are linked where one is refused. References that are not known yet are noted. */
  async link(client: string, pairs: readonly Pair[]): Promise<{ linked: number; refused: RefusedPair[] }> {
    const offered = pairs.map((pair, index) => ({ pair, index, reason: refusalOf(pair) }))
    const sound = offered.filter(({ reason }) => reason === undefined)
    await this.note(client, [...new Set(sound.flatMap(({ pair }) => pair))])
    for (let from = 0; from < sound.length; from += AT_ONCE) {
      const some = sound.slice(from, from + AT_ONCE)
      const problems = await this.options.store.references.linkAll(
        client,
        some.map(({ pair }) => pair),
        this.options.now(),
      )
      for (const [index, each] of some.entries()) each.reason = problems[index]?.code
    }
    const refused = offered.flatMap(({ index, reason }) => (reason === undefined ? [] : { pair: index, reason }))
    return { linked: pairs.length - refused.length, refused }
  }

  /** Notes that a customer was merged into another; both may be new here. Gives back all that mean the same. */
  async merge(client: string, { from, into }: { from: string; into: string }): Promise<ReferenceRecord[]> {
    for (const ref of [from, into]) requireImpersonal(ref)
    await this.note(client, [from, into])
    return this.options.store.references.merge(client, { from, into }, this.options.now())
  }

  /** Leaves a tombstone of a customer who is gone, known here or not, has discounts forget them, and gives back the copies that somebody must see to. */
  async bury(client: string, ref: string): Promise<Erasure[]> {
    await this.see(client, ref)
    const copies = await this.options.store.references.tombstone(client, ref, this.options.now())
    await this.options.gone(client, await this.meaning(client, ref))
    return copies
  }

  erasures(client: string, open: boolean): Promise<Erasure[]> {
    return this.options.store.references.erasures(client, open)
  }

  /** A copy was erased by somebody. Throws `request.not-found`. */
  erased(client: string, ref: string, by: string): Promise<void> {
    return this.options.store.references.erased(client, ref, { by, at: this.options.now() })
  }

  private note(client: string, refs: readonly string[], versionToken?: string): Promise<void> {
    const { store, linkId, now } = this.options
    return store.references.seen(refs.map((ref) => ({ client, ref, linkId: linkId(), at: now(), ...(versionToken !== undefined && { versionToken }) })))
  }
}

const systemOf = (ref: string): string => ref.slice(0, ref.indexOf(':'))
const entityOf = (ref: string): string => ref.split(':')[1]!
const deleted = (): Problem => new Problem('reference.deleted', 'The customer was deleted; only a tombstone is left.')

/** Why a pair cannot mean the same, whatever is known of it. */
function refusalOf([first, second]: Pair): string | undefined {
  try {
    for (const ref of [first, second]) requireImpersonal(ref)
  } catch (error) {
    return (error as Problem).code
  }
  return entityOf(first) === entityOf(second) ? undefined : 'request.invalid'
}
