import { type Cancellation, Canceller } from '../../model/cancellation.ts'
import type { ReferenceRecord, Remapping } from '../../model/crosswalk.ts'
import { Problem } from '../../model/problem.ts'
import type { Store } from '../../store/contract.ts'
import type { CustomerCalls } from '../operation-contract.ts'
import type { Crosswalk } from './crosswalk.ts'
import { MATCH_FIELDS, matchesOf } from './matching-customer.ts'

export interface RemappingsOptions {
  store: Pick<Store, 'references'>
  crosswalk: Pick<Crosswalk, 'link'>
  customers: CustomerCalls
  /** The system of an implementation of the client; nothing where there is none. */
  system(client: string, implementation: string): string | undefined
  newId(): string
  /** Wall clock, milliseconds since 1970. */
  now(): number
  /** Calls back after milliseconds; gives back what cancels it. */
  after(ms: number, run: () => void): () => void
}

export interface RemappingRequest {
  /** Ids of implementations. */
  from: string
  to: string
  /** Customers. */
  perSecond: number
}

/** What a customer of the system before has come to. */
type Found = 'linked' | 'ambiguous' | 'missing' | 'failed'

interface Job {
  state: Remapping
  request: RemappingRequest
  systems: { from: string; to: string }
  canceller: Canceller
  ended: Promise<void>
}

const PAGE = 100
/** Searches of a client that are remembered. */
const REMEMBERED = 20

/** Looks for the customers of one system in another and links their references. Customers are read, compared and forgotten; only counts and links stay. */
export class Remappings {
  private readonly options: RemappingsOptions
  private jobs: Job[] = []

  constructor(options: RemappingsOptions) {
    this.options = options
  }

  /** Of this server since its start, newest first. */
  list(client: string): Remapping[] {
    return this.ofClient(client).map(({ state }) => ({ ...state }))
  }

  /** Begins and goes on by itself. Throws `implementation.unknown`, `request.invalid` for the same system, `request.conflict` while one of the client runs. */
  async start(client: string, request: RemappingRequest): Promise<Remapping> {
    const systems = { from: this.requireSystem(client, request.from), to: this.requireSystem(client, request.to) }
    if (systems.from === systems.to) throw new Problem('request.invalid', 'Both implementations speak to the same system: its references hold.', { at: 'to' })
    const { active = 0 } = await this.options.store.references.count(client, systems.from)
    if (this.ofClient(client).some(({ state }) => state.endedAt === null)) throw new Problem('request.conflict', 'Another search of the client is under way.')
    const state = { id: this.options.newId(), client, ...request, ...NOTHING_YET, total: active, startedAt: this.time() }
    const { perSecond: _, ...shown } = state
    const job: Job = { state: shown, request, systems, canceller: new Canceller(), ended: Promise.resolve() }
    this.jobs = [job, ...this.jobs.filter((each) => each.state.client !== client), ...this.ofClient(client).slice(0, REMEMBERED - 1)]
    job.ended = this.run(job)
    return { ...job.state }
  }

  /** What was linked stays. One that has ended stays as it is. Throws `request.not-found`. */
  async cancel(client: string, id: string): Promise<Remapping> {
    const job = this.ofClient(client).find(({ state }) => state.id === id)
    if (!job) throw new Problem('request.not-found', 'There is no such search; those of other servers, and of before a restart, are not known here.')
    if (job.state.endedAt === null) job.state.cancelled = true
    job.canceller.abort()
    await job.ended
    return { ...job.state }
  }

  /** Ends what is under way. */
  async stop(): Promise<void> {
    await Promise.all(this.jobs.map(({ state }) => this.cancel(state.client, state.id)))
  }

  private ofClient(client: string): Job[] {
    return this.jobs.filter(({ state }) => state.client === client)
  }

  private requireSystem(client: string, implementation: string): string {
    const system = this.options.system(client, implementation)
    if (system === undefined) throw new Problem('implementation.unknown', `The client has no implementation ${implementation}.`)
    return system
  }

  private async run(job: Job): Promise<void> {
    const { state, systems, canceller } = job
    try {
      let after: string | undefined
      do {
        const page = await this.options.store.references.page(state.client, systems.from, { after, limit: PAGE })
        for (const reference of page) {
          if (canceller.aborted) return
          state[await this.outcome(job, reference)] += 1
        }
        after = page.at(-1)?.ref
      } while (after !== undefined)
    } catch {
      // The crosswalk cannot be read: what was not looked at has failed.
      state.failed = Math.max(state.failed, state.total - state.linked - state.ambiguous - state.missing)
    } finally {
      state.endedAt = this.time()
    }
  }

  private async outcome(job: Job, reference: ReferenceRecord): Promise<Found> {
    const { systems, request, canceller } = job
    try {
      const others = await this.options.store.references.linked(reference.client, reference.linkId)
      if (others.some(({ ref, status }) => status === 'active' && ref.startsWith(`${systems.to}:`))) return 'linked'
      const started = this.options.now()
      const found = await this.look(job, reference)
      await this.pause(started + 1000 / request.perSecond - this.options.now(), canceller)
      return found
    } catch (error) {
      return error instanceof Problem && GONE.has(error.code) ? 'missing' : 'failed'
    }
  }

  private async look({ request, canceller: signal }: Job, { client, ref }: ReferenceRecord): Promise<Found> {
    const { customers, crosswalk } = this.options
    const customer = await customers.get(client, ref, { signal, implementation: request.from, fields: MATCH_FIELDS })
    let found: Found = 'missing'
    for (const { query, fits } of matchesOf(customer)) {
      const page = await orNoSearch(() => customers.search(client, query, { signal, implementation: request.to }))
      const hits = page?.items.filter(fits) ?? []
      if (hits.length === 1) return (await crosswalk.link(client, [[ref, hits[0]!.ref]])).linked === 1 ? 'linked' : 'failed'
      if (hits.length > 1) found = 'ambiguous'
    }
    return found
  }

  private async pause(ms: number, signal: Cancellation): Promise<void> {
    if (ms <= 0 || signal.aborted) return
    await new Promise<void>((resolve) => {
      const stop = (): void => {
        cancel()
        resolve()
      }
      const cancel = this.options.after(ms, () => {
        signal.removeEventListener('abort', stop)
        resolve()
      })
      signal.addEventListener('abort', stop)
    })
  }

  private time(): string {
    return new Date(this.options.now()).toISOString()
  }
}

const NOTHING_YET = { linked: 0, ambiguous: 0, missing: 0, failed: 0, endedAt: null, cancelled: false }

/** The customer is no longer in the system before. */
const GONE: ReadonlySet<string> = new Set(['reference.deleted', 'target.not-found'])

/** A system that is not searched in this way may be in another. */
async function orNoSearch<T>(search: () => Promise<T>): Promise<T | undefined> {
  try {
    return await search()
  } catch (error) {
    if (error instanceof Problem && (error.code === 'crm.criterion' || error.code === 'target.unsupported')) return undefined
    throw error
  }
}
