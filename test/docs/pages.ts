import type { Connector } from '../../server/model/connector.ts'
import { FINDINGS } from '../../server/model/finding.ts'
import type { JsonSchema } from '../../server/model/json-schema.ts'
import type { NodeSpec } from '../../server/model/node-spec.ts'
import { PROBLEMS } from '../../server/model/problem-table.ts'
import { generated, table } from './page-parts.ts'

const json = (value: unknown): string => `\`\`\`json\n${JSON.stringify(value, null, 2)}\n\`\`\``

function typeOf(schema: JsonSchema): string {
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(', ')
  const choices = schema.oneOf ?? schema.anyOf
  if (choices) return choices.map(typeOf).join(' or ')
  if (schema.type === 'array') return `list of ${typeOf(schema.items ?? {})}`
  return Array.isArray(schema.type) ? schema.type.join(' or ') : (schema.type ?? 'any')
}

const fieldRows = (schema: JsonSchema): string[][] =>
  Object.entries(schema.properties ?? {}).map(([name, field]) => [
    `\`${name}\``,
    typeOf(field),
    schema.required?.includes(name) ? 'yes' : '',
    field.description ?? field.title ?? '',
  ])

const anchored = (code: string): string => `<a id="${code}"></a>\`${code}\``

/** The reference page of problem and finding codes. */
export function problemsPage(): string {
  const problems = Object.entries(PROBLEMS).map(([code, { status, retry, title, remedy }]) => [
    anchored(code),
    String(status),
    retry ? 'yes' : '',
    `${title}.`,
    remedy,
  ])
  const findings = Object.entries(FINDINGS).map(([code, { title, remedy }]) => [anchored(code), `${title}.`, remedy])
  return [
    '# Problems',
    generated('`server/model/problem.ts` and `server/model/finding.ts`'),
    'Every error is an RFC 9457 problem document (`application/problem+json`) with `code`, `detail` (place and reason), `remedy` and `correlationId`. "Retry" says whether the same request may succeed later unchanged.',
    table(['code', 'status', 'retry', 'title', 'remedy'], problems),
    '## Findings',
    'What checking a flow finds before it is published has one of these codes, or the code of the problem that a run would end with.',
    `${table(['code', 'title', 'remedy'], findings)}\n`,
  ].join('\n\n')
}

function kindSection(spec: NodeSpec): string {
  const fields = fieldRows(spec.config)
  const ports = [
    ...spec.outputs.fixed.map(({ id }) => `\`${id}\``),
    ...(spec.outputs.list ? [`one for each of \`${spec.outputs.list.field}\``] : []),
    ...(spec.canFail ? ['`problem`'] : []),
  ]
  const examples = spec.examples.map(({ title, ...example }) => `**${title}**\n\n${json(example)}`)
  return [
    `## ${spec.title} (\`${spec.kind}\`)`,
    spec.summary,
    `Out ports: ${ports.join(', ') || 'none'}.`,
    ...(fields.length ? [table(['field', 'type', 'required', 'meaning'], fields)] : []),
    ...examples,
  ].join('\n\n')
}

/** The reference page of node kinds. */
export function nodesPage(specs: readonly NodeSpec[]): string {
  return `# Node kinds\n\n${generated('the specs in `server/nodes`')} Every example is executed by the tests.\n\n${specs.map(kindSection).join('\n\n')}\n`
}

function connectorSection(connector: Connector): string {
  const operations = Object.entries(connector.operations).map(([id, operation]) => [
    `\`${id}\``,
    operation.title,
    operation.effect,
    operation.effect === 'write' ? operation.idempotency.by : '',
    operation.paging?.style ?? '',
  ])
  return [
    `## ${connector.name} (\`${connector.id}\`)`,
    connector.description,
    `Authentication: ${connector.auth.map(({ type }) => `\`${type}\``).join(', ')}.`,
    table(['operation', 'title', 'effect', 'repeat made safe by', 'paging'], operations),
  ].join('\n\n')
}

/** The reference page of connectors. */
export function connectorsPage(connectors: readonly Connector[]): string {
  return `# Connectors\n\n${generated('`connectors/*/connector.json`')} Each is replayed against recorded exchanges by the tests. How to write one: [connector-guide.md](connector-guide.md).\n\n${connectors.map(connectorSection).join('\n\n')}\n`
}
