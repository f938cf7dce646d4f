import { PERSONAL } from '../../model/canonical-field.ts'
import { joinPath, pathBelow } from '../../model/field-path.ts'
import type { Finding } from '../../model/finding.ts'
import type { JsonSchema } from '../../model/json-schema.ts'
import type { LineageHop } from '../../model/lineage.ts'
import { type FieldTags, tagFields } from '../../model/lineage-tags.ts'
import { schemaAt } from '../../model/schema-path.ts'
import type { Desk } from '../check-nodes.ts'
import type { EdgePlace } from './edge-place.ts'
import { fieldPlace } from './edge-place.ts'
import { deskLinks } from './desk-links.ts'
import { flowLinks, type EdgeLink } from './trace-flow.ts'

/**
 * Personal fields that are led to a place where they would be kept: a field that Patchbay stores, or a field of an operation whose connector
 * says by `x-store` that its system keeps reports without personal data. What is only decided by a personal field holds none of it.
 */
export function checkStored(desk: Desk): Finding[] {
  const links = deskLinks(desk)
  if (!links.some(({ to }) => keptPaths(desk, to.place).length > 0)) return []
  const tags = tagFields(flowLinks(links), { lookup: desk.lookup })
  const findings = links.filter(({ how, count }) => how !== 'decides' && !count).flatMap((link) => storedBy(desk, link, tags))
  return [...new Map(findings.map((finding) => [`${finding.node}|${finding.row}|${finding.message}`, finding])).values()]
}

function storedBy(desk: Desk, link: EdgeLink, tags: FieldTags): Finding[] {
  return keptPaths(desk, link.to.place).flatMap((kept): Finding[] => {
    const from = sourceOf(link, kept)
    if (from === undefined) return []
    const field = fieldPlace({ place: link.from.place, path: from })
    const tag = tags(field)
    if (tag === undefined || !PERSONAL.has(tag)) return []
    const { row, node } = writerOf(link.via)
    const { call, stores } = link.to.place
    const where = call ? `\`${kept}\` of ${call.connection} · ${call.operation}, which is kept without personal data` : 'a place that Patchbay stores'
    const message = `The personal field \`${joinPath(field.place, field.path)}\` is led to ${where}. Leave it out, or send it elsewhere.`
    const at = stores === undefined ? {} : { field: stores }
    return [{ level: 'warning', code: 'privacy.stored', message, node, ...at, ...(row !== undefined && { row }) }]
  })
}

/** The path of the field whose value gets to the kept one, if it does. */
function sourceOf({ from, to, how, hidden }: EdgeLink, kept: string): string | undefined {
  const rest = pathBelow(kept, to.path)
  if (rest === undefined) return pathBelow(to.path, kept) === undefined ? undefined : from.path
  if (how !== 'copied') return from.path
  return hidden.some((path) => pathBelow(rest, path) !== undefined) ? undefined : joinPath(from.path, rest)
}

/** The last row on the way, or else the last node. */
function writerOf(via: readonly LineageHop[]): { node: string; row?: string } {
  const last = via.findLast(({ row }) => row !== undefined) ?? via.at(-1)
  return { node: last?.node ?? '', ...(last?.row !== undefined && { row: last.row }) }
}

/** The fields of a place that are kept there. */
function keptPaths({ lookup }: Desk, { call, side, stores }: EdgePlace): string[] {
  if (stores !== undefined) return [stores]
  const schema = call && side === 'input' ? lookup(call.connection, call.operation, 'input') : undefined
  return schema ? keptIn(schema, schema, '') : []
}

const MOST_LEVELS = 12

function keptIn(schema: JsonSchema, root: JsonSchema, path: string): string[] {
  const right = schema['x-store']
  if (typeof right === 'string') return right === 'never' ? [] : [path]
  if (path.split('.').length > MOST_LEVELS) return []
  const holder = schema.items ?? schema
  return Object.keys(holder.properties ?? {}).flatMap((name) => {
    const below = joinPath(path, name)
    const property = schemaAt(root, below)
    return property ? keptIn(property, root, below) : []
  })
}
