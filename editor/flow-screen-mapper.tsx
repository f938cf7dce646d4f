import { useMemo } from 'react'
import { expectedOf, resolveSchemaRef } from '../server/model/flow-schema.ts'
import { Mapping } from '../server/model/mapping.ts'
import { mappingField } from './actions/flow-subject.ts'
import { useApi } from './api/use-api.tsx'
import { arrivalsAt } from './document/arrivals.ts'
import { configChange } from './document/config-change.ts'
import type { FlowScreenModel } from './flow-screen-use.ts'
import { Mapper } from './mapper/mapper.tsx'

/** The mapper of a node over the whole screen: schemas from the flow, samples from the last test or the flow. */
export function FlowMapper({ screen, node: id }: { screen: FlowScreenModel; node: string }) {
  const { state, specs, editor, place, tries, schemas } = screen
  const api = useApi()
  const node = state.flow.nodes.find((each) => each.id === id)
  const spec = node && specs.get(node.kind)
  const field = mappingField(spec)
  const value = field === undefined ? undefined : node?.config[field]
  const mapping = useMemo(() => Mapping.safeParse(value ?? {}), [value])
  const { source, target } = useSides(screen, { id, mapping: mapping.data })
  const steps = tries.result?.steps
  const samples = useMemo(() => arrivalsAt(state.flow, specs, { node: id, steps: steps ?? [], schemas }), [state.flow, specs, id, steps, schemas])
  if (!node || !spec || field === undefined || !mapping.success) return <p>This node has no mapping that can be shown.</p>
  const change = (next: Mapping, label: string): void => {
    const { flow, apply } = editor.getState()
    const config = { ...flow.nodes.find((each) => each.id === id)?.config, [field]: next }
    apply(configChange(flow, { node: id, spec, config }), label)
  }
  return (
    <Mapper
      key={id}
      title={node.name}
      mapping={mapping.data}
      source={source}
      target={target}
      samples={samples}
      canEdit={state.canEdit}
      onChange={change}
      onClose={place.closeMapper}
      preview={(request) => api.call('mapping.preview', { body: request })}
    />
  )
}

function useSides({ state, specs, lookup, schemas }: FlowScreenModel, { id, mapping }: { id: string; mapping: Mapping | undefined }) {
  const { flow } = state
  const wanted = useMemo(() => expectedOf(flow, id, { specs, lookup }), [flow, specs, lookup, id])
  return { source: resolveSchemaRef(mapping?.source, lookup) ?? schemas.get(id)?.input, target: resolveSchemaRef(mapping?.target, lookup) ?? wanted }
}
