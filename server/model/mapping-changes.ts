import type { FlowChange } from './flow-comparison.ts'
import type { Invariant, Mapping, MappingRow, RowSource, SchemaRef } from './mapping.ts'
import { fromTo, sameValue, wordsOf } from './value-changes.ts'

/** A change of a mapping; the node is added by who knows it. */
type MappingChange = Omit<FlowChange, 'node'>

/** A row with its place: the whole target path with `[]` for loops. */
interface Placed {
  row: MappingRow
  path: string
  parent: Placed | undefined
}

/** How two states of one mapping differ, row by row. Rows belong together by id, or else by their target in the same loop. The order of rows means nothing. */
export function mappingChanges(before: Mapping, after: Mapping): MappingChange[] {
  return [
    ...schemaChange('source', before.source, after.source),
    ...schemaChange('target', before.target, after.target),
    ...rowChanges(placed(before.rows), placed(after.rows)),
    ...ignoredChanges(before.ignored, after.ignored),
    ...invariantChanges(before.invariants ?? [], after.invariants ?? []),
  ]
}

/** Where the value of a row comes from, in words: source `order.currency`. */
function sourceWords(from: RowSource): string {
  switch (from.kind) {
    case 'path':
      return `source \`${from.path}\``
    case 'expression':
      return `expression \`${from.text}\``
    case 'constant':
      return `constant ${wordsOf(from.value)}`
    case 'table':
      return `table of \`${from.path}\` (${Object.keys(from.entries).length} codes, unknown: ${UNKNOWN[from.otherwise]})`
    case 'each':
      return `each of \`${from.path}\``
  }
}

const UNKNOWN = { problem: 'a problem', omit: 'left out', pass: 'passed through' } as const

function placed(rows: readonly MappingRow[], parent?: Placed): Placed[] {
  return rows.flatMap((row) => {
    const own: Placed = { row, parent, path: parent ? `${parent.path}[].${row.target}` : row.target }
    return [own, ...placed(row.rows ?? [], own)]
  })
}

function rowChanges(before: readonly Placed[], after: readonly Placed[]): MappingChange[] {
  const pairs = pairUp(before, after)
  const kept = new Set(pairs.values())
  return [
    ...before.flatMap((old): MappingChange[] => {
      const now = pairs.get(old)
      if (!now) return [{ kind: 'row', how: 'removed', row: old.row.id, text: `\`${old.path}\`: removed (${sourceWords(old.row.from)})` }]
      const moved = old.row.target !== now.row.target || (old.parent && pairs.get(old.parent)) !== now.parent
      const texts = rowTexts(old.row, now.row).map((text) => `\`${now.path}\`: ${text}`)
      if (moved) texts.unshift(`target \`${old.path}\` -> \`${now.path}\``)
      return texts.map((text) => ({ kind: 'row', how: 'changed', row: now.row.id, text }))
    }),
    ...after
      .filter((now) => !kept.has(now))
      .map(({ row, path }): MappingChange => {
        const text = `\`${path}\`: added, ${sourceWords(row.from)}${row.required ? ', required' : ''}`
        return { kind: 'row', how: 'added', row: row.id, text }
      }),
  ]
}

/** Which row of before is which row of after. */
function pairUp(before: readonly Placed[], after: readonly Placed[]): Map<Placed, Placed> {
  const pairs = new Map<Placed, Placed>()
  const left = new Set(after)
  const join = (key: (place: Placed) => string): void => {
    const open = new Map<string, Placed[]>()
    for (const place of left) open.set(key(place), [...(open.get(key(place)) ?? []), place])
    for (const old of before) {
      const now = pairs.has(old) ? undefined : open.get(key(old))?.shift()
      if (!now) continue
      pairs.set(old, now)
      left.delete(now)
    }
  }
  // A row that kept id and place is itself, also where another one carries its id by mistake.
  join(({ row, path }) => JSON.stringify([row.id, path]))
  join(({ row }) => row.id)
  join(({ path }) => path)
  return pairs
}

function rowTexts(before: MappingRow, after: MappingRow): string[] {
  const texts = sourceTexts(before.from, after.from)
  if ((before.required ?? false) !== (after.required ?? false)) texts.push(after.required ? 'optional -> required' : 'required -> optional')
  return [...texts, ...noteTexts(before.note, after.note)]
}

function sourceTexts(before: RowSource, after: RowSource): string[] {
  if (sameValue(before, after)) return []
  if (before.kind !== 'table' || after.kind !== 'table') {
    if (before.kind === 'constant' && after.kind === 'constant') return [`constant ${fromTo(before.value, after.value)}`]
    return [`${sourceWords(before)} -> ${sourceWords(after)}`]
  }
  const path = before.path === after.path ? [] : [`table of \`${before.path}\` -> \`${after.path}\``]
  const otherwise = before.otherwise === after.otherwise ? [] : [`unknown codes: ${UNKNOWN[before.otherwise]} -> ${UNKNOWN[after.otherwise]}`]
  return [...path, ...entryTexts(new Map(Object.entries(before.entries)), new Map(Object.entries(after.entries))), ...otherwise]
}

function entryTexts(before: ReadonlyMap<string, unknown>, after: ReadonlyMap<string, unknown>): string[] {
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((code) => {
    const name = `code ${wordsOf(code)}`
    if (!before.has(code)) return [`${name} added: ${wordsOf(after.get(code))}`]
    if (!after.has(code)) return [`${name} removed (${wordsOf(before.get(code))})`]
    return sameValue(before.get(code), after.get(code)) ? [] : [`${name}: ${fromTo(before.get(code), after.get(code))}`]
  })
}

function noteTexts(before = '', after = ''): string[] {
  if (before === after) return []
  if (before === '') return [`note added: ${wordsOf(after)}`]
  return [after === '' ? `note removed (${wordsOf(before)})` : `note ${fromTo(before, after)}`]
}

const changed = (text: string): MappingChange => ({ kind: 'node', how: 'changed', text })

function schemaChange(side: 'source' | 'target', before: SchemaRef | undefined, after: SchemaRef | undefined): MappingChange[] {
  if (sameValue(before, after)) return []
  const [a, b] = [schemaWords(before), schemaWords(after)]
  return [changed(a === b ? `${side} schema: another one` : `${side} schema: ${a} -> ${b}`)]
}

function schemaWords(ref: SchemaRef | undefined): string {
  if (!ref) return 'that of the wire'
  if (ref.from === 'canonical') return `${ref.operation} ${ref.side}`
  return ref.from === 'operation' ? `${ref.connection} ${ref.operation} ${ref.side}` : 'an own one'
}

function ignoredChanges(before: readonly string[], after: readonly string[]): MappingChange[] {
  const [own, others] = [new Set(before), new Set(after)]
  return [
    ...[...own].filter((path) => !others.has(path)).map((path) => changed(`\`${path}\`: no longer ignored`)),
    ...[...others].filter((path) => !own.has(path)).map((path) => changed(`\`${path}\`: ignored on purpose`)),
  ]
}

function invariantChanges(before: readonly Invariant[], after: readonly Invariant[]): MappingChange[] {
  const [own, others] = [new Map(before.map((each) => [each.id, each])), new Map(after.map((each) => [each.id, each]))]
  return [...new Set([...own.keys(), ...others.keys()])].flatMap((id) => {
    const [old, now] = [own.get(id), others.get(id)]
    if (!old) return [changed(`invariant added: \`${now!.text}\``)]
    if (!now) return [changed(`invariant removed: \`${old.text}\``)]
    return invariantTexts(old, now).map(changed)
  })
}

const BROKEN = { problem: 'a problem', count: 'counted' } as const

function invariantTexts(old: Invariant, now: Invariant): string[] {
  const texts = old.text === now.text ? [] : [`invariant \`${old.text}\` -> \`${now.text}\``]
  const place = `invariant \`${now.text}\``
  if (old.broken !== now.broken) texts.push(`${place}, when broken: ${BROKEN[old.broken]} -> ${BROKEN[now.broken]}`)
  return [...texts, ...noteTexts(old.note, now.note).map((text) => `${place}: ${text}`)]
}
