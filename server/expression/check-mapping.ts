import type { Finding } from '../model/finding.ts'
import type { JsonSchema } from '../model/json-schema.ts'
import type { Mapping } from '../model/mapping.ts'
import type { Expressions } from './expression.ts'
import { lostFields } from './lost-fields.ts'
import { checkInvariants } from './mapping/check-invariants.ts'
import { lostFinding } from './mapping/check-lost.ts'
import { checkRequired } from './mapping/check-required.ts'
import { checkRows, type RowDesk, type Side } from './mapping/check-rows.ts'
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
 * fit, conversions that lose something, incomplete value tables, invariants that cannot be checked; and in one finding the source fields that are
 * neither mapped nor ignored. `row` is the id of the row or the invariant. Where a schema does not say what is there, nothing is reported.
 */
export function checkMapping(mapping: Mapping, { source, target, expressions }: MappingSchemas): Finding[] {
  const desk: RowDesk = {
    source: source && sideOf(source),
    target: target && sideOf(target),
    expressions,
    findings: [],
  }
  checkRows(desk, mapping.rows, { path: '', sources: [''] })
  checkInvariants(desk, mapping)
  const required = desk.target ? checkRequired(mapping.rows, desk.target.schema, desk.target.reader) : []
  // What a row reads that cannot be read is not known yet.
  const known = desk.findings.every(({ code }) => code !== 'expression.invalid')
  const lost = source && known ? lostFinding(lostFields(mapping, source, expressions)) : []
  return [...desk.findings, ...required, ...lost]
}

const sideOf = (schema: JsonSchema): Side => ({ schema, reader: readSchema(schema), limitsTexts: /"maxLength":\d/.test(JSON.stringify(schema)) })
