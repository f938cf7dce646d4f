import type { Flow } from '../../../server/model/flow.ts'

/** Where a flow that came from a file is to live. */
export interface FlowFit {
  id: string
  client: string
  /** What stands for each connection that the document names; one that is left out keeps its name. */
  connections: Readonly<Record<string, string>>
}

const connectionOf = (config: Flow['nodes'][number]['config']): string | undefined => {
  const { connection } = config
  return typeof connection === 'string' && connection !== '' ? connection : undefined
}

/** Ids of the connections that the nodes of a flow call, in the order of their first use. */
export const connectionsOf = (flow: Flow): string[] => [...new Set(flow.nodes.flatMap(({ config }) => connectionOf(config) ?? []))]

/** The flow under another id, for another client, with other connections. */
export function fitFlow(flow: Flow, { id, client, connections }: FlowFit): Flow {
  const nodes = flow.nodes.map((node) => {
    const named = connectionOf(node.config)
    const instead = named !== undefined && Object.hasOwn(connections, named) ? connections[named] : undefined
    return instead === undefined ? node : { ...node, config: { ...node.config, connection: instead } }
  })
  return { ...flow, id, client, nodes }
}

/** Systems whose references the expressions of a flow make: `$ref('crm', 'customer', id)`. */
export const systemsOf = (flow: Flow): string[] => [
  ...new Set([...JSON.stringify(flow.nodes).matchAll(/\$ref\(\s*(?:'|\\")([a-z0-9-]+)/g)].map(([, system]) => system!)),
]

/** The id itself, or the first of `id-2`, `id-3` ... that is free. */
export function freeId(id: string, taken: ReadonlySet<string>): string {
  let free = id
  for (let count = 2; taken.has(free); count += 1) free = `${id.slice(0, 58)}-${count}`
  return free
}
