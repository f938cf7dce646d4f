import { useMemo, useState } from 'react'
import type { MappingRow } from '../../server/model/mapping.ts'
import { formatPath, parsePath } from '../document/mapping-path.ts'
import type { MapperProps } from './mapper.tsx'
import type { MapperState } from './mapper-context.ts'
import { bestFirst, type MapperModel, mapperModel, schemaFields } from './mapper-model.ts'
import { rowFindings } from './row-findings.ts'
import { useMapperChanges } from './use-mapper-changes.ts'
import { useMappingDraft } from './use-mapping-draft.ts'
import { usePreview } from './use-preview.ts'
import { useStable } from './use-stable.ts'
import { useTree } from './use-tree.ts'

/** Joins schemas, mapping, trees and preview into the state of the mapper. */
export function useMapperState(props: MapperProps): MapperState {
  const { canEdit } = props
  const source = useStable(props.source)
  const target = useStable(props.target)
  const given = useStable(props.samples)
  const draft = useMappingDraft(props.mapping, props.onChange)
  const { mapping } = draft
  const schemas = useMemo(() => schemaFields(source, target, given), [source, target, given])
  const samples = useMemo(() => bestFirst(given, schemas.source), [given, schemas.source])
  const preview = usePreview({ mapping, source, target, samples }, props.preview)
  const own = useMemo(() => mapperModel(schemas, mapping), [schemas, mapping])
  // The server's analysis of what is read is exact, but needs a schema; without one the own reading of the expressions has to do.
  const lost = source && preview.result?.lost
  const model = useMemo(() => (lost ? { ...own, lost: new Set(lost.map((path) => formatPath(parsePath(path) ?? [path]))) } : own), [own, lost])
  const sourceTree = useTree(model.source, { mapped: model.used, open: model.lost })
  const targetTree = useTree(model.target, { mapped: useMemo(() => new Set(model.rows.keys()), [model.rows]), open: model.open })
  const [sampleId, chooseSample] = useState<string>()
  const [chosenRow, chooseRow] = useState<string>()
  const [picked, pick] = useState<string>()
  const findings = useMemo(() => rowFindings(preview.result, samples.map(({ name }) => name)), [preview.result, samples])
  const showRow = (id: string): void => {
    const placed = model.placed.find(({ row }) => row.id === id)
    if (!placed) return
    chooseRow(id)
    targetTree.reveal(formatPath(placed.target))
  }
  const row = activeRow(model, targetTree.active, chosenRow)
  const changes = useMapperChanges({ draft, model, canEdit, row, targetKey: targetTree.active, reveal: targetTree.reveal, onDrawn: () => pick(undefined) })
  return {
    ...{ mapping, model, canEdit, samples, chooseSample, row, showRow, picked, pick, preview, findings },
    ...changes,
    sample: samples.find(({ id }) => id === sampleId) ?? samples[0],
    source: sourceTree,
    target: targetTree,
    notice: picked === undefined ? changes.notice : `${picked} is picked. Choose a target and press Enter; Escape puts it back.`,
  }
}

function activeRow(model: MapperModel, target: string | undefined, chosen: string | undefined): MappingRow | undefined {
  const rows = target === undefined ? undefined : model.rows.get(target)
  return (rows?.find(({ row }) => row.id === chosen) ?? rows?.[0])?.row
}
