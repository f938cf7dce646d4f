import type { Mapping } from '../../server/model/mapping.ts'
import { type Connection, connect } from './mapping-connect.ts'
import { type Field, isLeaf, walkFields } from './mapping-fields.ts'
import { type PathStep, startsWith } from './mapping-path.ts'
import { typeLikeness } from './mapping-likeness.ts'
import { valuesAt } from './mapping-preview.ts'
import { placeRows } from './mapping-rows.ts'
import { shapeFit } from './mapping-shape.ts'
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
  /** What the samples have there. */
  values: readonly unknown[]
}

export interface ProposalSides {
  sources: readonly Field[]
  targets: readonly Field[]
  /** Messages that arrive; their values show what a field is like. */
  samples?: readonly unknown[]
}

const LEAST = 0.6
const MOST_VALUES = 20

/** The best source for each target value that nothing writes, best first. A source is proposed once. Looks at names, meanings, types, lists and the shape of sample values. */
export function proposeLines(mapping: Mapping, { sources, targets, samples = [] }: ProposalSides): Proposal[] {
  const written = placeRows(mapping).filter(({ row }) => row.from.kind !== 'each')
  const from = candidates(sources, samples)
  const open = candidates(targets, []).filter(({ field }) => !written.some(({ target }) => covers(target, field)))
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

function candidates(fields: readonly Field[], samples: readonly unknown[]): Candidate[] {
  const all = walkFields(fields)
  const lists = all.filter((field) => field.lists > 0)
  return all
    .filter((field) => isLeaf(field) && field.steps.every((step) => typeof step === 'string'))
    .map((field) => ({
      field,
      name: namePartsOf(field.name),
      around: namePartsOf(field.steps.slice(0, -1).join(' ')),
      lists: lists.filter((one) => startsWith(field.steps, one.steps)).length,
      values: samples.flatMap((sample) => valuesAt(sample, field.steps)).slice(0, MOST_VALUES),
    }))
}

function proposalOf(source: Candidate, target: Candidate): Proposal | undefined {
  const name = nameLikeness(source.name, target.name)
  if (name.score < 0.5) return undefined
  const around = source.around.plain === '' || target.around.plain === '' ? 0.5 : nameLikeness(source.around, target.around).score
  const type = typeLikeness(source.field, target.field)
  const shape = shapeFit(source.values, target.field)
  // One value for each element of a list, or one element for a value, is seldom what is meant.
  const lists = source.lists === target.lists ? 1 : source.lists === 0 || target.lists === 0 ? 0.75 : 0.9
  const score = Math.min(1, Math.round((name.score * 0.65 + around * 0.2 + type * 0.15) * lists * shape.factor * 100) / 100)
  if (score < LEAST || type === 0) return undefined
  const place = around > 0.7 && source.around.plain !== '' ? 'same place' : ''
  const kind = type === 1 ? 'same type' : type < 0.7 ? 'type needs a conversion' : ''
  return { source: source.field, target: target.field, score, reason: [name.by, place, kind, shape.reason].filter((one) => one !== '').join(', ') }
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
