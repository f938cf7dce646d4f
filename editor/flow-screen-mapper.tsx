import { useCallback, useMemo } from 'react'
import { expectedOf, resolveSchemaRef } from '../server/model/flow-schema.ts'
import { Mapping } from '../server/model/mapping.ts'
import { mappingField } from './actions/flow-subject.ts'
import { useApi, useEndpoint } from './api/use-api.tsx'
import { configChange } from './document/config-change.ts'
import { edgeField, fieldAddress } from './document/mapping-edge.ts'
import type { PathStep } from './document/mapping-path.ts'
import { useArrivals } from './flow-screen-arrivals.ts'
import type { FlowScreenModel } from './flow-screen-use.ts'
import { useVersion } from './flow-screen-version.ts'
import { Mapper } from './mapper/mapper.tsx'
import { lineageAddress } from './pages/lineage/lineage-groups.ts'

/** The mapper of a node over the whole screen: schemas from the flow, samples from the last test or the flow. */
export function FlowMapper({ screen, node: id }: { screen: FlowScreenModel; node: string }) {
  const { state, specs, editor, place, subject } = screen
  const api = useApi()
  const node = state.flow.nodes.find((each) => each.id === id)
  const spec = node && specs.get(node.kind)
  const field = mappingField(spec)
  const value = field === undefined ? undefined : node?.config[field]
  const mapping = useMemo(() => Mapping.safeParse(value ?? {}), [value])
  const { source, target } = useSides(screen, { id, mapping: mapping.data })
  const samples = useArrivals(screen, id)
  const published = usePublishedNode(screen, { id, field })
  const lineageOf = useLineage(screen, { id, mapping: mapping.data })
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
      {...published}
      clipboard={{ write: subject.screen.writeClipboard, read: subject.screen.readClipboard }}
      row={place.row}
      onRow={place.showRow}
      linkTo={place.linkToRow}
      lineageOf={lineageOf}
    />
  )
}

function useSides({ state, specs, lookup, schemas }: FlowScreenModel, { id, mapping }: { id: string; mapping: Mapping | undefined }) {
  const { flow } = state
  const wanted = useMemo(() => expectedOf(flow, id, { specs, lookup }), [flow, specs, lookup, id])
  return { source: resolveSchemaRef(mapping?.source, lookup) ?? schemas.get(id)?.input, target: resolveSchemaRef(mapping?.target, lookup) ?? wanted }
}

/** The mapping that calls run now, and how often its rows gave a value; nothing for a flow, or a node, that was never published. */
function usePublishedNode({ state }: FlowScreenModel, { id, field }: { id: string; field: string | undefined }) {
  const { flow, publishedVersion: version } = state
  const read = useVersion(flow.id, version).data
  const report = useEndpoint('flows.fills', { params: { id: flow.id } }, { enabled: version !== null }).data
  return useMemo(() => {
    const node = read?.flow.nodes.find((each) => each.id === id)
    const mapping = node && field !== undefined ? Mapping.safeParse(node.config[field]).data : undefined
    const fill = report?.mappings.find((one) => one.node === id)
    return {
      published: read && mapping && { version: read.version, mapping },
      fills: fill && report && { ...fill, version: report.version },
    }
  }, [read, report, id, field])
}

/** The page that tells where a field comes from and goes to, for fields of the canonical model and of operations. */
function useLineage({ state, specs }: FlowScreenModel, { id, mapping }: { id: string; mapping: Mapping | undefined }) {
  const { flow } = state
  const { source, target } = mapping ?? {}
  return useCallback(
    (side: 'source' | 'target', steps: readonly PathStep[]) => {
      const field = edgeField(flow, specs, { node: id, side, ref: side === 'source' ? source : target, steps })
      return field && lineageAddress(fieldAddress(field))
    },
    [flow, specs, id, source, target],
  )
}
