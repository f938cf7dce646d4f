import type { MappingFill } from '../../server/model/fill.ts'
import type { Invariant, Mapping } from '../../server/model/mapping.ts'
import { type Field, isLeaf, walkFields } from './mapping-fields.ts'
import { canBeWritten, formatPath } from './mapping-path.ts'
import { namePartsOf } from './mapping-similarity.ts'

/** One change of the invariants of a mapping. */
export type InvariantEdit =
  | { kind: 'add'; invariant: Invariant }
  | { kind: 'change'; id: string; part: Partial<Pick<Invariant, 'text' | 'note' | 'broken'>> }
  | { kind: 'remove'; id: string }

/** The most a mapping may have. */
export const MOST_INVARIANTS = 50

/** The mapping after the change; a mapping without invariants has no such list. */
export function editInvariants(mapping: Mapping, edit: InvariantEdit): Mapping {
  const { invariants = [], ...bare } = mapping
  const next = changedList(invariants, edit)
  return next.length === 0 ? bare : { ...bare, invariants: next }
}

function changedList(invariants: readonly Invariant[], edit: InvariantEdit): Invariant[] {
  if (edit.kind === 'add') return invariants.length >= MOST_INVARIANTS ? [...invariants] : [...invariants, edit.invariant]
  if (edit.kind === 'remove') return invariants.filter(({ id }) => id !== edit.id)
  return invariants.map((one) => (one.id === edit.id ? changedOne(one, edit.part) : one))
}

function changedOne(invariant: Invariant, part: Partial<Pick<Invariant, 'text' | 'note' | 'broken'>>): Invariant {
  const { note, ...rest } = { ...invariant, ...part }
  return note === undefined || note === '' ? rest : { ...rest, note: note.slice(0, 400) }
}

/** How often an invariant held in the published version. */
export function invariantFill(fill: MappingFill | undefined, id: string): { held: number; broken: number } | undefined {
  return fill?.invariants.find(({ invariant }) => invariant === id)
}

export interface InvariantExample {
  title: string
  text: string
}

const SUMS = new Set(['amount', 'net', 'gross', 'tax', 'price'])
const MOST = 6

/** Rules that the fields of the target suggest: totals that are the sum of their lines, a count that is not zero, a date not before another. */
export function invariantExamples(fields: readonly Field[]): InvariantExample[] {
  const all = walkFields(fields).filter(({ steps }) => canBeWritten(steps) && steps.every((step) => typeof step === 'string'))
  const single = all.filter((field) => isLeaf(field) && !all.some((list) => list.lists > 0 && isAround(list, field)) && field.lists === 0)
  const lists = all.filter(({ lists: count, children }) => count > 0 && children.length > 0)
  const found = [...lists.flatMap((list) => sumsOf(list, single)), ...lists.map(countOf), ...datesOf(single)]
  return [...found.slice(0, MOST - 1), ...(found.length === 0 ? [ANYWHERE] : [])]
}

const ANYWHERE: InvariantExample = { title: 'A total is the sum of its lines', text: '$round($sum([lines.$number(net)]), 2) = $number(total)' }

const isAround = (list: Field, field: Field): boolean => list.steps.length < field.steps.length && list.steps.every((step, i) => field.steps[i] === step)

/** Money may be decimal text, so both sides are read as numbers. */
const numberOf = (field: Field, path: string): string => (field.type === 'number' || field.type === 'integer' ? path : `$number(${path})`)

/** The brackets make the sum of an empty list 0 instead of nothing. */
function sumsOf(list: Field, single: readonly Field[]): InvariantExample[] {
  return list.children.filter(isAmount).flatMap((part) => {
    const total =
      single.filter(isAmount).find((field) => meaning(field) === meaning(part)) ?? single.filter(isAmount).find((field) => meaning(field) === 'amount')
    if (!total) return []
    const sum =
      part.type === 'text'
        ? `$sum([${formatPath(list.steps)}.$number(${formatPath(part.steps.slice(list.steps.length))})])`
        : `$sum([${formatPath(part.steps)}])`
    return [{ title: `${total.key} is the sum of ${part.key}`, text: `$round(${sum}, 2) = ${numberOf(total, total.key)}` }]
  })
}

function isAmount(field: Field): boolean {
  if (!isLeaf(field) || field.lists > 0 || !['text', 'number', 'integer', 'any'].includes(field.type) || field.choices) return false
  return meaning(field) !== undefined
}

const meaning = (field: Field): string | undefined => [...namePartsOf(field.name).meanings].find((word) => SUMS.has(word))

const countOf = (list: Field): InvariantExample => ({ title: `${list.key} is not empty`, text: `$count(${list.key}) > 0` })

function datesOf(single: readonly Field[]): InvariantExample[] {
  const dates = single.filter(({ format }) => format === 'date' || format === 'date-time')
  const due = dates.find(({ name }) => /due/i.test(name))
  const first = dates.find((field) => field !== due && field.format === due?.format)
  return due && first ? [{ title: `${due.key} is not before ${first.key}`, text: `$not($exists(${due.key})) or ${due.key} >= ${first.key}` }] : []
}
