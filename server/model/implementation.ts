import { z } from 'zod'
import { CanonicalOperationId } from './canonical-operation.ts'
import { CrmConfiguration } from './crm-configuration.ts'
import { Id } from './id.ts'

/** Canonical operations that an implementation serves. */
export const CustomerOperationId = CanonicalOperationId.extract([
  'customers.search',
  'customers.get',
  'customers.create',
  'customers.update',
  'customers.delete',
  'customers.defaults',
  'customers.onChange',
])
export type CustomerOperationId = z.infer<typeof CustomerOperationId>

/** Where a configuration came from. */
export const PackageName = z.strictObject({ name: Id, version: z.string().regex(/^\d+\.\d+\.\d+$/, 'must be a version such as 1.0.0') })
export type PackageName = z.infer<typeof PackageName>

/**
 * One way in which a client's customers live in a CRM: its connection, the flows that speak to it, and the configuration that people see.
 * A client has several and uses one; it can use another at any time. References belong to the system of the connection.
 */
export const Implementation = z.strictObject({
  id: Id,
  client: Id,
  /** Grows with every structural change; the one before is kept under `<id>@<version>`. */
  version: z.int().min(1),
  connection: Id,
  flows: z.partialRecord(CustomerOperationId, Id).default({}),
  configuration: CrmConfiguration,
  package: PackageName.nullable().default(null),
})
export type Implementation = z.infer<typeof Implementation>

/** A configuration to carry elsewhere: no client, no address, no credentials. */
export const ConfigurationPackage = z.strictObject({
  format: z.literal('patchbay-crm-configuration'),
  formatVersion: z.literal(1),
  ...PackageName.shape,
  /** Connector it was made for. */
  connector: Id,
  configuration: CrmConfiguration,
})
export type ConfigurationPackage = z.infer<typeof ConfigurationPackage>

/** `safe`: live at once. `structural`: could break a flow, a rule or a caller, and needs a confirmation. */
export const ChangeClass = z.enum(['safe', 'structural'])
export type ChangeClass = z.infer<typeof ChangeClass>

export const ConfigurationChange = z.strictObject({
  /** Dotted, entries by key: `configuration.properties.email.label.text`. */
  path: z.string(),
  class: ChangeClass,
  change: z.enum(['added', 'removed', 'changed']),
  /** In words: "label: E-mail → Mail". */
  text: z.string(),
})
export type ConfigurationChange = z.infer<typeof ConfigurationChange>

/** Something that a structural change touches. */
export const ImplementationImpact = z.strictObject({
  kind: z.enum(['flow', 'filter', 'address', 'discount', 'client']),
  id: z.string(),
  name: z.string(),
  /** Why, in words. */
  because: z.string(),
})
export type ImplementationImpact = z.infer<typeof ImplementationImpact>

export const ImplementationComparison = z.strictObject({
  changes: z.array(ConfigurationChange),
  impact: z.array(ImplementationImpact),
  /** Integrity rules that the offered one breaks, or warnings. */
  findings: z.array(z.strictObject({ path: z.string(), message: z.string(), severity: z.enum(['error', 'warning']) })),
})
export type ImplementationComparison = z.infer<typeof ImplementationComparison>
