import { z } from 'zod'
import { ConnectorView } from './connection.ts'
import { Finding } from './finding.ts'
import { Id } from './id.ts'
import { JsonSchemaDocument } from './json-schema.ts'
import { NodeSpec } from './node-spec.ts'

export const FlowSummary = z.strictObject({
  id: Id,
  name: z.string(),
  client: Id,
  revision: z.int(),
  savedAt: z.iso.datetime(),
  savedBy: z.string(),
  publishedVersion: z.int().nullable(),
  /** The draft differs from the newest published version. */
  changed: z.boolean(),
})
export type FlowSummary = z.infer<typeof FlowSummary>

const PreviewRow = z.strictObject({
  row: z.string(),
  value: z.unknown().optional(),
  problem: z.strictObject({ code: z.string(), detail: z.string(), at: z.string().optional() }).optional(),
})
const PreviewInvariant = z.strictObject({
  invariant: z.string(),
  held: z.boolean(),
  problem: z.strictObject({ code: z.string(), detail: z.string(), at: z.string().optional() }).optional(),
})
export const PreviewResult = z.strictObject({
  /** For each sample, in order. */
  samples: z.array(
    z.strictObject({
      value: z.unknown().optional(),
      problem: z.strictObject({ code: z.string(), detail: z.string(), at: z.string().optional() }).optional(),
      rows: z.array(PreviewRow),
      /** Checked where the rows gave a value; `value` is there also where an invariant is broken. */
      invariants: z.array(PreviewInvariant).optional(),
    }),
  ),
  findings: z.array(Finding),
  /** Source leaves that are neither used nor ignored on purpose. */
  lost: z.array(z.string()),
  /** Of each row, nested ones included: whether its expression runs compiled, and which source paths it reads and copies. */
  rows: z.array(
    z.strictObject({
      row: z.string(),
      mode: z.enum(['compiled', 'library']),
      reads: z.array(z.string()),
      copies: z.array(z.string()),
      /** The paths cannot be told exactly: it depends on everything. */
      everything: z.boolean(),
    }),
  ),
})
export type PreviewResult = z.infer<typeof PreviewResult>

export const Catalog = z.strictObject({
  kinds: z.array(NodeSpec),
  connectors: z.array(ConnectorView),
  operations: z.array(
    z.strictObject({
      id: z.string(),
      title: z.string(),
      method: z.string(),
      path: z.string(),
      input: JsonSchemaDocument,
      output: JsonSchemaDocument.optional(),
    }),
  ),
  problems: z.record(z.string(), z.strictObject({ status: z.int(), retry: z.boolean(), title: z.string(), remedy: z.string() })),
})
export type Catalog = z.infer<typeof Catalog>
