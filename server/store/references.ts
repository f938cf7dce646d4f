import { Erasure, ReferenceRecord } from '../model/crosswalk.ts'
import { Problem } from '../model/problem.ts'
import { type BusinessDatabase, changing, orRefused } from './business-database.ts'
import type { References } from './business-tables.ts'
import { buryReference, closeErasure, linkReferences, mergeReferences, type ReferenceChange } from './reference-changes.ts'
import { type ReferenceRow, toErasure, toReference } from './reference-table.ts'
import { SeenReferences } from './seen-references.ts'
import { assertStorable } from './storable.ts'
import { orStorageProblem } from './storage-problem.ts'

/** The crosswalk. Throws `storage.forbidden` if its schemas ever gain a personal field. */
export function openReferences(options: BusinessDatabase): References & { flush(): Promise<void> } {
  assertStorable(ReferenceRecord, 'reference')
  assertStorable(Erasure, 'erasure')
  return new StoredReferences(options)
}

/** No text in the tables has this character, and PostgreSQL refuses to look for it. */
const isUnfindable = (...texts: string[]): boolean => texts.some((text) => text.includes('\0'))

const reading = <T>(work: () => Promise<T>): Promise<T> => orStorageProblem('References cannot be read.', work)

class StoredReferences implements References {
  private readonly options: BusinessDatabase
  private readonly noted: SeenReferences

  constructor(options: BusinessDatabase) {
    this.options = options
    this.noted = new SeenReferences(options)
  }

  async get(client: string, ref: string): Promise<ReferenceRecord | undefined> {
    if (isUnfindable(client, ref)) return undefined
    const row = await reading(() => this.ofClient(client).selectAll().where('ref', '=', ref).executeTakeFirst())
    const now = this.noted.over(row, { client, ref })
    return now && toReference(now)
  }

  async linked(client: string, linkId: string): Promise<ReferenceRecord[]> {
    if (isUnfindable(client, linkId)) return []
    const find = (): Promise<ReferenceRow[]> => reading(() => this.ofClient(client).selectAll().where('link_id', '=', linkId).execute())
    const found = await find()
    if (found.length > 0) return inOrder(found.map((row) => this.noted.over(row, row)!))
    // It may be that of a new one.
    await this.flush()
    return inOrder(await find())
  }

  async seen(references: Parameters<References['seen']>[0]): Promise<void> {
    this.noted.add(references)
  }

  link(client: string, pair: readonly [string, string], at: number): Promise<ReferenceRecord[]> {
    return this.change({ client, at, refs: pair }, (change) => linkReferences(change, pair))
  }

  linkAll(client: string, pairs: readonly (readonly [string, string])[], at: number): Promise<(Problem | undefined)[]> {
    return this.commit({ client, at, refs: [] }, async (change) => {
      const refused: (Problem | undefined)[] = []
      for (const pair of pairs) {
        const done = await orRefused(() => linkReferences(change, pair))
        refused.push(done instanceof Problem ? done : undefined)
      }
      return refused
    })
  }

  merge(client: string, pair: { from: string; into: string }, at: number): Promise<ReferenceRecord[]> {
    return this.change({ client, at, refs: Object.values(pair) }, (change) => mergeReferences(change, pair))
  }

  async tombstone(client: string, ref: string, at: number): Promise<Erasure[]> {
    const linkId = await this.commit({ client, at, refs: [ref] }, (change) => buryReference(change, ref))
    return reading(async () => (await this.listed(client).where('link_id', '=', linkId).execute()).map(toErasure))
  }

  async erasures(client: string, open: boolean): Promise<Erasure[]> {
    if (isUnfindable(client)) return []
    return reading(async () => {
      const all = this.listed(client)
      return (await (open ? all.where('done_at', 'is', null) : all).execute()).map(toErasure)
    })
  }

  async erased(client: string, ref: string, { by, at }: { by: string; at: number }): Promise<void> {
    await this.commit({ client, at, refs: [ref] }, (change) => closeErasure(change, ref, by))
  }

  async page(client: string, system: string, { after, limit }: { after?: string | undefined; limit: number }): Promise<ReferenceRecord[]> {
    if (isUnfindable(client, system, after ?? '')) return []
    await this.flush()
    return reading(async () => {
      const all = this.ofSystem(client, system).selectAll().where('status', '=', 'active').orderBy('ref').limit(limit)
      return (await (after === undefined ? all : all.where('ref', '>', after)).execute()).map(toReference)
    })
  }

  async count(client: string, system: string): Promise<Record<string, number>> {
    if (isUnfindable(client, system)) return {}
    await this.flush()
    return reading(async () => {
      const rows = await this.ofSystem(client, system)
        .select(({ fn }) => ['status', fn.countAll<number>().as('count')])
        .groupBy('status')
        .execute()
      return Object.fromEntries(rows.map(({ status, count }) => [status, Number(count)]))
    })
  }

  /** Resolves when everything that was seen so far is durable. */
  flush(): Promise<void> {
    return this.noted.flush()
  }

  private ofClient(client: string) {
    return this.options.database.selectFrom('reference').where('client', '=', client)
  }

  /** A semicolon comes right after a colon. */
  private ofSystem(client: string, system: string) {
    return this.ofClient(client).where('ref', '>=', `${system}:`).where('ref', '<', `${system};`)
  }

  private listed(client: string) {
    return this.options.database.selectFrom('erasure').selectAll().where('client', '=', client).orderBy('since').orderBy('ref')
  }

  private async change(place: ChangePlace, work: (change: ReferenceChange) => Promise<string>): Promise<ReferenceRecord[]> {
    return this.linked(place.client, await this.commit(place, work))
  }

  private async commit<T>({ client, at, refs }: ChangePlace, work: (change: ReferenceChange) => Promise<T>): Promise<T> {
    if (isUnfindable(client, ...refs)) throw new Problem('request.not-found', 'There is no such reference.')
    await this.flush()
    return changing(this.options, `references ${client}`, (transaction) => work({ transaction, client, at }))
  }
}

interface ChangePlace {
  client: string
  at: number
  refs: readonly string[]
}

const inOrder = (rows: readonly ReferenceRow[]): ReferenceRecord[] =>
  rows.toSorted((a, b) => a.first_seen - b.first_seen || (a.ref < b.ref ? -1 : 1)).map(toReference)
