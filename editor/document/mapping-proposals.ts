import type { Mapping } from '../../server/model/mapping.ts'
import { type Connection, connect } from './mapping-connect.ts'
import { type Field, indexFields, isLeaf, walkFields } from './mapping-fields.ts'
import { type PathStep, startsWith } from './mapping-path.ts'
import { placeRows } from './mapping-rows.ts'
import { nameLikeness, type NameParts, namePartsOf } from './mapping-similarity.ts'

/** A line that could be drawn. */
export interface Proposal {
  source: Field
  target: Field
  /** 0 to 1. */
  score: number
  /** Why, in words. */
  reason: string
}

interface Candidate {
  field: Field
  name: NameParts
  around: NameParts
  /** Lists on the way, the field itself included. */
  lists: number
}

const LEAST = 0.6

/** The best source for each target value that nothing writes, best first. A source is proposed once. Looks at names, meanings, types and lists only. */
export function proposeLines(mapping: Mapping, sources: readonly Field[], targets: readonly Field[]): Proposal[] {
  const written = placeRows(mapping).filter(({ row }) => row.from.kind !== 'each')
  const from = candidates(sources)
  const open = candidates(targets).filter(({ field }) => !written.some(({ target }) => covers(target, field)))
  const all = open.flatMap((target) => from.flatMap((source) => proposalOf(source, target) ?? [])).toSorted((a, b) => b.score - a.score)
  const taken = new Set<Field>()
  return all.filter(({ source, target }) => {
    if (taken.has(source) || taken.has(target)) return false
    taken.add(source).add(target)
    return true
  })
}

/** Is the field written, as itself, as a part of an object, or as one element of its list? */
const covers = (target: readonly PathStep[], field: Field): boolean => {
  const names = target.filter((step) => typeof step === 'string')
  return startsWith(field.steps, names)
}

function candidates(fields: readonly Field[]): Candidate[] {
  const known = indexFields(fields)
  return walkFields(fields)
    .filter((field) => isLeaf(field) && field.steps.every((step) => typeof step === 'string'))
    .map((field) => {
      const way = [...known.values()].filter((one) => one.lists > 0 && startsWith(field.steps, one.steps))
      return { field, name: namePartsOf(field.name), around: namePartsOf(field.steps.slice(0, -1).join(' ')), lists: way.length }
    })
}

function proposalOf(source: Candidate, target: Candidate): Proposal | undefined {
  const name = nameLikeness(source.name, target.name)
  if (name.score < 0.5) return undefined
  const around = source.around.plain === '' || target.around.plain === '' ? 0.5 : nameLikeness(source.around, target.around).score
  const type = typeLikeness(source.field, target.field)
  // One value for each element of a list, or one element for a value, is seldom what is meant.
  const lists = source.lists === target.lists ? 1 : source.lists === 0 || target.lists === 0 ? 0.75 : 0.9
  const score = Math.round((name.score * 0.65 + around * 0.2 + type * 0.15) * lists * 100) / 100
  if (score < LEAST || type === 0) return undefined
  const reasons = [name.by, around > 0.7 && source.around.plain !== '' ? 'same place' : '', type === 1 ? 'same type' : 'type needs a conversion']
  return { source: source.field, target: target.field, score, reason: reasons.filter((one) => one !== '').join(', ') }
}

function typeLikeness(a: Field, b: Field): number {
  if (a.type === b.type) return a.format === b.format ? 1 : 0.8
  if (a.type === 'any' || b.type === 'any') return 0.7
  if (a.type === 'object' || b.type === 'object' || a.type === 'map' || b.type === 'map') return 0
  return a.type === 'boolean' || b.type === 'boolean' ? 0.2 : 0.6
}

/** Draws the lines of all given proposals. */
export function acceptProposals(
  mapping: Mapping,
  proposals: readonly Proposal[],
  ends: Pick<Parameters<typeof connect>[1], 'sources' | 'targets' | 'newId'>,
): Connection {
  return proposals.reduce<Connection>(
    (state, { source, target }) => {
      const next = connect(state.mapping, { ...ends, source, target })
      return { mapping: next.mapping, row: state.row ?? next.row, made: [...state.made, ...next.made] }
    },
    { mapping, row: undefined, made: [] },
  )
}
