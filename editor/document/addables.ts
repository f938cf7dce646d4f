import type { Catalog } from '../../server/model/api-view.ts'
import type { ConnectionView } from '../../server/model/connection.ts'
import type { NodeGroup, NodeSpec } from '../../server/model/node-spec.ts'

/** Something that can be put on the canvas: a kind of node, or an operation of a connection as a node that calls it. */
export interface Addable {
  id: string
  title: string
  summary: string
  group: NodeGroup
  icon: string
  spec: NodeSpec
  /** The connection of an operation. */
  connection?: string
  config?: Record<string, unknown>
}

/** The groups in the order of the palette, with their names. */
export const GROUPS: readonly { group: NodeGroup; title: string }[] = [
  { group: 'trigger', title: 'Start' },
  { group: 'transform', title: 'Transform' },
  { group: 'route', title: 'Route' },
  { group: 'call', title: 'Call' },
  { group: 'end', title: 'End' },
  { group: 'note', title: 'Note' },
]

/** Everything that can be added to a flow of a client: the kinds by group, then the operations of the client's connections. */
export function addablesOf(catalog: Catalog, connections: readonly ConnectionView[], client: string): Addable[] {
  const kinds = GROUPS.flatMap(({ group }) =>
    catalog.kinds
      .filter((spec) => spec.group === group)
      .map((spec): Addable => ({ id: spec.kind, title: spec.title, summary: spec.summary, group, icon: spec.icon, spec })),
  )
  const caller = catalog.kinds.flatMap((spec) => {
    const fields = callFields(spec)
    return fields ? [{ spec, ...fields }] : []
  })[0]
  if (!caller) return kinds
  const operations = connections
    .filter(({ connection }) => connection.client === client)
    .flatMap(({ connection }) => {
      const connector = catalog.connectors.find((each) => each.id === connection.connector)
      return (connector?.operations ?? []).map((operation): Addable => ({
        id: `${connection.id} ${operation.id}`,
        title: operation.title,
        summary: operation.summary || `${connection.name} · ${operation.id}`,
        group: caller.spec.group,
        icon: caller.spec.icon,
        spec: caller.spec,
        connection: connection.name,
        config: { [caller.connection]: connection.id, [caller.operation]: operation.id },
      }))
    })
  return [...kinds, ...operations]
}

/** The config fields by which a kind names a connection and an operation, if it has both. */
export function callFields(spec: NodeSpec): { connection: string; operation: string } | undefined {
  const named = (control: string): string | undefined => Object.entries(spec.config.properties ?? {}).find(([, field]) => field['x-control'] === control)?.[0]
  const [connection, operation] = [named('connection'), named('operation')]
  return connection !== undefined && operation !== undefined ? { connection, operation } : undefined
}

/** Those that hold every word of the query; matches in the title first. */
export function searchAddables(addables: readonly Addable[], query: string): Addable[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return [...addables]
  const text = (each: Addable): string => `${each.title} ${each.id} ${each.connection ?? ''} ${each.summary} ${each.spec.kind}`.toLowerCase()
  const inTitle = (each: Addable): boolean => words.every((word) => each.title.toLowerCase().includes(word))
  const found = addables.filter((each) => words.every((word) => text(each).includes(word)))
  return [...found.filter(inTitle), ...found.filter((each) => !inTitle(each))]
}
