import type { Logger } from 'pino'
import type { OpenDelivery } from './delivery/delivery.ts'
import type { Hub } from './hub/hub.ts'
import { type Problem, toProblem } from './model/problem.ts'
import type { Store } from './store/contract.ts'

/** What follows when other servers have changed documents of a collection: those of these ids, or any. */
type Followers = Readonly<Record<string, (ids: ReadonlySet<string> | 'any') => unknown>>

interface FollowOptions {
  changes: Store['changes']
  followers: Followers
  failed(problem: Problem): void
}

/** Milliseconds until what failed is tried again. */
const AGAIN_AFTER = 1_000

/**
 * Follows what other servers change, one collection after the other, and everything once at the beginning.
 * idle -(change)-> working -(nothing waits)-> idle; what fails waits for another change, or a while; stopped from any of them.
 */
class ChangeFollower {
  private readonly options: FollowOptions
  private readonly waiting = new Map<string, ReadonlySet<string> | 'any'>()
  private readonly unlisten: () => void
  private timer: NodeJS.Timeout | undefined
  private working: Promise<void> | undefined
  private stopped = false

  constructor(options: FollowOptions) {
    this.options = options
    this.unlisten = options.changes((change) => {
      if (change === 'everything') this.followAll()
      else this.follow([change.collection], new Set([change.id]))
    })
    this.followAll()
  }

  async stop(): Promise<void> {
    this.stopped = true
    this.unlisten()
    clearTimeout(this.timer)
    await this.working
  }

  private followAll(): void {
    this.follow(Object.keys(this.options.followers), 'any')
  }

  private follow(collections: readonly string[], ids: ReadonlySet<string> | 'any'): void {
    for (const collection of collections) if (Object.hasOwn(this.options.followers, collection)) this.note(collection, ids)
    this.begin()
  }

  private note(collection: string, ids: ReadonlySet<string> | 'any'): void {
    const before = this.waiting.get(collection)
    this.waiting.set(collection, before === 'any' || ids === 'any' ? 'any' : new Set([...(before ?? []), ...ids]))
  }

  private begin(): void {
    clearTimeout(this.timer)
    if (this.waiting.size > 0) this.working ??= this.work()
  }

  private async work(): Promise<void> {
    for (const [collection, ids] of this.waiting) {
      if (this.stopped) break
      this.waiting.delete(collection)
      try {
        await this.options.followers[collection]!(ids)
      } catch (error) {
        this.options.failed(toProblem(error))
        this.note(collection, ids)
        this.timer = setTimeout(() => this.begin(), AGAIN_AFTER)
        this.timer.unref()
        break
      }
    }
    this.working = undefined
  }
}

export interface FollowOthers {
  store: Pick<Store, 'changes'>
  hub: Pick<Hub, 'clients' | 'connections' | 'implementations' | 'discounts'>
  delivery: Pick<OpenDelivery, 'pausesChanged'>
  /** Makes the newest versions live. */
  openFlows(): Promise<void>
  log: Logger
}

/** Keeps what this server has in memory as other servers have written it. What is not named here is read anew whenever it is needed, or followed by the store. */
export function followOthers({ store, hub, delivery, openFlows, log }: FollowOthers): () => Promise<void> {
  const connections = (ids: ReadonlySet<string> | 'any'): Promise<void> => hub.connections.open(ids)
  // Each after what it refers to.
  const followers = {
    connections,
    secrets: connections,
    versions: openFlows,
    implementations: () => hub.implementations.open(),
    clients: () => hub.clients.open(),
    discounts: () => hub.discounts.open(),
    pauses: () => delivery.pausesChanged(),
  }
  const failed = (problem: Problem): void => log.error({ problem: problem.message }, 'changes of other servers could not be followed')
  const follower = new ChangeFollower({ changes: store.changes, followers, failed })
  return () => follower.stop()
}
