import { configValue, type NodeSpecs } from '../../model/flow-schema.ts'
import type { Flow } from '../../model/flow.ts'
import type { FieldPlace, FlowLink } from '../../model/lineage.ts'

export interface FlowTracer {
  specs: NodeSpecs
  /** Where the fields of a flow come from and go. */
  trace(flow: Flow): readonly FlowLink[]
}

/** The nodes by which a flow takes in an operation. */
const entries = (flow: Flow, operation: string, specs: NodeSpecs): ReadonlySet<string> =>
  new Set(
    flow.nodes
      .filter(({ kind, config }) => {
        const spec = specs.get(kind)
        return spec?.trigger && spec.produces.rule === 'canonical' && configValue(config, spec.produces.field) === operation
      })
      .map(({ id }) => id),
  )

/** What an operation of a flow reads of the canonical model. */
export function readsOf(flow: Flow, operation: string, { specs, trace }: FlowTracer): FieldPlace[] {
  const from = entries(flow, operation, specs)
  return trace(flow)
    .filter(({ from: { kind }, via }) => kind === 'canonical' && from.has(via[0]?.node ?? ''))
    .flatMap(readPlaces)
}

/** What a flow reads and writes of the canonical model. */
export function touchesOf(flow: Flow, { trace }: FlowTracer): { reads: FieldPlace[]; writes: FieldPlace[] } {
  const links = trace(flow)
  return {
    reads: links.filter(({ from }) => from.kind === 'canonical').flatMap(readPlaces),
    writes: links.filter(({ to }) => to.kind === 'canonical').map(({ to }) => to),
  }
}

/** Of what is copied whole with named fields, these. */
const readPlaces = ({ from, only }: FlowLink): FieldPlace[] =>
  only && only.length > 0 ? only.map((name) => ({ ...from, path: from.path === '' ? name : `${from.path}.${name}` })) : [from]

/** Is a field of an entity, something in it or something around it among these? */
export const includesField = (places: readonly FieldPlace[], entity: string, field: string): boolean =>
  places.some(({ place, path }) => place === entity && (path === '' || path === field || path.startsWith(`${field}.`) || field.startsWith(`${path}.`)))
