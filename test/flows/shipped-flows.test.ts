import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { loadConnectors } from '../../server/connect/load-connectors.ts'
import { createExpressions } from '../../server/expression/expressions.ts'
import { lostFields } from '../../server/expression/lost-fields.ts'
import { Flow } from '../../server/model/flow.ts'
import { type OperationSchemas, schemasOf } from '../../server/model/flow-schema.ts'
import { Mapping } from '../../server/model/mapping.ts'
import { NODE_SPECS } from '../../server/nodes/registry.ts'

const root = join(import.meta.dirname, '../..')
const read = (folder: string): Flow[] =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.json'))
    .map((name) => Flow.parse(JSON.parse(readFileSync(join(root, folder, name), 'utf8'))))

const connectors = await loadConnectors([join(root, 'connectors')])
const expressions = createExpressions()
afterAll(() => expressions.close())

// The connections of the shipped flows are named after their connectors.
const lookup: OperationSchemas = (connection, operation, side) => connectors.get(connection)?.operations[operation]?.[side]
const specs = new Map(NODE_SPECS.map((spec) => [spec.kind, spec]))

test.each(read('flows').map((flow) => [flow.id, flow] as const))('%s: every field that arrives at a mapping is used, or ignored on purpose', (_, flow) => {
  const schemas = schemasOf(flow, specs, lookup)
  const maps = flow.nodes.filter(({ kind }) => kind === 'map')
  expect(maps.length).toBeGreaterThan(0)
  for (const node of maps) {
    const source = schemas.get(node.id)?.input
    expect(source, node.id).toBeDefined()
    expect(lostFields(Mapping.parse(node.config.mapping), source!, expressions), node.id).toEqual([])
  }
})

test.each(read('flows').map((flow) => [flow.id, flow] as const))('%s: has a sample for each trigger, except deleting', (_, flow) => {
  const triggers = flow.nodes.filter(({ kind, config }) => specs.get(kind)?.trigger && config.operation !== 'customers.delete').map(({ id }) => id)
  const started = new Set(flow.samples.map(({ trigger }) => trigger ?? triggers[0]))
  expect([...started].toSorted()).toEqual(triggers.toSorted())
})
