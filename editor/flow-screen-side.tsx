import { configChange } from './document/config-change.ts'
import { onMac } from './flow-screen-keys.ts'
import type { FlowScreenModel } from './flow-screen-use.ts'
import { FlowInspector } from './inspector/flow-inspector.tsx'
import { Inspector } from './inspector/inspector.tsx'
import type { InspectorFacts } from './inspector/inspector-facts.ts'
import { SelectionInspector } from './inspector/selection-inspector.tsx'

const UNKNOWN = { input: undefined, output: undefined }

/** The right panel: what is selected decides what it shows. */
export function FlowSide({ screen }: { screen: FlowScreenModel }) {
  const { state, node, specs, subject, editor } = screen
  const { flow, selection, canEdit } = state
  const facts = factsOf(screen)
  if (node && facts) {
    const spec = facts.spec
    return (
      <Inspector
        facts={facts}
        readOnly={!canEdit}
        onRename={(name) => editor.getState().apply({ type: 'rename-node', node: node.id, name }, 'rename')}
        onConfig={(config, label) => editor.getState().apply(configChange(editor.getState().flow, { node: node.id, spec, config }), `${label} “${node.name}”`)}
      />
    )
  }
  if (selection.nodes.length + selection.wires.length > 0 && !(node && specs.has(node.kind)))
    return <SelectionInspector flow={flow} selection={selection} subject={subject} mac={onMac()} />
  return <FlowInspector flow={flow} readOnly={!canEdit} onChange={(change, label) => editor.getState().apply(change, label)} />
}

function factsOf(screen: FlowScreenModel): InspectorFacts | undefined {
  const { node, specs, state, catalog, connections, flows, findings, place, schemas } = screen
  const { flow } = state
  const spec = node && specs.get(node.kind)
  if (!node || !spec) return undefined
  return {
    flow,
    node,
    spec,
    catalog,
    connections: connections.filter((each) => each.connection.client === flow.client),
    flows,
    schemas: schemas.get(node.id) ?? UNKNOWN,
    findings: findings.filter((finding) => finding.node === node.id),
    openMapper: () => place.openMapper(node.id),
  }
}
