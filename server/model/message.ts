/** What travels on a wire. `body` is plain JSON; `meta` says where it comes from and never holds personal data beyond the caller's own headers. */
export interface Message {
  readonly body: unknown
  readonly meta: MessageMeta
}

export interface MessageMeta {
  /** Id of the run. */
  readonly runId: string
  readonly client: string
  readonly flow: string
  /** Canonical operation, for an endpoint trigger. */
  readonly operation?: string
  /** For a webhook trigger. */
  readonly request?: {
    readonly method: string
    readonly path: string
    readonly query: Readonly<Record<string, string>>
    readonly headers: Readonly<Record<string, string>>
  }
  /** RFC 3339, UTC: when the message arrived, or for which time a schedule fired. */
  readonly at: string
  /** Inside a split: position and number of the items, outermost first. */
  readonly split?: readonly { readonly index: number; readonly count: number }[]
  /** Inside an error path: what went wrong, without values. */
  readonly problem?: { readonly code: string; readonly detail: string; readonly at?: string }
}
