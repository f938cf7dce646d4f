import { isDeepStrictEqual } from 'node:util'
import type { FlowSummary } from '../model/api-view.ts'
import type { CaseReport } from '../model/case.ts'
import type { Finding } from '../model/finding.ts'
import type { Flow, FlowDraft, FlowVersion } from '../model/flow.ts'
import type { NodeSpecs } from '../model/flow-schema.ts'
import { Problem } from '../model/problem.ts'
import type { Store } from '../store/contract.ts'
import { operationsOf } from './flow-facts.ts'
import { loadVersions, readNewest } from './newest-versions.ts'
import { requirePassed } from './require-passed.ts'

export interface FlowsOptions {
  store: Pick<Store, 'flows' | 'versions' | 'clients' | 'implementations'>
  specs: NodeSpecs
  check(flow: Flow): Finding[]
  /** Runs the cases of a flow with mocked calls. */
  runCases(flow: Flow): Promise<CaseReport>
  /** Makes a published version the live one. */
  load(version: number, flow: Flow): void
  unload(flow: string): void
  /** Wall clock, milliseconds since 1970. */
  now(): number
}

/** The life of a flow: draft with revisions -> numbered versions that never change, the newest of them live. */
export class Flows {
  private readonly options: FlowsOptions
  /** The newest version of every flow that was published. */
  private readonly newest = new Map<string, FlowVersion>()

  constructor(options: FlowsOptions) {
    this.options = options
  }

  /** Makes the newest versions live, at start and when another server may have published or deleted some; tells of flows that can't be. */
  async open(failed: (flow: string, problem: unknown) => void): Promise<void> {
    const { store, load, unload } = this.options
    const stored = await readNewest(store)
    // What was read may be older than what was published here meanwhile.
    const isStored = async (known: FlowVersion): Promise<boolean> => (await store.versions.get(versionId(known.flow.id, known.version))) !== undefined
    for (const [id, known] of this.newest) {
      if (stored.has(id) || (await isStored(known))) continue
      this.newest.delete(id)
      unload(id)
    }
    const fresh: FlowVersion[] = []
    for (const [id, version] of stored) {
      const known = this.newest.get(id)
      if (known === version || (known && known.version > version.version && (await isStored(known)))) continue
      this.newest.set(id, version)
      fresh.push(version)
    }
    loadVersions(fresh, load, failed)
  }

  async list(): Promise<FlowSummary[]> {
    const drafts = await this.options.store.flows.list()
    return drafts.map(({ value: { flow, revision, savedAt, savedBy } }) => {
      const published = this.newest.get(flow.id)
      return {
        id: flow.id,
        name: flow.name,
        client: flow.client,
        revision,
        savedAt,
        savedBy,
        publishedVersion: published?.version ?? null,
        changed: !isDeepStrictEqual(published?.flow, flow),
      }
    })
  }

  /** The published flow, or the draft of one that was never published. */
  async current(id: string): Promise<Flow | undefined> {
    return this.newest.get(id)?.flow ?? (await this.options.store.flows.get(id))?.value.flow
  }

  /** The newest published version, in memory. */
  published(id: string): Flow | undefined {
    return this.newest.get(id)?.flow
  }

  /** What counts of each flow: its newest version, or the draft (version 0) of one that was never published. */
  async counting(): Promise<{ version: number; flow: Flow }[]> {
    const drafts = await this.options.store.flows.list()
    return drafts.map(({ value: { flow } }) => this.newest.get(flow.id) ?? { version: 0, flow })
  }

  /** Throws `flow.unknown`. */
  async read(id: string): Promise<FlowDraft> {
    const draft = await this.options.store.flows.get(id)
    if (!draft) throw new Problem('flow.unknown', 'There is no flow of this id.', { at: 'id' })
    return this.withPublished(draft.value)
  }

  /** Throws `request.conflict` where the id is taken. */
  async create(flow: Flow, by: string): Promise<FlowDraft> {
    await this.requireClient(flow.client)
    const draft = { revision: 1, savedAt: this.timestamp(), savedBy: by, publishedVersion: null, flow }
    return this.withPublished((await this.options.store.flows.put(flow.id, draft, null)).value)
  }

  /** Throws `request.conflict` where `revision` is not the stored one, with the places that differ. */
  async save(id: string, { revision, flow }: { revision: number; flow: Flow }, by: string): Promise<FlowDraft> {
    if (flow.id !== id)
      throw new Problem('request.invalid', 'The flow names another id than the address.', {
        errors: [{ path: 'flow.id', message: 'must be the id in the address' }],
      })
    await this.requireClient(flow.client)
    const { publishedVersion } = await this.read(id)
    const draft = { revision: revision + 1, savedAt: this.timestamp(), savedBy: by, publishedVersion, flow }
    try {
      return this.withPublished((await this.options.store.flows.put(id, draft, revision)).value)
    } catch (error) {
      throw await this.explainConflict(error, id)
    }
  }

  /** Throws `request.conflict` while a client is bound to the flow, or an implementation names it. */
  async remove(id: string): Promise<void> {
    await this.read(id)
    const bound = await this.boundBy(id)
    if (bound.length > 0)
      throw new Problem(
        'request.conflict',
        `The flow serves ${bound.map(({ operation, by }) => `${operation} of ${by}`).join(', ')}. Bind another flow first.`,
        { at: 'id' },
      )
    this.options.unload(id)
    this.newest.delete(id)
    const draft = await this.options.store.flows.get(id)
    if (draft) await this.options.store.flows.delete(id, draft.revision)
    for (const version of await this.storedVersions(id)) await this.options.store.versions.delete(version.id, version.revision)
  }

  /**
   * Throws `flow.invalid` with what is wrong, `flow.cases-failed` with the cases that fail, `request.conflict` where the draft has moved on.
   * `tested`: the cases are known to pass and are not run again.
   */
  async publish(id: string, { revision, note, tested = false }: { revision: number; note: string; tested?: boolean }, by: string): Promise<FlowVersion> {
    const flow = await this.publishable(id, revision)
    if (flow.cases.length > 0 && !tested) {
      requirePassed(await this.options.runCases(flow))
      // Cases take time: meanwhile the draft may have moved on, and clients may have been bound.
      await this.publishable(id, revision)
    }
    const version: FlowVersion = { version: (this.newest.get(id)?.version ?? 0) + 1, publishedAt: this.timestamp(), publishedBy: by, note, flow }
    // Loading may still refuse (a webhook that another flow has), so it comes before the version is written.
    this.options.load(version.version, flow)
    try {
      const stored = await this.options.store.versions.put(versionId(id, version.version), version, null)
      this.newest.set(id, stored.value)
      return stored.value
    } catch (error) {
      this.restore(id)
      throw error
    }
  }

  /** The draft, if it is at this revision and nothing stands in its way. */
  private async publishable(id: string, revision: number): Promise<Flow> {
    const draft = await this.read(id)
    if (draft.revision !== revision)
      throw new Problem('request.conflict', `The flow is at revision ${draft.revision}, not ${revision}. Saved by ${draft.savedBy} at ${draft.savedAt}.`, {
        at: id,
      })
    await this.requirePublishable(draft.flow)
    return draft.flow
  }

  private restore(id: string): void {
    const before = this.newest.get(id)
    if (before) this.options.load(before.version, before.flow)
    else this.options.unload(id)
  }

  /** Newest first. Throws `flow.unknown`. */
  async versions(id: string): Promise<FlowVersion[]> {
    await this.read(id)
    const versions = await this.storedVersions(id)
    return versions.map(({ value }) => value).toSorted((a, b) => b.version - a.version)
  }

  /** Throws `flow.unknown`, `request.not-found`. */
  async version(id: string, version: number): Promise<FlowVersion> {
    await this.read(id)
    const stored = Number.isSafeInteger(version) && version > 0 ? await this.options.store.versions.get(versionId(id, version)) : undefined
    if (!stored) throw new Problem('request.not-found', 'The flow has no such version.', { at: 'version' })
    return stored.value
  }

  private async storedVersions(id: string) {
    return (await this.options.store.versions.list()).filter((stored) => stored.value.flow.id === id)
  }

  /** Which version is published follows from the versions, so that publishing is one write and leaves the draft's revision alone. */
  private withPublished(draft: FlowDraft): FlowDraft {
    return { ...draft, publishedVersion: this.newest.get(draft.flow.id)?.version ?? null }
  }

  private async requirePublishable(flow: Flow): Promise<void> {
    const errors = this.options.check(flow).filter((finding) => finding.level === 'error')
    if (errors.length > 0)
      throw new Problem('flow.invalid', `${errors.length === 1 ? 'One finding stands' : `${errors.length} findings stand`} in the way of publishing.`, {
        errors: errors.map((finding) => ({
          path: [finding.node ?? finding.wire, finding.field ?? finding.row].filter(Boolean).join('.'),
          message: finding.message,
          code: finding.code,
        })),
      })
    const served = operationsOf(flow, this.options.specs)
    const broken = (await this.boundBy(flow.id)).filter(({ client, operation }) => client !== flow.client || !served.includes(operation))
    if (broken.length > 0)
      throw new Problem('flow.invalid', 'The flow is bound to operations that it would no longer serve.', {
        errors: broken.map(({ by, operation }) => ({ path: 'nodes', message: `${by} is bound for ${operation}` })),
      })
  }

  private async boundBy(flow: string): Promise<{ client: string; by: string; operation: string }[]> {
    const [clients, implementations] = await Promise.all([this.options.store.clients.list(), this.options.store.implementations.list()])
    return [
      ...clients.map(({ value: { id, bindings } }) => ({ client: id, by: id, flows: bindings })),
      ...implementations.map(({ value: { id, client, flows } }) => ({ client, by: `the implementation ${id}`, flows })),
    ].flatMap(({ flows, ...where }) => Object.entries(flows).flatMap(([operation, bound]) => (bound === flow ? [{ ...where, operation }] : [])))
  }

  private async requireClient(client: string): Promise<void> {
    if (!(await this.options.store.clients.get(client)))
      throw new Problem('client.unknown', 'The flow belongs to a client that does not exist.', { at: 'client' })
  }

  private async explainConflict(error: unknown, id: string): Promise<unknown> {
    if (!(error instanceof Problem) || error.code !== 'request.conflict') return error
    const stored = await this.options.store.flows.get(id)
    if (!stored) return new Problem('flow.unknown', 'The flow has been deleted meanwhile.', { at: 'id' })
    // Who saved and when differs with every save; only the flow itself is of interest.
    const errors = (error.errors ?? []).filter(({ path }) => path.startsWith('flow.')).map((entry) => ({ ...entry, path: entry.path.slice('flow.'.length) }))
    return new Problem('request.conflict', `Revision ${stored.revision} was saved by ${stored.value.savedBy} at ${stored.value.savedAt}.`, { at: id, errors })
  }

  private timestamp(): string {
    return new Date(this.options.now()).toISOString()
  }
}

const versionId = (flow: string, version: number): string => `${flow}@${version}`
