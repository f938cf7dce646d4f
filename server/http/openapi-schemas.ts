import { z } from 'zod'
import { FlowSummary } from '../model/api-view.ts'
import { ApiKeyView, Client } from '../model/client.ts'
import { Connection, ConnectionView, ConnectorView } from '../model/connection.ts'
import { Customer, CustomerCreate, CustomerPage, CustomerPatch, CustomerSearch } from '../model/customer.ts'
import { Finding, Flow, FlowDraft, FlowVersion } from '../model/flow.ts'
import { Mapping, MappingRow } from '../model/mapping.ts'
import { NodeSpec } from '../model/node-spec.ts'
import { OrderCreate, OrderReceipt } from '../model/order.ts'
import { Address } from '../model/party.ts'
import { RunDetail, RunRecord, StepRecord, TryResult } from '../model/run.ts'
import { SessionView, UserView } from '../model/user.ts'

/** Schemas that stand under their own name in the document. */
const NAMED: Record<string, z.ZodType> = {
  ...{ Customer, CustomerCreate, CustomerPage, CustomerPatch, CustomerSearch, OrderCreate, OrderReceipt, Address },
  ...{ Flow, FlowDraft, FlowVersion, FlowSummary, Finding, Mapping, MappingRow, NodeSpec },
  ...{ Client, ApiKeyView, Connection, ConnectionView, ConnectorView, RunRecord, RunDetail, StepRecord, TryResult, SessionView, UserView },
}

/** Collects schemas and gives references to them. What is sent and what is answered differ where fields have defaults. */
export interface SchemaPool {
  input(schema: z.ZodType): object
  output(schema: z.ZodType): object
  schemas(): Record<string, object>
}

export function createSchemaPool(): SchemaPool {
  const sides = { input: createSide('input', 'Input'), output: createSide('output', '') }
  return { input: sides.input.use, output: sides.output.use, schemas: () => ({ ...sides.output.made, ...sides.input.made }) }
}

/** One direction. Converting a schema also converts the named ones inside, which is what `made` gathers. */
function createSide(io: 'input' | 'output', suffix: string): { use(schema: z.ZodType): object; made: Record<string, object> } {
  const made: Record<string, object> = {}
  const names = new Map(Object.entries(NAMED).map(([name, schema]) => [schema, `${name}${suffix}`]))
  const all = convert(names, io)
  const use = (schema: z.ZodType): object => {
    const name = names.get(schema)
    const converted = name === undefined ? convert(new Map([...names, [schema, 'this']]), io).this! : { $ref: refTo(name) }
    keep(converted)
    return converted
  }
  /** Only what is referred to appears in the document. */
  function keep(schema: object): void {
    for (const [, name] of JSON.stringify(schema).matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
      if (name === undefined || made[name] || !all[name]) continue
      made[name] = all[name]
      keep(all[name])
    }
  }
  return { use, made }
}

const refTo = (name: string): string => `#/components/schemas/${name}`

function convert(names: ReadonlyMap<z.ZodType, string>, io: 'input' | 'output'): Record<string, object> {
  const registry = z.registry<{ id: string }>()
  for (const [schema, id] of names) registry.add(schema as never, { id })
  const { schemas } = z.toJSONSchema(registry, { io, unrepresentable: 'any', uri: refTo })
  return Object.fromEntries(Object.entries(schemas).map(([name, { $schema: _schema, $id: _id, ...schema }]) => [name, withoutShared(schema)]))
}

/** The only schemas that contain themselves and have no name are those of "any JSON value". */
const withoutShared = (schema: object): object =>
  JSON.parse(JSON.stringify(schema), (_key, value: unknown) => (typeof value === 'object' && value !== null && '$ref' in value && String(value.$ref).includes('/__shared#') ? { description: 'Any JSON value.' } : value)) as object
