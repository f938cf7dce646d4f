import { z } from 'zod'

/** A field at the edge of Patchbay: of the canonical model, or of an operation of a connection. */
export const LineageField = z.strictObject({
  /**
   * What a person types and a link holds. Canonical: `<entity>.<path>` (`customer.emails.value`). External:
   * `<connection>:<operation>:<input|output>.<path>` (`crm:contacts.create:input.mail`). Without a path: the whole of it.
   */
  address: z.string(),
  kind: z.enum(['canonical', 'external']),
  /** `customer`, or `crm:contacts.create:input`. */
  place: z.string(),
  path: z.string(),
  /** The personal-data tag: of the model, or of the canonical fields it is copied from or to. */
  pii: z.string().optional(),
})
export type LineageField = z.infer<typeof LineageField>

/** One step on the way of a field: the node, and the row of its mapping. */
export const LineageHop = z.strictObject({ node: z.string(), name: z.string(), row: z.string().optional() })
export type LineageHop = z.infer<typeof LineageHop>

/** One way of a field through a flow. */
export const LineageLink = z.strictObject({
  from: LineageField,
  to: LineageField,
  flow: z.string(),
  flowName: z.string(),
  /** 0 is the draft. */
  version: z.int().min(0),
  /** Copied as it is, computed from it, or chosen by it (filters of loops, routes). */
  how: z.enum(['copied', 'computed', 'decides']),
  /** False: some step reads in a way that cannot be told exactly, so the target depends on everything that arrives there. */
  exact: z.boolean(),
  via: z.array(LineageHop),
})
export type LineageLink = z.infer<typeof LineageLink>

/** Where a field goes and where it comes from, over all flows. */
export const LineageAnswer = z.strictObject({ field: LineageField, reaches: z.array(LineageLink), comesFrom: z.array(LineageLink) })
export type LineageAnswer = z.infer<typeof LineageAnswer>

/** Every field that some flow touches, for searching. */
export const LineageIndex = z.array(z.strictObject({ field: LineageField, reaches: z.int().min(0), comesFrom: z.int().min(0) }))
export type LineageIndex = z.infer<typeof LineageIndex>
