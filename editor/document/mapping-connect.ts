import type { Mapping, RowSource } from '../../server/model/mapping.ts'
import { editMapping } from './mapping-edit.ts'
import { type Field, isLeaf } from './mapping-fields.ts'
import { firstElements, linePath, listsOnTheWay, openLists } from './mapping-line-path.ts'
import { canBeWritten, formatPath } from './mapping-path.ts'
import { loopAround, placeRows, relativeTarget, rowsByTarget } from './mapping-rows.ts'
import { elementOf } from './mapping-target-tree.ts'

/** What drawing a line did. */
export interface Connection {
  mapping: Mapping
  /** The row to show next. */
  row: string | undefined
  /** The lines that were drawn, as `source -> target`. */
  made: readonly string[]
  /** Why nothing was drawn. */
  refused?: string
}

export interface Ends {
  source: Field
  target: Field
  /** All fields of both trees by key. */
  sources: ReadonlyMap<string, Field>
  targets: ReadonlyMap<string, Field>
  newId: () => string
}

/**
 * Draws a line from a source field to a target field. Value on value copies by path; list on list makes a loop with rows for equal names;
 * object on object maps equal names at every depth. Paths inside a loop are relative to its element; where the target lies in a list and
 * nothing loops over it yet, the loop is made. A single value for a list is wrapped when the mapping runs. A row that the target has already gets the new source and keeps its note.
 */
export function connect(mapping: Mapping, ends: Ends): Connection {
  const { source, target } = ends
  if (!canBeWritten(source.steps) || !canBeWritten(target.steps))
    return refuse(mapping, 'A name holds a backtick, which a path can not express. Use an expression with $lookup.')
  if (target.lists > 0 && !isLeaf(target)) return connectList(mapping, ends)
  if (isLeaf(target) && !isLeaf(source) && target.type !== 'any' && target.type !== 'map')
    return refuse(mapping, `${source.name} is an object and ${target.name} a single value. Draw from one of its fields.`)
  if (!isLeaf(target) && isLeaf(source) && source.type !== 'any' && source.type !== 'map')
    return refuse(mapping, `${target.name} is an object and ${source.name} a single value. Draw to one of its fields.`)
  if (isLeaf(source) || isLeaf(target)) return connectValue(mapping, ends)
  return connectBelow({ mapping, row: undefined, made: [] }, ends)
}

const refuse = (mapping: Mapping, refused: string): Connection => ({ mapping, row: undefined, made: [], refused })

function connectList(mapping: Mapping, ends: Ends): Connection {
  const { source, target } = ends
  if (source.lists === 0 && isLeaf(source)) return refuse(mapping, `${target.name} is a list of objects. Draw to one of its fields.`)
  if (source.lists > 0) {
    const { text } = linePath(mapping, { ...ends, target: target.steps, one: false })
    const loop = put(mapping, ends, { kind: 'each', path: text })
    const below = connectBelow(loop, ends)
    return below.refused === undefined ? below : loop
  }
  if (rowsByTarget(placeRows(mapping)).has(target.key)) return refuse(mapping, `A loop fills ${target.name}. Draw to one of its fields.`)
  const next = target.children.find((child) => child.next) ?? elementOf(target, 0)
  return connectBelow({ mapping, row: undefined, made: [] }, { ...ends, target: next })
}

/** Rows for children of equal name; targets that have a row keep it. */
function connectBelow(start: Connection, ends: Ends): Connection {
  const byName = new Map(ends.source.children.map((child) => [plainName(child.name), child]))
  let state = start
  for (const target of ends.target.children) {
    const source = byName.get(plainName(target.name))
    if (!source || typeof target.steps.at(-1) === 'number' || rowsByTarget(placeRows(state.mapping)).has(target.key)) continue
    const next = connect(state.mapping, { ...ends, source, target })
    state = { mapping: next.mapping, row: state.row ?? next.row, made: [...state.made, ...next.made] }
  }
  return state === start || state.made.length === start.made.length ? refuse(start.mapping, 'No field without a row has the same name on both sides.') : state
}

const plainName = (name: string): string => name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '')

function connectValue(start: Mapping, ends: Ends): Connection {
  const { target } = ends
  const mapping = withLoops(start, ends)
  const loop = loopAround(placeRows(mapping), target.steps)
  const steps = firstElements(ends.targets, target.steps, loop?.target ?? [])
  const { text, plain } = linePath(mapping, { ...ends, target: steps, one: target.lists === 0 && target.type !== 'any' })
  const place = { ...ends, target: { ...target, steps, key: formatPath(steps) } }
  return put(mapping, place, plain ? (tableBetween(ends, text) ?? { kind: 'path', path: text }) : { kind: 'expression', text })
}

/** Makes the loops that the target's lists lack, outermost first; the innermost one runs over all source lists that are left. */
function withLoops(mapping: Mapping, ends: Ends): Mapping {
  const loop = loopAround(placeRows(mapping), ends.target.steps)
  const open = openLists(ends.targets, ends.target.steps, loop?.target ?? [])
  const lists = listsOnTheWay(ends.sources, ends.source, loop?.element ?? []).filter((list) => list !== ends.source || ends.target.lists === 0)
  const steps = open[0]
  const source = open.length === 1 ? lists.at(-1) : lists[0]
  if (!steps || !source) return mapping
  const { text } = linePath(mapping, { ...ends, source, target: steps, one: false })
  const target = { ...ends.target, steps, key: formatPath(steps) }
  return withLoops(put(mapping, { ...ends, source, target }, { kind: 'each', path: text }).mapping, ends)
}

/** Codes that differ on both sides need a value table; equal codes are filled in. */
function tableBetween({ source, target }: Ends, path: string): RowSource | undefined {
  if (!source.choices || !target.choices || source.choices.every((code) => target.choices?.includes(code))) return undefined
  const known = new Map(target.choices.map((code) => [plainName(String(code)), code]))
  const pairs = source.choices.flatMap((code) =>
    known.has(plainName(String(code))) ? [[String(code), known.get(plainName(String(code))) as string | number | boolean | null] as const] : [],
  )
  return { kind: 'table', path, entries: Object.fromEntries(pairs), otherwise: 'problem' }
}

function put(mapping: Mapping, ends: Ends, from: RowSource): Connection {
  const { mapping: next, row } = writeTarget(mapping, { ...ends, from })
  return { mapping: next, row, made: [`${ends.source.key} -> ${ends.target.key}`] }
}

/** Gives a target field its source: changes its row, or adds one where it belongs (inside the loop around it; at the first element of a list without one). A value table keeps its entries when only the path is new. */
export function writeTarget(mapping: Mapping, place: Omit<Ends, 'source' | 'sources'> & { from: RowSource }): { mapping: Mapping; row: string } {
  const { target, targets, from, newId } = place
  const placed = placeRows(mapping)
  const known = rowsByTarget(placed).get(target.key)?.[0]
  if (known) {
    const kept: RowSource = known.row.from.kind === 'table' && from.kind === 'path' ? { ...known.row.from, path: from.path } : from
    return { mapping: editMapping(mapping, { kind: 'source', row: known.row.id, from: kept }), row: known.row.id }
  }
  const loop = loopAround(placed, target.steps)
  const steps = firstElements(targets, target.steps, loop?.target ?? [])
  const row = {
    id: newId(),
    target: relativeTarget(steps, loop),
    from,
    ...(target.required && from.kind !== 'each' && { required: true }),
    ...(from.kind === 'each' && { rows: [] }),
  }
  return { mapping: editMapping(mapping, { kind: 'add', parent: loop?.row.id, row }), row: row.id }
}
