/** Runs one statement on a PostgreSQL, in a transaction of its own; several statements at once where there are no parameters. Resolves to the rows. */
export type Query = (sql: string, params: readonly unknown[]) => Promise<readonly Record<string, unknown>[]>
