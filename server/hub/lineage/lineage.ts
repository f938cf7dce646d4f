import type { Flow } from '../../model/flow.ts'
import type { OperationSchemas } from '../../model/flow-schema.ts'
import type { FlowLink, LineageAnswer, LineageIndex } from '../../model/lineage.ts'
import { readCanonicalFields } from '../../model/canonical-field.ts'
import { Problem } from '../../model/problem.ts'
import { LinkIndex, parseAddress, type PlacedLink } from './link-index.ts'
import { similarAddresses } from './similar-addresses.ts'

/** A flow as it counts for lineage; version 0 is the draft. */
export interface CountedFlow {
  version: number
  flow: Flow
}

export interface LineageOptions {
  /** Every flow once. */
  flows(): Promise<readonly CountedFlow[]>
  /** The ways of fields through a flow. */
  trace(flow: Flow): readonly FlowLink[]
  /** The schema of one side of an operation of any connection, where it is known. */
  operationSchema?: OperationSchemas
  /** Grows whenever what `operationSchema` answers may have changed. */
  schemasChanged?(): number
}

/** Lets calls that wait be served between two flows. */
const pause = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** Where fields go and where they come from, over all flows. Each state of a flow is traced once. */
export class Lineage {
  private readonly options: LineageOptions
  private readonly canonical = readCanonicalFields()
  /** States of flows never change; those that are gone are forgotten with them. */
  private traced = new WeakMap<Flow, readonly FlowLink[]>()
  private schemasAt = 0
  private built: { flows: readonly CountedFlow[]; index: Promise<LinkIndex> } | undefined

  constructor(options: LineageOptions) {
    this.options = options
  }

  /** Throws `request.not-found` for a field that no flow touches and the canonical model does not have. */
  async read(address: string): Promise<LineageAnswer> {
    const index = await this.index()
    const asked = parseAddress(address)
    const answer = index.answer(asked)
    const known = asked.kind === 'canonical' && this.canonical.has({ entity: asked.place, path: asked.path })
    const links = [...answer.reaches, ...answer.comesFrom]
    // What becomes of a whole record says nothing of a field that the model does not have: there, a link has to name the field itself.
    const isTouched = asked.kind === 'canonical' ? links.some(({ from, to }) => [from, to].some((end) => end.address.startsWith(address))) : links.length > 0
    if (known || isTouched) return answer
    const similar = similarAddresses(address, [...index.fields().map(({ field }) => field.address), ...this.canonical.addresses()])
    const remedy = similar.length === 0 ? 'Choose one of those that flows move.' : `Similar fields: ${similar.join(', ')}.`
    const errors = similar.map((path) => ({ path, message: 'is a similar field' }))
    throw new Problem('request.not-found', `No flow has a field of this name. ${remedy}`, { at: 'field', errors })
  }

  /** Every field that some flow touches. */
  async fields(): Promise<LineageIndex> {
    return (await this.index()).fields()
  }

  private async index(): Promise<LinkIndex> {
    this.followSchemas()
    const flows = await this.options.flows()
    const { built } = this
    if (built && built.flows.length === flows.length && flows.every(({ flow }, place) => built.flows[place]?.flow === flow)) return built.index
    const index = this.build(flows)
    this.built = { flows, index }
    // A flow that cannot be traced must not stand in the way of the next question.
    index.catch(() => (this.built = undefined))
    return index
  }

  private followSchemas(): void {
    const changed = this.options.schemasChanged?.() ?? 0
    if (changed === this.schemasAt) return
    this.schemasAt = changed
    this.traced = new WeakMap()
    this.built = undefined
  }

  private async build(flows: readonly CountedFlow[]): Promise<LinkIndex> {
    const links: PlacedLink[] = []
    for (const { version, flow } of flows) {
      if (!this.traced.has(flow)) await pause()
      for (const link of this.linksOf(flow)) links.push({ link, flow: flow.id, flowName: flow.name, version })
    }
    return new LinkIndex(links, { canonical: this.canonical, lookup: this.options.operationSchema })
  }

  private linksOf(flow: Flow): readonly FlowLink[] {
    const known = this.traced.get(flow)
    if (known) return known
    const links = this.options.trace(flow)
    this.traced.set(flow, links)
    return links
  }
}
