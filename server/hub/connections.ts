import type { Connection, ConnectionView } from '../model/connection.ts'
import { CREDENTIAL_FIELDS, type Connector } from '../model/connector.ts'
import type { JsonSchema } from '../model/json-schema.ts'
import type { NodeSpecs } from '../model/flow-schema.ts'
import { type FieldError, Problem } from '../model/problem.ts'
import type { Store, Stored } from '../store/contract.ts'
import { connectionsOf, secretsOf } from './flow-facts.ts'

export interface ConnectionsOptions {
  store: Pick<Store, 'connections' | 'secrets' | 'clients' | 'flows' | 'versions' | 'implementations'>
  connectors: ReadonlyMap<string, Connector>
  specs: NodeSpecs
  /** Drops sessions, tokens and prepared requests of a connection that was changed. */
  forget(connection: string): void
}

export type Credentials = Readonly<Record<string, string>>

/** Connectors with address and credentials. Credentials go in and never come out again. */
export class Connections {
  private readonly options: ConnectionsOptions
  /** Looked at with every outbound call, so kept in memory; follows every save. */
  private known: ReadonlyMap<string, Connection> = new Map()
  /** Grows with every connection that is made, changed or deleted. */
  changes = 0

  constructor(options: ConnectionsOptions) {
    this.options = options
  }

  /** Reads the connections, at start and when another server may have changed them or their credentials: those of these ids are prepared anew. */
  async open(changed: Iterable<string> | 'any' = []): Promise<void> {
    let seen: number
    let known: ReadonlyMap<string, Connection>
    do {
      seen = this.changes
      known = new Map((await this.options.store.connections.list()).map(({ id, value }) => [id, value]))
      // What was changed meanwhile may be missing from what was read.
    } while (seen !== this.changes)
    const ids = changed === 'any' ? new Set([...known.keys(), ...this.known.keys()]) : changed
    this.known = known
    this.changes += 1
    for (const id of ids) this.options.forget(id)
  }

  /** The connection, if it belongs to the client. */
  find(client: string, id: string): Connection | undefined {
    const connection = this.known.get(id)
    return connection?.client === client ? connection : undefined
  }

  /** The schema of one side of an operation of any connection, where it is known. */
  operationSchema(id: string, operation: string, side: 'input' | 'output'): JsonSchema | undefined {
    const operations = this.options.connectors.get(this.known.get(id)?.connector ?? '')?.operations
    return operations && Object.hasOwn(operations, operation) ? operations[operation]?.[side] : undefined
  }

  async list(): Promise<ConnectionView[]> {
    const stored = await this.options.store.connections.list()
    return Promise.all(stored.map((entry) => this.view(entry)))
  }

  /** Throws `request.not-found`. */
  async read(id: string): Promise<Stored<Connection>> {
    const stored = await this.options.store.connections.get(id)
    if (!stored) throw new Problem('request.not-found', 'There is no connection of this id.', { at: 'id' })
    return stored
  }

  /** Throws `request.conflict` where the id is taken, `request.invalid` for what cannot work. */
  async create(connection: Connection, credentials: Credentials): Promise<ConnectionView> {
    await this.requireSound(connection, credentials)
    const stored = await this.options.store.connections.put(connection.id, connection, null)
    // Nothing that a deleted connection of the same id may have left behind.
    await this.options.store.secrets.remove(connection.id)
    return this.changed(stored, credentials)
  }

  /** Credentials that are left out stay, unless the address moves to another host. Throws as `create` does. */
  async save(id: string, { revision, connection }: { revision: number; connection: Connection }, credentials: Credentials): Promise<ConnectionView> {
    if (connection.id !== id) throw invalid([{ path: 'connection.id', message: 'must be the id in the address' }])
    const before = await this.read(id)
    await this.requireSound(connection, credentials)
    if (connection.client !== before.value.client) throw invalid([{ path: 'connection.client', message: 'a connection stays with its client' }])
    if (connection.system !== before.value.system) await this.requireUnchosen(id)
    await this.requireResent(before.value, connection, credentials)
    const stored = await this.options.store.connections.put(id, connection, revision)
    return this.changed(stored, credentials)
  }

  /** Throws `request.conflict` while a flow calls the connection or uses its credentials, or an implementation is of it. */
  async remove(id: string): Promise<void> {
    const stored = await this.read(id)
    const flows = [...(await this.options.store.flows.list()), ...(await this.options.store.versions.list())].map(({ value }) => value.flow)
    const { specs } = this.options
    const using = new Set([
      ...(await this.implementationsOf(id)),
      ...flows.filter((flow) => [...connectionsOf(flow, specs), ...secretsOf(flow, specs)].includes(id)).map((flow) => flow.id),
    ])
    if (using.size > 0) throw new Problem('request.conflict', `The connection is used by ${[...using].join(', ')}.`, { at: 'id' })
    await this.options.store.connections.delete(id, stored.revision)
    await this.options.store.secrets.remove(id)
    this.known = new Map([...this.known].filter(([known]) => known !== id))
    this.changes += 1
    this.options.forget(id)
  }

  private async implementationsOf(id: string): Promise<string[]> {
    const stored = await this.options.store.implementations.list()
    return stored.flatMap(({ value }) => (value.connection === id ? [`the implementation ${value.id}`] : []))
  }

  /** Otherwise the references of customers would silently belong to a system that is gone. */
  private async requireUnchosen(id: string): Promise<void> {
    const using = await this.implementationsOf(id)
    if (using.length > 0) throw invalid([{ path: 'connection.system', message: `${using.join(', ')} keeps references of the system; make another connection` }])
  }

  private async changed(stored: Stored<Connection>, credentials: Credentials): Promise<ConnectionView> {
    const fields: readonly string[] = CREDENTIAL_FIELDS[stored.value.auth]
    const stale = (await this.options.store.secrets.names(stored.id)).filter((name) => !fields.includes(name))
    const values = { ...Object.fromEntries(stale.map((name) => [name, ''])), ...credentials }
    if (Object.keys(values).length > 0) await this.options.store.secrets.write(stored.id, values)
    this.known = new Map(this.known).set(stored.id, stored.value)
    this.changes += 1
    this.options.forget(stored.id)
    return this.view(stored)
  }

  private async view({ id, revision, value }: Stored<Connection>): Promise<ConnectionView> {
    const names = await this.options.store.secrets.names(id)
    return {
      revision,
      connection: value,
      credentials: Object.fromEntries(names.map((name) => [name, 'set' as const])),
      sandbox: this.options.connectors.get(value.connector)?.sandbox ?? false,
    }
  }

  private async requireSound(connection: Connection, credentials: Credentials): Promise<void> {
    const connector = this.options.connectors.get(connection.connector)
    const fields: readonly string[] = CREDENTIAL_FIELDS[connection.auth]
    const { username, search, hash } = new URL(connection.baseUrl)
    const errors: FieldError[] = []
    if (!(await this.options.store.clients.get(connection.client))) errors.push({ path: 'connection.client', message: 'there is no such client' })
    if (!connector) errors.push({ path: 'connection.connector', message: 'there is no such connector' })
    else if (!connector.auth.some(({ type }) => type === connection.auth))
      errors.push({ path: 'connection.auth', message: `the connector offers ${connector.auth.map(({ type }) => type).join(', ')}` })
    if (username !== '' || search !== '' || hash !== '') errors.push({ path: 'connection.baseUrl', message: 'must hold no user name, query or fragment' })
    for (const name of Object.keys(credentials))
      if (!fields.includes(name)) errors.push({ path: `credentials.${name}`, message: 'is not a credential of this kind of login' })
    if (errors.length > 0) throw invalid(errors)
  }

  /** Otherwise whoever may change an address could have stored credentials sent to a host of their own. */
  private async requireResent(before: Connection, after: Connection, credentials: Credentials): Promise<void> {
    const trusted = hostsOf(before)
    if (hostsOf(after).every((host) => trusted.includes(host))) return
    const missing = (await this.options.store.secrets.names(after.id)).filter((name) => !credentials[name])
    if (missing.length > 0)
      throw invalid(missing.map((name) => ({ path: `credentials.${name}`, message: 'must be entered again because the address has changed' })))
  }
}

/** Every host that the connection names: that of its base URL and those of addresses among its settings. */
function hostsOf({ baseUrl, settings }: Connection): string[] {
  return [baseUrl, ...Object.values(settings)].flatMap((value) =>
    typeof value === 'string' && /^https?:/i.test(value) && URL.canParse(value) ? [new URL(value).origin] : [],
  )
}

const invalid = (errors: FieldError[]): Problem =>
  new Problem('request.invalid', `The connection is not right at ${errors.map(({ path }) => path).join(', ')}.`, { errors })
