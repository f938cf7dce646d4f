import { checkMapping } from '../expression/check-mapping.ts'
import type { Finding } from '../model/finding.ts'
import type { Flow, FlowNode } from '../model/flow.ts'
import { configValue, resolveSchemaRef, schemasOf, type NodeSchemas, type OperationSchemas } from '../model/flow-schema.ts'
import { Mapping } from '../model/mapping.ts'
import type { FieldError, Problem } from '../model/problem.ts'
import type { Workshop } from './compile-plan.ts'
import { nameOf } from './graph.ts'
import { prepareNode, type Preparation } from './prepare-node.ts'

/** A flow with all its nodes prepared, as far as they can be. */
export interface Desk {
  readonly flow: Flow
  readonly workshop: Workshop
  readonly lookup: OperationSchemas
  readonly schemas: ReadonlyMap<string, NodeSchemas>
  readonly preparations: ReadonlyMap<string, Preparation>
}

/** Prepares what checking needs. */
export function deskFor(flow: Flow, workshop: Workshop): Desk {
  const lookup: OperationSchemas = (connection, operation, side) => workshop.operationSchema(flow.client, connection, operation, side)
  const schemas = schemasOf(flow, workshop.specs, lookup)
  const prepare = (node: FlowNode): Preparation =>
    prepareNode(node, workshop.kinds.get(node.kind), { expressions: workshop.expressions, schemas: schemas.get(node.id) })
  return { flow, workshop, lookup, schemas, preparations: new Map(flow.nodes.map((node) => [node.id, prepare(node)])) }
}

/** Unknown kinds, fields that are missing or wrong, expressions that do not parse, operations that do not exist, and mappings. */
export function checkNodes(desk: Desk): Finding[] {
  return desk.flow.nodes.flatMap((node) => checkNode(node, desk))
}

function checkNode(node: FlowNode, desk: Desk): Finding[] {
  const preparation = desk.preparations.get(node.id)
  if (!preparation || !desk.workshop.kinds.has(node.kind)) {
    return [{ level: 'error', code: 'node.unknown-kind', node: node.id, message: `"${nameOf(node)}" is of a kind that does not exist: ${node.kind}.` }]
  }
  if ('errors' in preparation) return preparation.errors.map((error) => configFinding(node, error))
  const operations = checkOperation(node, desk)
  const mapping = checkMappings(node, desk)
  const covered = mapping.some((finding) => finding.level === 'error') || operations.length > 0
  return [...operations, ...mapping, ...('problem' in preparation && !covered ? prepareFindings(node, preparation.problem) : [])]
}

function configFinding(node: FlowNode, { path, message }: FieldError): Finding {
  const text = message.replace(/^[A-Z](?=[a-z])/, (letter) => letter.toLowerCase())
  return { level: 'error', code: 'config.invalid', node: node.id, field: fieldOf(path), message: `${path === '' ? 'The config' : path}: ${text}` }
}

/** `routes[0].when` as a config field is written: `routes.0.when`. */
const fieldOf = (path: string): string => path.replace(/\[(\d+)\]/g, '.$1')

function prepareFindings(node: FlowNode, problem: Problem): Finding[] {
  const base = { level: 'error', code: problem.code, node: node.id, ...(problem.at !== undefined && { field: problem.at }) } as const
  if (!problem.errors?.length) return [{ ...base, message: problem.detail }]
  return problem.errors.map(({ path, message }) => ({ ...base, row: path, message }))
}

/** The operation a node calls, where its spec says so, must exist. */
function checkOperation(node: FlowNode, { workshop, lookup }: Desk): Finding[] {
  const spec = workshop.specs.get(node.kind)
  const rule = [spec?.expects, spec?.produces].find((each) => each?.rule === 'operation')
  if (rule?.rule !== 'operation') return []
  const connection = String(configValue(node.config, rule.connection) ?? '')
  const operation = String(configValue(node.config, rule.operation) ?? '')
  if (lookup(connection, operation, 'input') ?? lookup(connection, operation, 'output')) return []
  const message = `"${nameOf(node)}" calls the operation ${operation} of the connection ${connection}, which does not exist. Choose a connection of this client and one of its operations.`
  return [{ level: 'error', code: 'operation.unknown', node: node.id, field: rule.operation, message }]
}

function checkMappings(node: FlowNode, { workshop, lookup, schemas }: Desk): Finding[] {
  const rule = workshop.specs.get(node.kind)?.produces
  if (rule?.rule !== 'mapping') return []
  const mapping = Mapping.safeParse(configValue(node.config, rule.field))
  if (!mapping.success) return []
  const source = resolveSchemaRef(mapping.data.source, lookup) ?? schemas.get(node.id)?.input
  const findings = checkMapping(mapping.data, { source, target: schemas.get(node.id)?.output, expressions: workshop.expressions })
  return findings.map((finding) => ({ ...finding, node: node.id, field: rule.field }))
}
