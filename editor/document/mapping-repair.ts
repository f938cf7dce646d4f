import type { Mapping, MappingRow } from '../../server/model/mapping.ts'
import { type Analysis, analysisFor } from './mapping-analysis.ts'
import { editMapping } from './mapping-edit.ts'
import { type Field, isLeaf } from './mapping-fields.ts'
import { isKnown } from './mapping-lines.ts'
import { formatPath, namesOf, type PathStep, startsWith } from './mapping-path.ts'
import { renameSource, UNSURE } from './mapping-rename.ts'
import { type FieldNames, fieldLikeness, type GonePath } from './mapping-likeness.ts'
import { type PlacedRow, placeRows, relativeTarget } from './mapping-rows.ts'

/** A row that no longer fits a schema. The row itself stays as it is until a person changes it. */
export interface BrokenRow {
  /** Unique among the broken places of a mapping. */
  id: string
  placed: PlacedRow
  side: 'source' | 'target'
  /** What the schema does not know, from the root, without positions. */
  path: readonly PathStep[]
}

/** The fields that a row could mean now. */
export interface RepairCandidate {
  field: Field
  /** 0 to 1. */
  score: number
  reason: string
  /** The row with the other path. */
  row: MappingRow
}

export interface Repair extends BrokenRow {
  /** Best first. */
  candidates: readonly RepairCandidate[]
  /** Why there is no candidate, where that is not for want of a field alike. */
  unsure: string | undefined
}

/** The schemas of both sides; a side without one is `undefined`: there nothing is broken. */
export interface RepairDesk {
  sources: ReadonlyMap<string, Field> | undefined
  targets: ReadonlyMap<string, Field> | undefined
}

/** The rows whose paths the schemas do not know, in document order. Below a loop that is broken itself, only what is wrong apart from that. */
export function brokenRows(placed: readonly PlacedRow[], { sources, targets }: RepairDesk): BrokenRow[] {
  const broken: BrokenRow[] = []
  for (const one of placed) {
    const id = one.row.id
    const from = [...one.loops, one].find(({ target }) => targets && target.length > 0 && !isKnown(target, targets))
    if (from === one) broken.push({ id: `${id} target`, placed: one, side: 'target', path: namesOf(one.target) })
    for (const path of sources ? one.reads : []) {
      if (path.length === 0 || !sources || isKnown(path, sources)) continue
      const around = one.loops.some(({ element }) => element && element.length > 0 && startsWith(path, element) && !isKnown(element, sources))
      if (!around) broken.push({ id: `${id} ${formatPath(path)}`, placed: one, side: 'source', path })
    }
  }
  return broken
}

/** Names taken apart once for each side. */
export interface RepairNames {
  sources: readonly FieldNames[]
  targets: readonly FieldNames[]
}

interface RepairPlace {
  desk: RepairDesk
  names: RepairNames
  placed: readonly PlacedRow[]
  analysis: Analysis | undefined
}

const MOST = 5
const LEAST = 0.45

/** A broken row with the fields that it could mean, by name, place and type. */
export function repairOf(broken: BrokenRow, place: RepairPlace): Repair {
  const found = broken.side === 'source' ? sourceCandidates(broken, place) : targetCandidates(broken, place)
  const ranked = found.alike.toSorted((a, b) => b.score - a.score)
  const candidates = ranked.flatMap(({ field, score, reason }) => {
    const row = found.renamed(field)
    return row ? [{ field, score, reason, row }] : []
  })
  return { ...broken, candidates: candidates.slice(0, MOST), unsure: candidates.length === 0 && ranked.length > 0 ? UNSURE : undefined }
}

interface Found {
  alike: { field: Field; score: number; reason: string }[]
  renamed(field: Field): MappingRow | undefined
}

function sourceCandidates({ placed, path }: BrokenRow, { desk, names, analysis }: RepairPlace): Found {
  const { row, base } = placed
  const other = row.from.kind === 'path' ? desk.targets?.get(formatPath(namesOf(placed.target))) : undefined
  const like = { path, as: usedAs(row, other), other }
  const known = analysisFor(analysis, placed)
  const exact = known && !known.everything ? placed.reads : undefined
  return {
    alike: alikeOf(names.sources, like, ({ steps }) => steps.length > 0 && (row.from.kind === 'expression' || startsWith(steps, base))),
    renamed: (field) => {
      const from = renameSource(row.from, { from: path, to: field.steps, base, exact })
      return from && { ...row, from }
    },
  }
}

function targetCandidates({ placed, path }: BrokenRow, { desk, names, placed: all }: RepairPlace): Found {
  const { row } = placed
  const loop = placed.loops.at(-1)
  const start = loop ? namesOf(loop.target) : []
  const written = new Set(all.map(({ target }) => formatPath(namesOf(target))))
  const other = row.from.kind === 'path' && placed.reads[0] ? desk.sources?.get(formatPath(placed.reads[0])) : undefined
  const like = { path, as: usedAs(row, other), other }
  return {
    alike: alikeOf(names.targets, like, ({ steps, key }) => steps.length > start.length && startsWith(steps, start) && !written.has(key)),
    renamed: (field) => ({ ...row, target: targetText(field, placed, loop) }),
  }
}

/** The new target as the row writes it, with the positions of the old one. */
function targetText(field: Field, { target }: PlacedRow, loop: PlacedRow | undefined): string {
  const own = target.slice(loop?.target.length ?? 0)
  const names = field.steps.slice(namesOf(loop?.target ?? []).length)
  const renamed = renameSource({ kind: 'path', path: formatPath(own) }, { from: namesOf(own), to: names, base: [], exact: undefined })
  return renamed?.kind === 'path' ? renamed.path : relativeTarget([...(loop?.target ?? []), ...names], loop)
}

function usedAs({ from }: MappingRow, other: Field | undefined): GonePath['as'] {
  if (from.kind === 'each') return 'list'
  return from.kind === 'expression' || (other && !isLeaf(other)) ? 'any' : 'value'
}

function alikeOf(names: readonly FieldNames[], like: GonePath, fits: (field: Field) => boolean): Found['alike'] {
  const likeness = fieldLikeness(like)
  return names.flatMap((one) => {
    const { score, reason } = fits(one.field) ? likeness(one) : { score: 0, reason: '' }
    return score >= LEAST ? [{ field: one.field, score, reason }] : []
  })
}

/** The mapping with one row repaired. */
export function applyRepair(mapping: Mapping, { side }: Repair, { row }: RepairCandidate): Mapping {
  return editMapping(mapping, side === 'source' ? { kind: 'source', row: row.id, from: row.from } : { kind: 'target', row: row.id, target: row.target })
}

/** Takes the first candidate of each row, as far as it still holds once the others are repaired. */
export function applyRepairs(mapping: Mapping, repairs: readonly Repair[], place: Omit<RepairPlace, 'placed'>): { mapping: Mapping; done: number } {
  let state = { mapping, done: 0 }
  for (const { id, candidates } of repairs) {
    const wanted = candidates[0]?.field.key
    const placed = placeRows(state.mapping)
    const broken = brokenRows(placed, place.desk).find((one) => one.id === id)
    const repair = broken && repairOf(broken, { ...place, placed })
    const candidate = repair?.candidates.find(({ field }) => field.key === wanted)
    if (repair && candidate) state = { mapping: applyRepair(state.mapping, repair, candidate), done: state.done + 1 }
  }
  return state
}
