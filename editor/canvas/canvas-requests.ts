import type { Wire } from '../../server/model/flow.ts'

/** Where a quick add puts its node, and what it joins it to. */
export interface AddRequest {
  /** In canvas pixels. */
  at?: { x: number; y: number } | undefined
  /** A wire is to lead here from this port. */
  from?: Wire['from'] | undefined
  /** The node goes into this wire. */
  wire?: string | undefined
}

export interface MenuRequest {
  kind: 'node' | 'wire' | 'canvas'
  /** In window pixels. */
  x: number
  y: number
}

/** The type under which a dragged palette entry travels. */
export const ADDABLE_TYPE = 'application/x-patchbay-addable'
