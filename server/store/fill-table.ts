import type { Kysely, Migration } from 'kysely'
import type { MappingFill } from '../model/fill.ts'

/** A sum of counts: of a mapping (`filled`: its runs), of one of its rows, or of an invariant (`filled`: held, `failed`: broken). */
export interface FillRow {
  flow: string
  version: number
  node: string
  part: 'mapping' | 'row' | 'invariant'
  /** Id of the row or the invariant; empty for the mapping. */
  item: string
  filled: number
  missing: number
  failed: number
}

export const FILL_KEY = ['flow', 'version', 'node', 'part', 'item'] as const satisfies (keyof FillRow)[]

export const createFills: Migration = {
  async up(database: Kysely<unknown>) {
    await database.schema
      .createTable('fill')
      .addColumn('flow', 'text', (column) => column.notNull())
      .addColumn('version', 'integer', (column) => column.notNull())
      .addColumn('node', 'text', (column) => column.notNull())
      .addColumn('part', 'text', (column) => column.notNull())
      .addColumn('item', 'text', (column) => column.notNull())
      .addColumn('filled', 'bigint', (column) => column.notNull())
      .addColumn('missing', 'bigint', (column) => column.notNull())
      .addColumn('failed', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('fill_key', [...FILL_KEY])
      .execute()
  },
}

/** The rows of a version; what counted nothing has none. */
export function toFillRows({ flow, version, mappings }: { flow: string; version: number; mappings: readonly MappingFill[] }): FillRow[] {
  const all = mappings.flatMap(({ node, runs, rows, invariants }): FillRow[] => {
    const at = { flow, version, node }
    return [
      { ...at, part: 'mapping', item: '', filled: runs, missing: 0, failed: 0 },
      ...rows.map(({ row, ...counts }): FillRow => ({ ...at, part: 'row', item: row, ...counts })),
      ...invariants.map(({ invariant, held, broken }): FillRow => ({ ...at, part: 'invariant', item: invariant, filled: held, missing: 0, failed: broken })),
    ]
  })
  return all.filter(({ filled, missing, failed }) => filled !== 0 || missing !== 0 || failed !== 0)
}

/** The counts of the rows of one version. */
export function fromFillRows(rows: readonly FillRow[]): MappingFill[] {
  const mappings = new Map<string, MappingFill>()
  for (const { node, part, item, filled, missing, failed } of rows) {
    const mapping = mappings.get(node) ?? { node, runs: 0, rows: [], invariants: [] }
    mappings.set(node, mapping)
    if (part === 'mapping') mapping.runs = filled
    else if (part === 'row') mapping.rows.push({ row: item, filled, missing, failed })
    else mapping.invariants.push({ invariant: item, held: filled, broken: failed })
  }
  return [...mappings.values()]
}
