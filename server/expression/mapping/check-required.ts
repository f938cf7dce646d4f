import type { Finding } from '../../model/finding.ts'
import type { JsonSchema } from '../../model/json-schema.ts'
import type { MappingRow } from '../../model/mapping.ts'
import { segmentOf } from '../reads/located.ts'
import type { SchemaReader } from './schema-at.ts'
import { dottedPath, joinPaths, parseTargetPath } from './target-path.ts'

/** The places that rows write; `open` ones are written as a whole, so that nothing is known of the fields below. */
export function writtenPaths(rows: readonly MappingRow[], level = '', out = new Map<string, 'open' | 'fields'>()): Map<string, 'open' | 'fields'> {
  for (const row of rows) {
    const segments = parseTargetPath(row.target)
    if (typeof segments === 'string') continue
    const path = joinPaths(level, dottedPath(segments))
    out.set(path, row.from.kind === 'each' ? 'fields' : 'open')
    writtenPaths(row.rows ?? [], path, out)
  }
  return out
}

/** Required fields without a row: at the top, and below every object that is required or written. */
export function checkRequired(rows: readonly MappingRow[], target: JsonSchema, reader: SchemaReader): Finding[] {
  const written = writtenPaths(rows)
  const findings: Finding[] = []
  const isBelow = (path: string): boolean => [...written.keys()].some((each) => each.startsWith(`${path}.`))

  const visit = (schema: JsonSchema, path: string, depth: number): void => {
    if (written.get(path) === 'open' || depth > 12) return
    const holder = reader.isArray(schema) ? (reader.items(schema) ?? {}) : schema
    const required = new Set(reader.required(holder))
    for (const name of reader.names(holder)) {
      const child = reader.property(holder, name)
      const place = path === '' ? segmentOf(name) : `${path}.${segmentOf(name)}`
      if (written.has(place) || isBelow(place)) visit(child ?? {}, place, depth + 1)
      else if (required.has(name) && child?.default === undefined)
        findings.push({ level: 'error', code: 'mapping.required', message: `The required target field \`${place}\` has no row.` })
    }
  }
  visit(target, '', 0)
  return findings
}
