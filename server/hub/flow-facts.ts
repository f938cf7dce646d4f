import type { Flow } from '../model/flow.ts'
import { type NodeSpecs, configValue } from '../model/flow-schema.ts'

/** The canonical operations that a flow has an endpoint node for. */
export function operationsOf(flow: Flow, specs: NodeSpecs): string[] {
  return flow.nodes.flatMap((node) => {
    const spec = specs.get(node.kind)
    if (!spec?.trigger || spec.produces.rule !== 'canonical') return []
    return [String(configValue(node.config, spec.produces.field) ?? '')]
  })
}

/** The connections that the nodes of a flow call. */
export function connectionsOf(flow: Flow, specs: NodeSpecs): string[] {
  return flow.nodes.flatMap((node) => {
    const rule = specs.get(node.kind)?.expects
    return rule?.rule === 'operation' ? [String(configValue(node.config, rule.connection) ?? '')] : []
  })
}

/** The connections whose credentials the nodes of a flow use without calling them. */
export function secretsOf(flow: Flow, specs: NodeSpecs): string[] {
  return flow.nodes.flatMap((node) => (specs.get(node.kind)?.secrets ?? []).map((field) => String(configValue(node.config, field) ?? '')))
}
