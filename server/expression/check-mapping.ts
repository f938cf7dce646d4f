import type { Finding } from '../model/flow.ts'
import type { JsonSchema } from '../model/json-schema.ts'
import type { Mapping } from '../model/mapping.ts'
import type { Expressions } from './expression.ts'
import { checkRequired } from './mapping/check-required.ts'
import { checkRows, type RowDesk } from './mapping/check-rows.ts'
import { readSchema } from './mapping/schema-at.ts'

export interface MappingSchemas {
  /** Left out: paths of the source are not checked. */
  readonly source?: JsonSchema | undefined
  /** Left out: paths of the target are not checked. */
  readonly target?: JsonSchema | undefined
  readonly expressions: Expressions
}

/**
 * What is wrong with a mapping before it runs: expressions that cannot be read, unknown fields, required fields without a row, types that do not
 * fit, incomplete value tables. `row` is the id of the row. Where a schema does not say what is there, nothing is reported.
 */
export function checkMapping(mapping: Mapping, { source, target, expressions }: MappingSchemas): Finding[] {
  const desk: RowDesk = {
    source: source && { schema: source, reader: readSchema(source) },
    target: target && { schema: target, reader: readSchema(target) },
    expressions,
    findings: [],
  }
  checkRows(desk, mapping.rows, { path: '', sources: [''] })
  return desk.target ? [...desk.findings, ...checkRequired(mapping.rows, desk.target.schema, desk.target.reader)] : desk.findings
}
