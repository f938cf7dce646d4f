import { z } from 'zod'
import { FlowSummary } from '../model/api-view.ts'
import { ApiKeyView, Client } from '../model/client.ts'
import { Connection, ConnectionView, ConnectorView } from '../model/connection.ts'
import { Customer, CustomerCreate, CustomerPage, CustomerPatch, CustomerSearch } from '../model/customer.ts'
import { Callback } from '../model/callback.ts'
import { AttemptRecord, DeliveryRecord, DeliverySettings, EffectRecord, LaneView, Pause, RunStatus } from '../model/delivery.ts'
import { Finding } from '../model/finding.ts'
import { Flow, FlowDraft, FlowVersion } from '../model/flow.ts'
import { Mapping, MappingRow } from '../model/mapping.ts'
import { NodeSpec } from '../model/node-spec.ts'
import { OrderCreate, OrderReceipt } from '../model/order.ts'
import { Address } from '../model/party.ts'
import { RunDetail, RunGroup, RunRecord, StepRecord, TryResult } from '../model/run.ts'
import { AuditEntry, BulkRetry, ConnectionHealth, DryRun, RetryPlan, RunChoice } from '../model/run-endpoint.ts'
import { SessionView, UserView } from '../model/user.ts'

/** Schemas that stand under their own name in the document. */
const NAMED: Record<string, z.ZodType> = {
  Customer,
  CustomerCreate,
  CustomerPage,
  CustomerPatch,
  CustomerSearch,
  OrderCreate,
  OrderReceipt,
  Address,
  Flow,
  FlowDraft,
  FlowVersion,
  FlowSummary,
  Finding,
  Mapping,
  MappingRow,
  NodeSpec,
  Client,
  ApiKeyView,
  Connection,
  ConnectionView,
  ConnectorView,
  RunRecord,
  RunDetail,
  StepRecord,
  TryResult,
  RunGroup,
  RunStatus,
  Callback,
  DeliverySettings,
  DeliveryRecord,
  EffectRecord,
  AttemptRecord,
  LaneView,
  Pause,
  RunChoice,
  RetryPlan,
  BulkRetry,
  DryRun,
  ConnectionHealth,
  AuditEntry,
  SessionView,
  UserView,
}

/** Collects schemas; what is sent and what is answered differ where fields have defaults. The objects handed out are filled by `schemas`, which ends the collection. */
export interface SchemaPool {
  input(schema: z.ZodType): object
  output(schema: z.ZodType): object
  /** The named schemas that are referred to. */
  schemas(): Record<string, object>
}

export function createSchemaPool(): SchemaPool {
  const sides = { input: createSide('input', 'Input'), output: createSide('output', '') }
  return { input: sides.input.use, output: sides.output.use, schemas: () => ({ ...sides.output.finish(), ...sides.input.finish() }) }
}

/** One direction. All schemas are converted together at the end, since each conversion also converts the named ones inside. */
function createSide(io: 'input' | 'output', suffix: string): { use(schema: z.ZodType): object; finish(): Record<string, object> } {
  const names = new Map(Object.entries(NAMED).map(([name, schema]) => [schema, `${name}${suffix}`]))
  const unnamed = new Map<z.ZodType, Record<string, unknown>>()
  const used = new Set<string>()
  const use = (schema: z.ZodType): object => {
    const name = names.get(schema)
    if (name !== undefined) {
      used.add(name)
      return { $ref: refTo(name) }
    }
    const place = unnamed.get(schema) ?? {}
    unnamed.set(schema, place)
    return place
  }
  const finish = (): Record<string, object> => {
    const places = [...unnamed].map(([schema, place], index) => ({ schema, place, name: `unnamed${index}` }))
    const all = convert(new Map([...names, ...places.map(({ schema, name }) => [schema, name] as const)]), io)
    for (const { place, name } of places) Object.assign(place, withReferences(all[name]!, all, places))
    const kept: Record<string, object> = {}
    const keep = (user: object): void => {
      for (const name of referencesIn(user)) if (!kept[name]) keep((kept[name] = withReferences(all[name]!, all, places)))
    }
    keep([places.map(({ place }) => place), [...used].map((name) => ({ $ref: refTo(name) }))])
    return kept
  }
  return { use, finish }
}

/** An unnamed schema that stands inside another one is written out there. */
function withReferences(schema: object, all: Record<string, object>, unnamed: readonly { name: string }[]): object {
  const inner = new Map(unnamed.map(({ name }) => [refTo(name), name]))
  return JSON.parse(JSON.stringify(schema), (_key, value: unknown) => {
    const name = typeof value === 'object' && value !== null && '$ref' in value ? inner.get(String(value.$ref)) : undefined
    return name === undefined ? value : withReferences(all[name]!, all, unnamed)
  }) as object
}

const refTo = (name: string): string => `#/components/schemas/${name}`

const referencesIn = (schema: object): string[] => [...JSON.stringify(schema).matchAll(/"#\/components\/schemas\/(\w+)"/g)].map((match) => match[1]!)

function convert(names: ReadonlyMap<z.ZodType, string>, io: 'input' | 'output'): Record<string, object> {
  const registry = z.registry<{ id: string }>()
  for (const [schema, id] of names) registry.add(schema as never, { id })
  const { schemas } = z.toJSONSchema(registry, { io, unrepresentable: 'any', uri: refTo })
  return Object.fromEntries(Object.entries(schemas).map(([name, { $schema: _schema, $id: _id, ...schema }]) => [name, withoutShared(schema)]))
}

/** The only schemas that contain themselves and have no name are those of "any JSON value". */
const withoutShared = (schema: object): object =>
  JSON.parse(JSON.stringify(schema), (_key, value: unknown) =>
    typeof value === 'object' && value !== null && '$ref' in value && String(value.$ref).includes('/__shared#') ? { description: 'Any JSON value.' } : value,
  ) as object
