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
  /** The personal-data tag: of the model; of another system its own, or the strongest of the fields it is copied from or to. */
  pii: z.string().optional(),
})
export type LineageField = z.infer<typeof LineageField>

/** One step on the way of a field: the node, and the row of its mapping with the target path of the row. */
export const LineageHop = z.strictObject({ node: z.string(), name: z.string(), row: z.string().optional(), target: z.string().optional() })
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

/** A place at the edge of Patchbay and a path there, before its tag is known. */
export type FieldPlace = Pick<LineageField, 'kind' | 'place' | 'path'>

/** One way of a field, or of an object with all below it, through a flow. */
export interface FlowLink {
  readonly from: FieldPlace
  readonly to: FieldPlace
  readonly how: LineageLink['how']
  readonly exact: boolean
  readonly via: readonly LineageHop[]
  /** Only how many elements there are counts, not what they hold. */
  readonly count: boolean
  /** Paths below both ends that are not copied along. */
  readonly hidden: readonly string[]
  /** The names below the ends that are copied along; left out: any. */
  readonly only?: readonly string[]
}

/** Where a field goes and where it comes from, over all flows. */
export const LineageAnswer = z.strictObject({ field: LineageField, reaches: z.array(LineageLink), comesFrom: z.array(LineageLink) })
export type LineageAnswer = z.infer<typeof LineageAnswer>

/** Every field that some flow touches, for searching. */
export const LineageIndex = z.array(z.strictObject({ field: LineageField, reaches: z.int().min(0), comesFrom: z.int().min(0) }))
export type LineageIndex = z.infer<typeof LineageIndex>
