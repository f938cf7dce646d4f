import { useState } from 'react'
import type { Mapping, MappingRow } from '../../server/model/mapping.ts'
import { type Connection, connect, type Ends, writeTarget } from '../document/mapping-connect.ts'
import { editLabel, editMapping, findRow, rowIds } from '../document/mapping-edit.ts'
import { formatPath } from '../document/mapping-path.ts'
import { acceptProposals } from '../document/mapping-proposals.ts'
import { placeRows } from '../document/mapping-rows.ts'
import { freshId } from './fresh-row-id.ts'
import type { MapperState } from './mapper-context.ts'
import type { MapperModel } from './mapper-model.ts'
import type { MappingDraft } from './use-mapping-draft.ts'

interface Subject {
  draft: MappingDraft
  mapping: Mapping
  model: MapperModel
  canEdit: boolean
  row: MappingRow | undefined
  targetKey: string | undefined
  reveal(key: string): void
  onDrawn(): void
  onTyped(row: string): void
  setNotice(text: string): void
}

type Changes = Pick<MapperState, 'edit' | 'write' | 'draw' | 'accept' | 'waiting' | 'settle' | 'change'>

/** The changes a person can make in the mapper. Without the right to edit they do nothing. */
export function useMapperChanges(subject: Subject): Changes {
  const { draft, mapping, model, canEdit, row, targetKey, setNotice } = subject
  const ends = { sources: model.sources, targets: model.targets, newId: () => freshId(new Set(rowIds(mapping.rows))) }
  const lines = useLineChanges(subject, { ends, setNotice })
  return {
    ...lines,
    change: (next, label, typing = false) => {
      if (canEdit) (typing ? draft.type : draft.change)(next, label)
    },
    edit: (edit, typing = false) => {
      if (!canEdit) return
      setNotice('')
      ;(typing ? draft.type : draft.change)(editMapping(mapping, edit), editLabel(edit))
    },
    write: (from, typing = false) => {
      const target = targetKey === undefined ? undefined : model.targets.get(targetKey)
      if (!canEdit || !target || targetKey === undefined) return
      setNotice('')
      if (typing && row) subject.onTyped(row.id)
      const next = row ? editMapping(mapping, { kind: 'source', row: row.id, from }) : writeTarget(mapping, { ...ends, target, from }).mapping
      ;(typing && row ? draft.type : draft.change)(next, row ? `Change ${targetKey}` : `Map ${targetKey}`)
    },
  }
}

interface LineDesk {
  ends: Pick<Ends, 'sources' | 'targets' | 'newId'>
  setNotice(text: string): void
}

function useLineChanges(subject: Subject, { ends, setNotice }: LineDesk): Pick<Changes, 'draw' | 'accept' | 'waiting' | 'settle'> {
  const { draft, mapping, model, canEdit } = subject
  const [waiting, setWaiting] = useState<Connection>()
  const apply = (drawn: Connection, label: string): void => {
    setNotice(drawn.made.length === 1 ? `Mapped ${drawn.made[0]?.replace('->', 'to')}` : `Mapped ${drawn.made.length} fields`)
    const placed = placeRows(drawn.mapping).find((one) => one.row.id === drawn.row)
    draft.change(drawn.mapping, label)
    if (placed) subject.reveal(formatPath(placed.target))
    subject.onDrawn()
  }
  const draw = (sourceKey: string, targetKey: string): void => {
    const source = model.sources.get(sourceKey)
    const target = model.targets.get(targetKey)
    if (!canEdit || !source || !target) return
    const drawn = connect(mapping, { ...ends, source, target })
    if (drawn.refused !== undefined) setNotice(drawn.refused)
    else if (drawn.made.length > 1) setWaiting(drawn)
    else apply(drawn, replaces(mapping.rows, drawn) ? `Replace the source of ${targetKey}` : `Map ${targetKey}`)
  }
  const accept: Changes['accept'] = (proposals) => {
    const label = proposals.length === 1 ? `Map ${proposals[0]?.target.key}` : `Map ${proposals.length} proposed fields`
    if (canEdit) apply(acceptProposals(mapping, proposals, ends), label)
  }
  const settle = (yes: boolean): void => {
    setWaiting(undefined)
    if (yes && waiting) apply(waiting, `Map ${waiting.made.length} fields by name`)
  }
  return { draw, accept, waiting, settle }
}

const replaces = (rows: readonly MappingRow[], drawn: Connection): boolean => drawn.row !== undefined && findRow(rows, drawn.row) !== undefined
