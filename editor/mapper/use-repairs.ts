import { useMemo, useState } from 'react'
import type { Mapping } from '../../server/model/mapping.ts'
import { fieldNames } from '../document/mapping-likeness.ts'
import { applyRepair, applyRepairs, type BrokenRow, brokenRows, type Repair, type RepairCandidate, repairOf } from '../document/mapping-repair.ts'
import type { MapperModel } from './mapper-model.ts'
import { repairDesk } from './mapper-model.ts'
import type { PreviewState } from './use-preview.ts'

interface RepairSubject {
  mapping: Mapping
  model: MapperModel
  preview: PreviewState
  canEdit: boolean
  change(next: Mapping, label: string): void
  setNotice(text: string): void
  /** Rows changed by typing: a path that is not complete yet is no news. */
  typed: ReadonlySet<string>
}

export interface Repairs {
  /** All rows that no longer fit, by row id. */
  broken: ReadonlyMap<string, readonly BrokenRow[]>
  /** Those that wait for a decision. */
  waiting: readonly BrokenRow[]
  /** Those of them that are not being typed just now. */
  settled: readonly BrokenRow[]
  /** Works out what the waiting rows could mean. */
  list(): readonly Repair[]
  accept(repair: Repair, candidate: RepairCandidate): void
  acceptAll(repairs: readonly Repair[]): void
  /** Leaves a row as it is and out of the list, until the mapper is opened again. */
  leave(id: string): void
}

/** Rows that no longer fit a schema. Nothing changes by itself: a person accepts a proposal, changes the row, or leaves it. */
export function useRepairs({ mapping, model, preview, canEdit, change, setNotice, typed }: RepairSubject): Repairs {
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set())
  const desk = useMemo(() => repairDesk(model.schemas), [model.schemas])
  const all = useMemo(() => brokenRows(model.placed, desk), [model.placed, desk])
  const broken = useMemo(() => byRow(all), [all])
  const waiting = useMemo(() => all.filter(({ id }) => !left.has(id)), [all, left])
  const settled = useMemo(() => waiting.filter(({ placed }) => !typed.has(placed.row.id)), [waiting, typed])
  const place = { desk, analysis: preview.analysis, placed: model.placed }
  const named = () => ({ ...place, names: { sources: fieldNames(model.schemas.source), targets: fieldNames(model.schemas.target) } })
  return {
    broken,
    waiting,
    settled,
    list: () => {
      const about = named()
      return waiting.map((one) => repairOf(one, about))
    },
    accept: (repair, candidate) => {
      if (!canEdit) return
      change(applyRepair(mapping, repair, candidate), `Repair ${repair.side} of a row`)
      setNotice(`Renamed to ${candidate.field.key}`)
    },
    acceptAll: (repairs) => {
      const { mapping: next, done } = applyRepairs(mapping, repairs, named())
      if (!canEdit || done === 0) return
      change(next, `Repair ${done} ${done === 1 ? 'row' : 'rows'}`)
      setNotice(`Repaired ${done} ${done === 1 ? 'row' : 'rows'}`)
    },
    leave: (id) => setLeft(new Set([...left, id])),
  }
}

function byRow(all: readonly BrokenRow[]): ReadonlyMap<string, readonly BrokenRow[]> {
  const rows = new Map<string, BrokenRow[]>()
  for (const one of all) rows.set(one.placed.row.id, [...(rows.get(one.placed.row.id) ?? []), one])
  return rows
}
