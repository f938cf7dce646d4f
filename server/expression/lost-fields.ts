import type { JsonSchema } from '../model/json-schema.ts'
import type { Mapping } from '../model/mapping.ts'
import type { Expressions } from './expression.ts'
import { readSchema } from './mapping/schema-at.ts'
import { leafPaths } from './mapping/walk-schema.ts'

/** The fields of the source that the mapping neither reads nor ignores on purpose: their content is lost. Reading or ignoring a parent covers its fields. */
export function lostFields(mapping: Mapping, source: JsonSchema, expressions: Expressions): string[] {
  const { reads } = expressions.compileMapping(mapping)
  if (reads.everything) return []
  const covered = [...reads.paths, ...mapping.ignored]
  return leafPaths(readSchema(source), source).filter((leaf) => !covered.some((path) => leaf === path || leaf.startsWith(`${path}.`)))
}
