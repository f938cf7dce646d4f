import type { Catalog } from './model/api-view.ts'
import { CANONICAL_OPERATIONS, canonicalSchema } from './model/canonical-operation.ts'
import type { ConnectorView } from './model/connection.ts'
import type { Connector } from './model/connector.ts'
import type { NodeSpec } from './model/node-spec.ts'
import { PROBLEMS } from './model/problem-table.ts'

/** Everything the editor draws from: kinds, connectors, canonical operations, problems. */
export function makeCatalog(kinds: readonly NodeSpec[], connectors: ReadonlyMap<string, Connector>): Catalog {
  return {
    kinds: [...kinds],
    connectors: [...connectors.values()].map(connectorView).toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    operations: Object.entries(CANONICAL_OPERATIONS).map(([id, { title, method, path }]) => {
      const output = canonicalSchema(id, 'output')
      return { id, title, method, path: `/api/v1${path}`, input: canonicalSchema(id, 'input')!, ...(output && { output }) }
    }),
    problems: PROBLEMS,
  }
}

function connectorView(connector: Connector): ConnectorView {
  const { id, name, version, description, sandbox, baseUrl, auth, settings, ping, operations } = connector
  const shown = Object.entries(operations).map(([operation, { title, summary, effect, input, output }]) => ({
    id: operation,
    title,
    summary,
    effect,
    input,
    output,
  }))
  return {
    id,
    name,
    version,
    description,
    sandbox,
    auth,
    operations: shown,
    ...(baseUrl !== undefined && { baseUrl }),
    ...(settings && { settings }),
    ...(ping !== undefined && { ping }),
  }
}
