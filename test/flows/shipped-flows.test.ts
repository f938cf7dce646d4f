import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { readFlowFolder } from '../../server/cli/read-flow-folder.ts'
import { runFlowTests } from '../../server/cli/run-flow-tests.ts'
import { loadConnectors } from '../../server/connect/load-connectors.ts'
import { createExpressions } from '../../server/expression/expressions.ts'
import { lostFields } from '../../server/expression/lost-fields.ts'
import { CANONICAL_OPERATIONS, type CanonicalOperationId } from '../../server/model/canonical-operation.ts'
import { type OperationSchemas, schemasOf } from '../../server/model/flow-schema.ts'
import { Mapping } from '../../server/model/mapping.ts'
import { NODE_SPECS } from '../../server/nodes/registry.ts'

const root = join(import.meta.dirname, '../..')
// Those of the example, and those for systems that users have.
const folders = await Promise.all(['flows', 'flows/systems'].map((folder) => readFlowFolder(join(root, folder))))
const flows = folders.flatMap((folder) => folder.flows)
const faults = folders.flatMap((folder) => folder.faults)
const connectors = await loadConnectors([join(root, 'connectors')])
const expressions = createExpressions()
afterAll(() => expressions.close())

// The connections of the shipped flows are named after their connectors.
const lookup: OperationSchemas = (connection, operation, side) => connectors.get(connection)?.operations[operation]?.[side]
const specs = new Map(NODE_SPECS.map((spec) => [spec.kind, spec]))

test.each(flows.map((flow) => [flow.id, flow] as const))('%s: every field that arrives at a mapping is used, or ignored on purpose', (_, flow) => {
  const schemas = schemasOf(flow, specs, lookup)
  const maps = flow.nodes.filter(({ kind }) => kind === 'map')
  expect(maps.length).toBeGreaterThan(0)
  for (const node of maps) {
    const source = schemas.get(node.id)?.input
    expect(source, node.id).toBeDefined()
    expect(lostFields(Mapping.parse(node.config.mapping), source!, expressions), node.id).toEqual([])
  }
})

test.each(flows.map((flow) => [flow.id, flow] as const))('%s: has a sample for each trigger, except deleting', (_, flow) => {
  const triggers = flow.nodes.filter(({ kind, config }) => specs.get(kind)?.trigger && config.operation !== 'customers.delete').map(({ id }) => id)
  const started = new Set(flow.samples.map(({ trigger }) => trigger ?? triggers[0]))
  expect([...started].toSorted()).toEqual(triggers.toSorted())
})

test('every file can be read', () => {
  expect(faults).toEqual([])
})

test('all cases pass and take every branch and every mapping row', async () => {
  const tests = await runFlowTests(flows, { connectors, connections: new Map(), done: () => undefined })
  for (const { flow, errors, report } of tests) {
    expect(errors, flow.id).toEqual([])
    expect(report.results.length, flow.id).toBeGreaterThan(10)
    expect(
      report.results.filter(({ passed }) => !passed),
      flow.id,
    ).toEqual([])
    expect(
      report.coverage.branches.filter(({ taken }) => taken === 0),
      flow.id,
    ).toEqual([])
    expect(
      report.coverage.rows.filter(({ filled }) => filled === 0),
      flow.id,
    ).toEqual([])
  }
})

const eachCase = flows.flatMap((flow) => flow.cases.map((given) => [`${flow.id}: ${given.id}`, flow, given] as const))

test.each(eachCase)('%s: what is sent in could arrive: it is what the contract makes of it', (_, flow, { trigger, body }) => {
  const node = flow.nodes.find(({ id, kind }) => (trigger === undefined ? specs.get(kind)?.trigger : id === trigger))
  const { input } = CANONICAL_OPERATIONS[String(node?.config.operation) as CanonicalOperationId]
  expect(input.parse(body)).toEqual(body)
})

test.each(eachCase)('%s: what its calls answer is what the connectors say that they answer', (_, flow, { calls }) => {
  const unknown = Object.entries(calls).flatMap(([node, answers]) => {
    const { connection, operation } = flow.nodes.find(({ id }) => id === node)!.config
    const { output } = connectors.get(String(connection))!.operations[String(operation)]!
    return answers.flatMap((answer) => Object.keys(('output' in answer && answer.output) || {}).filter((name) => !Object.hasOwn(output.properties ?? {}, name)))
  })
  expect(unknown).toEqual([])
})

test.each(flows.map((flow) => [flow.id, flow] as const))('%s: has cases for each trigger', (_, flow) => {
  const triggers = flow.nodes.filter(({ kind }) => specs.get(kind)?.trigger).map(({ id }) => id)
  expect([...new Set(flow.cases.map(({ trigger }) => trigger ?? triggers[0]))].toSorted()).toEqual(triggers.toSorted())
})
