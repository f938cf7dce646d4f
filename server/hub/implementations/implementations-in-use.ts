import type { ClientCrm } from '../../model/client.ts'
import type { Connection } from '../../model/connection.ts'
import type { Implementation } from '../../model/implementation.ts'
import { sameValue } from '../../model/value-changes.ts'
import type { Store } from '../../store/contract.ts'

export interface ImplementationsInUseOptions {
  store: Pick<Store, 'implementations'>
  crm(client: string): ClientCrm | undefined
  connections: { find(client: string, id: string): Connection | undefined }
}

/** An implementation with what its calls need. The same objects until something of them changes, so that what is prepared from them can be kept by them. */
export interface ImplementationInUse {
  implementation: Implementation
  /** The system that its references belong to. */
  system: string
  /** `<id>@<version>`, as run records name it. */
  label: string
}

/** The implementations in memory, and which of them each client uses: looked at with every call. */
export class ImplementationsInUse {
  private readonly options: ImplementationsInUseOptions
  private known: ReadonlyMap<string, Implementation> = new Map()
  /** What was handed out. */
  private readonly found = new Map<string, ImplementationInUse>()
  /** Saves here. */
  private saves = 0
  private readonly listeners = new Set<(client: string) => void>()

  constructor(options: ImplementationsInUseOptions) {
    this.options = options
  }

  /** Reads the implementations, at start and when another server may have changed them. */
  async open(): Promise<void> {
    let seen: number
    let stored: Implementation[]
    do {
      seen = this.saves
      stored = (await this.options.store.implementations.list()).map(({ value }) => value)
      // What was saved meanwhile may be missing from what was read.
    } while (seen !== this.saves)
    const before = this.known
    const after = new Map(stored.map((read) => [read.id, kept(before.get(read.id), read)]))
    this.known = after
    const changed = [...before, ...after].filter(([id]) => before.get(id) !== after.get(id))
    for (const client of new Set(changed.map(([, { client }]) => client))) this.announce(client)
  }

  /** What serves the customers of a client now; nothing where its CRM is not enabled. In memory. */
  current(client: string): ImplementationInUse | undefined {
    const crm = this.options.crm(client)
    return crm?.enabled && crm.implementation !== null ? this.find(client, crm.implementation) : undefined
  }

  /** An implementation of the client, in use or not; nothing where its connection is gone. In memory. */
  find(client: string, id: string): ImplementationInUse | undefined {
    const implementation = this.known.get(id)
    if (implementation?.client !== client) return undefined
    const system = this.options.connections.find(client, implementation.connection)?.system
    if (system === undefined) return undefined
    const before = this.found.get(id)
    if (before?.implementation === implementation && before.system === system) return before
    const found = { implementation, system, label: `${id}@${implementation.version}` }
    this.found.set(id, found)
    return found
  }

  /** The systems that references of the client may belong to. */
  systems(client: string): string[] {
    return [...new Set([...this.known.keys()].flatMap((id) => this.find(client, id)?.system ?? []))]
  }

  /** Calls the listener with a client whose selector may have become another one. Gives back what ends it. */
  onChange(listener: (client: string) => void): () => void {
    this.listeners.add(listener)
    return () => void this.listeners.delete(listener)
  }

  /** Takes in what was saved here, or lets go of what was deleted. */
  keep(id: string, implementation: Implementation | undefined): void {
    const client = implementation?.client ?? this.known.get(id)?.client
    const others = [...this.known].filter(([known]) => known !== id)
    this.known = new Map(implementation ? [...others, [id, implementation]] : others)
    this.saves += 1
    if (!implementation) this.found.delete(id)
    if (client !== undefined) this.announce(client)
  }

  /** Tells the listeners of a client. */
  announce(client: string): void {
    for (const listener of this.listeners) listener(client)
  }
}

/** What was read, or the object that is known already where both are the same. */
const kept = (known: Implementation | undefined, read: Implementation): Implementation => (known && sameValue(known, read) ? known : read)
