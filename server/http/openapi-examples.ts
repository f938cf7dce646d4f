/** What a call and its answer look like, by operation. A test checks them against the schemas. */
export const EXAMPLES: Readonly<Record<string, { request?: unknown; response?: unknown }>> = {}
