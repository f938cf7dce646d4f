import { piiOf, readCanonicalFields, strongerPii, type CanonicalFields } from './canonical-field.ts'
import { joinPath, pathBelow } from './field-path.ts'
import type { OperationSchemas } from './flow-schema.ts'
import type { FieldPlace, FlowLink } from './lineage.ts'
import { schemaAt } from './schema-path.ts'

/** Tells how personal a field is. */
export type FieldTags = (field: FieldPlace) => string | undefined

/** What a field of another system is copied from or to. */
interface Twin {
  readonly path: string
  readonly other: FieldPlace
}

/** From system to system a tag is followed over so many copies. */
const MOST_COPIES = 4

/** Tags that are kept ready; people may ask for any path. */
const MOST_KEPT = 50_000

/** What tags are read from. */
export interface TagSources {
  readonly canonical?: CanonicalFields
  /** The schemas of operations, whose fields may have tags of their own. */
  readonly lookup?: OperationSchemas | undefined
}

/** The tags of the canonical model; a field of another system has the strongest tag of its own and of the fields that it is copied from or to. */
export function tagFields(links: readonly FlowLink[], { canonical = readCanonicalFields(), lookup }: TagSources = {}): FieldTags {
  const twins = twinsOf(links)
  const known = new Map<string, string | undefined>()
  const tagOf = (field: FieldPlace, copies: number): string | undefined => {
    if (field.kind === 'canonical') return canonical.pii({ entity: field.place, path: field.path })
    if (copies === 0) return undefined
    const key = `${copies} ${field.place} ${field.path}`
    if (known.has(key)) return known.get(key)
    const others = [...(twins.get(field.place)?.values() ?? [])].flatMap((twin) => otherEnd(field.path, twin) ?? [])
    const tag = others.map((other) => tagOf(other, copies - 1)).reduce(strongerPii, lookup && ownTag(field, lookup))
    if (known.size < MOST_KEPT) known.set(key, tag)
    return tag
  }
  return (field) => tagOf(field, MOST_COPIES)
}

/** The tag that the schema of the operation gives the field. */
function ownTag({ place, path }: FieldPlace, lookup: OperationSchemas): string | undefined {
  const [, connection, operation, side] = /^([^:]+):(.+):(input|output)$/.exec(place) ?? []
  const schema = connection !== undefined && operation !== undefined ? lookup(connection, operation, side as 'input' | 'output') : undefined
  return schema && piiOf(schemaAt(schema, path))
}

function twinsOf(links: readonly FlowLink[]): Map<string, Map<string, Twin>> {
  const twins = new Map<string, Map<string, Twin>>()
  const add = (field: FieldPlace, other: FieldPlace): void => {
    if (field.kind === 'canonical') return
    const list = twins.get(field.place) ?? new Map<string, Twin>()
    twins.set(field.place, list)
    list.set(`${field.path} ${other.place} ${other.path}`, { path: field.path, other })
  }
  for (const { from, to, how, count } of links) {
    if (how !== 'copied' || count) continue
    add(from, to)
    add(to, from)
  }
  return twins
}

/** Where the content of a path is, or comes from, at the other end of a copy that holds it or is part of it. */
function otherEnd(path: string, { path: own, other }: Twin): FieldPlace | undefined {
  const rest = pathBelow(path, own)
  if (rest !== undefined) return { ...other, path: joinPath(other.path, rest) }
  return pathBelow(own, path) === undefined ? undefined : other
}
