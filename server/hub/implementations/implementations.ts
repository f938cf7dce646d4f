import type { ClientCrm } from '../../model/client.ts'
import { configurationChanges } from '../../model/configuration-changes.ts'
import type { Connection, ConnectionView } from '../../model/connection.ts'
import type { Flow } from '../../model/flow.ts'
import type { NodeSpecs } from '../../model/flow-schema.ts'
import {
  type ConfigurationChange,
  type ConfigurationPackage,
  type Implementation,
  type ImplementationComparison,
  PackageName,
} from '../../model/implementation.ts'
import type { ImplementationView } from '../../model/implementation-endpoint.ts'
import type { FlowLink } from '../../model/lineage.ts'
import { type FieldError, Problem } from '../../model/problem.ts'
import type { Store, Stored } from '../../store/contract.ts'
import { leftBehind } from './client-crm.ts'
import { checkImplementation, findStrays } from './check-implementation.ts'
import { findUnserved } from './find-unserved.ts'
import { impactOf } from './impact.ts'
import { invalid, requireSamePlace, unconfirmed, UNKNOWN } from './problems.ts'
import { type ImplementationInUse, ImplementationsInUse } from './implementations-in-use.ts'

export interface ImplementationsOptions {
  store: Pick<Store, 'implementations' | 'implementationVersions' | 'clients' | 'discounts' | 'references'>
  specs: NodeSpecs
  crm(client: string): ClientCrm | undefined
  connections: { find(client: string, id: string): Connection | undefined; list(): Promise<ConnectionView[]> }
  flows: { current(id: string): Promise<Flow | undefined>; published(id: string): Flow | undefined }
  /** Where the fields of a flow come from and go. */
  trace(flow: Flow): readonly FlowLink[]
}

/** What is to become of an implementation. `confirm`: structural changes as well. `asked`: what needs a confirmation besides them. */
interface Change {
  revision: number
  value: Implementation
  confirm: boolean
  asked?: readonly FieldError[]
}

/** The ways in which the customers of clients live in CRMs. A structural change makes a new version and keeps the one before. */
export class Implementations {
  private readonly options: ImplementationsOptions
  private readonly inUse: ImplementationsInUse

  constructor(options: ImplementationsOptions) {
    this.options = options
    this.inUse = new ImplementationsInUse(options)
  }

  /** Reads the implementations, at start and when another server may have changed them. */
  open(): Promise<void> {
    return this.inUse.open()
  }

  /** What serves the customers of a client now; nothing where its CRM is not enabled. In memory. */
  current(client: string): ImplementationInUse | undefined {
    return this.inUse.current(client)
  }

  /** An implementation of the client, in use or not; nothing where its connection is gone. In memory. */
  find(client: string, id: string): ImplementationInUse | undefined {
    return this.inUse.find(client, id)
  }

  /** The systems of all implementations of the client. */
  systems(client: string): readonly string[] {
    return this.inUse.systems(client)
  }

  /** Calls the listener with a client whose selector may have become another one. Gives back what ends it. */
  onChange(listener: (client: string) => void): () => void {
    return this.inUse.onChange(listener)
  }

  /** Tells the listeners of a client. */
  announce(client: string): void {
    this.inUse.announce(client)
  }

  async list(): Promise<ImplementationView[]> {
    return this.views(await this.options.store.implementations.list())
  }

  /** Throws `implementation.unknown`. */
  async read(id: string): Promise<ImplementationView> {
    return this.view(await this.stored(id))
  }

  /** Its version is 1. Throws `request.conflict` where the id is taken, `request.invalid` for what cannot work. */
  async create(implementation: Implementation): Promise<ImplementationView> {
    const value = { ...implementation, version: 1 }
    await this.requireSound(value)
    return this.changed(await this.options.store.implementations.put(value.id, value, null))
  }

  /** Throws `implementation.unconfirmed` with what the change touches, `request.conflict` for another revision, `request.invalid` for what cannot work. */
  async save(id: string, change: Change): Promise<ImplementationView> {
    return this.change(await this.stored(id), change)
  }

  /** Makes an earlier version the newest. Throws as `save` does, and `request.not-found`. */
  async restore(id: string, { version, ...change }: { revision: number; version: number; confirm: boolean }): Promise<ImplementationView> {
    return this.change(await this.stored(id), { ...change, value: await this.version(id, version) })
  }

  /** Applies a package: the same one once more changes nothing. Throws as `save` does. */
  async apply(id: string, { package: offered, ...change }: { revision: number; package: ConfigurationPackage; confirm: boolean }): Promise<ImplementationView> {
    const stored = await this.stored(id)
    const { name, version, configuration, connector } = offered
    const own = await this.connectorOf(stored.value)
    const asked = own === connector ? [] : [{ path: 'package.connector', code: 'other-connector', message: `was made for ${connector}, not for ${own}` }]
    return this.change(stored, { ...change, value: { ...stored.value, configuration, package: { name, version } }, asked })
  }

  /** The configuration to carry elsewhere. Throws `request.invalid` for a version that is none. */
  async export(id: string, version: string | undefined): Promise<ConfigurationPackage> {
    const { value } = await this.stored(id)
    const named = PackageName.shape.version.safeParse(version ?? value.package?.version ?? '1.0.0')
    if (!named.success) throw invalid([{ path: 'version', message: 'must be a version such as 1.0.0' }])
    const connector = await this.connectorOf(value)
    const name = value.package?.name ?? value.id
    return { format: 'patchbay-crm-configuration', formatVersion: 1, name, version: named.data, connector, configuration: value.configuration }
  }

  /** What a change would be and touch, and what is wrong with it. */
  async compare(id: string, value: Implementation): Promise<ImplementationComparison> {
    const before = (await this.stored(id)).value
    const changes = configurationChanges(before, value)
    const live = this.isLive(value)
    const errors = await checkImplementation(this.options, value, live)
    const warnings = [...(live ? [] : await findStrays(this.options, value)), ...(await findUnserved(this.options, value))]
    const found = (severity: 'error' | 'warning', list: readonly FieldError[]) => list.map(({ path, message }) => ({ path, message, severity }))
    return { changes, impact: await this.impact(before, changes), findings: [...found('error', errors), ...found('warning', warnings)] }
  }

  /** Throws `request.conflict` while a client has chosen it. */
  async remove(id: string): Promise<void> {
    const { revision } = await this.stored(id)
    const using = (await this.options.store.clients.list()).filter(({ value }) => value.crm?.implementation === id)
    if (using.length > 0)
      throw new Problem('request.conflict', `The implementation is that of ${using.map((client) => client.id).join(', ')}. Choose another one there first.`, {
        at: 'id',
      })
    await this.options.store.implementations.delete(id, revision)
    this.inUse.keep(id, undefined)
    const { implementationVersions } = this.options.store
    for (const kept of await implementationVersions.list()) if (kept.value.id === id) await implementationVersions.delete(kept.id, kept.revision)
  }

  /** A version, as it was before the structural change that followed it. Throws `request.not-found`. */
  async version(id: string, version: number): Promise<Implementation> {
    const { value } = await this.stored(id)
    if (value.version === version) return value
    const known = Number.isSafeInteger(version) && version > 0 && version < value.version
    const stored = known ? await this.options.store.implementationVersions.get(`${id}@${version}`) : undefined
    if (!stored) throw new Problem('request.not-found', 'The implementation has no such version.', { at: 'version' })
    return stored.value
  }

  /** What is wrong with the implementation of a client, were it to serve now. */
  async usable(client: string, id: string): Promise<FieldError[]> {
    const found = this.find(client, id)
    return found ? checkImplementation(this.options, found.implementation, true) : [{ path: '', code: 'implementation-unknown', message: UNKNOWN }]
  }

  private async change(stored: Stored<Implementation>, { revision, value, confirm, asked = [] }: Change): Promise<ImplementationView> {
    const before = stored.value
    requireSamePlace(before, value)
    await this.requireSound(value)
    const changes = configurationChanges(before, value)
    if (changes.length === 0) return this.view(stored)
    const questions = [...asked, ...(await this.moved(before, value))]
    const structural = changes.some((change) => change.class === 'structural')
    if ((structural || questions.length > 0) && !confirm) throw unconfirmed(questions, changes, await this.impact(before, changes))
    if (structural && revision === stored.revision) await this.keepVersion(before)
    const next = { ...value, version: before.version + (structural ? 1 : 0) }
    return this.changed(await this.options.store.implementations.put(before.id, next, revision))
  }

  /** What stays behind where the connection is of another system. */
  private async moved(before: Implementation, { connection }: Implementation): Promise<FieldError[]> {
    const { connections, store } = this.options
    const [was, is] = [before.connection, connection].map((id) => connections.find(before.client, id)?.system)
    return was && is ? leftBehind(store.references, { client: before.client, was, is, path: 'connection', always: true }) : []
  }

  private changed(stored: Stored<Implementation>): Promise<ImplementationView> {
    this.inUse.keep(stored.id, stored.value)
    return this.view(stored)
  }

  /** One that a crash has left behind is written over: safe changes may have followed. */
  private async keepVersion(before: Implementation): Promise<void> {
    const { implementationVersions } = this.options.store
    const id = `${before.id}@${before.version}`
    await implementationVersions.put(id, before, (await implementationVersions.get(id))?.revision ?? null)
  }

  private isLive({ client, id }: Implementation): boolean {
    const crm = this.options.crm(client)
    return crm?.enabled === true && crm.implementation === id
  }

  private async requireSound(value: Implementation): Promise<void> {
    const errors = await checkImplementation(this.options, value, this.isLive(value))
    if (errors.length > 0) throw invalid(errors)
  }

  private async impact(before: Implementation, changes: readonly ConfigurationChange[]): Promise<ImplementationComparison['impact']> {
    const { store, flows, trace, specs } = this.options
    const [clients, discounts] = await Promise.all([store.clients.list(), store.discounts.list()])
    const named = await Promise.all([...new Set(Object.values(before.flows))].map((id) => flows.current(id)))
    return impactOf({
      changes,
      before,
      clients: clients.map(({ value }) => value),
      discounts: discounts.map(({ value }) => value),
      flows: named.filter((flow) => flow !== undefined),
      tracer: { trace, specs },
    })
  }

  private async connectorOf({ connection }: Implementation): Promise<string> {
    return (await this.options.connections.list()).find((view) => view.connection.id === connection)?.connection.connector ?? connection
  }

  private async stored(id: string): Promise<Stored<Implementation>> {
    const stored = await this.options.store.implementations.get(id)
    if (!stored) throw new Problem('implementation.unknown', UNKNOWN, { at: 'id' })
    return stored
  }

  private async view(stored: Stored<Implementation>): Promise<ImplementationView> {
    return (await this.views([stored]))[0]!
  }

  private async views(stored: readonly Stored<Implementation>[]): Promise<ImplementationView[]> {
    const [connections, versions] = await Promise.all([this.options.connections.list(), this.options.store.implementationVersions.list()])
    return stored.map(({ revision, value }) => ({
      revision,
      value,
      connection: connections.find(({ connection }) => connection.id === value.connection) ?? null,
      versions: versions
        .flatMap((kept) => (kept.value.id === value.id && kept.value.version < value.version ? [kept.value.version] : []))
        .toSorted((a, b) => b - a),
    }))
  }
}
