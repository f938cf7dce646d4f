import { useMemo, useState } from 'react'
import type { Mapping, MappingRow } from '../../server/model/mapping.ts'
import { formatPath, parsePath, parseTarget } from '../document/mapping-path.ts'
import { placeRows } from '../document/mapping-rows.ts'
import type { MapperProps } from './mapper.tsx'
import type { MapperState } from './mapper-context.ts'
import { bestFirst, type MapperModel, mapperModel, schemaFields, targetFields } from './mapper-model.ts'
import { rowFindings } from './row-findings.ts'
import { useMapperChanges } from './use-mapper-changes.ts'
import { useMappingDraft } from './use-mapping-draft.ts'
import { usePreview } from './use-preview.ts'
import { useStable } from './use-stable.ts'
import { useTree } from './use-tree.ts'

/** Joins schemas, mapping, trees and preview into the state of the mapper. */
export function useMapperState(props: MapperProps): MapperState {
  const { canEdit } = props
  const { sampleId, chosenRow, chooseRow, picked, added, setAdded, ...choose } = useChoices()
  const sides = { source: useStable(props.source), target: useStable(props.target), given: useStable(props.samples), added }
  const draft = useMappingDraft(useStable(props.mapping), props.onChange)
  // The same mapping comes back as another object when the flow has taken it; nothing is worked out again for that.
  const mapping = useStable(draft.mapping)
  const derived = useDerived(mapping, sides, props.preview)
  const { model, samples } = derived
  const source = useTree(model.source, { mapped: model.used, open: model.lost })
  const target = useTree(model.target, { mapped: useMemo(() => new Set(model.rows.keys()), [model.rows]), open: model.open })
  const showRow = (id: string): void => {
    const placed = model.placed.find(({ row }) => row.id === id)
    if (!placed) return
    chooseRow(id)
    target.reveal(formatPath(placed.target))
  }
  const addTarget = (path: string): void => {
    setAdded([...added, path])
    target.reveal(formatPath(parseTarget(path)))
  }
  const row = activeRow(model, target.active, chosenRow)
  const onDrawn = (): void => choose.pick(undefined)
  const changes = useMapperChanges({ draft, mapping, model, canEdit, row, targetKey: target.active, reveal: target.reveal, onDrawn })
  const sample = samples.find(({ id }) => id === sampleId) ?? samples[0]
  const notice = picked === undefined ? changes.notice : `${picked} is picked. Choose a target and press Enter; Escape puts it back.`
  return { ...derived, ...changes, ...choose, mapping, canEdit, sample, source, target, row, showRow, addTarget, picked, notice }
}

/** What the reader has chosen, beside the trees' own state. */
function useChoices() {
  const [sampleId, chooseSample] = useState<string>()
  const [chosenRow, chooseRow] = useState<string>()
  const [picked, pick] = useState<string>()
  const [added, setAdded] = useState<readonly string[]>([])
  return { sampleId, chooseSample, chosenRow, chooseRow, picked, pick, added, setAdded }
}

interface Sides {
  source: MapperProps['source']
  target: MapperProps['target']
  given: MapperProps['samples']
  added: readonly string[]
}

/** What follows from the mapping, the schemas and the samples. */
function useDerived(
  mapping: Mapping,
  { source, target, given, added }: Sides,
  ask: MapperProps['preview'],
): Pick<MapperState, 'model' | 'samples' | 'preview' | 'findings'> {
  const schemas = useMemo(() => schemaFields(source, target, given), [source, target, given])
  const samples = useMemo(() => bestFirst(given, schemas.source), [given, schemas.source])
  const preview = usePreview({ mapping, source, target, samples }, ask)
  const placed = useMemo(() => placeRows(mapping), [mapping])
  const written = useStable(useMemo(() => placed.map((one) => ({ target: one.target })), [placed]))
  const fields = useMemo(() => targetFields(schemas, written, added), [schemas, written, added])
  const own = useMemo(() => mapperModel(schemas, placed, { ignored: mapping.ignored, fields }), [schemas, placed, mapping.ignored, fields])
  // The server's analysis of what is read is exact, but needs a schema; without one the own reading of the expressions has to do.
  const lost = source && preview.result?.lost
  const model = useMemo(() => (lost ? { ...own, lost: new Set(lost.map((path) => formatPath(parsePath(path) ?? [path]))) } : own), [own, lost])
  const names = useMemo(() => samples.map(({ name }) => name), [samples])
  const findings = useMemo(() => rowFindings(preview.result, names), [preview.result, names])
  return { model, samples, preview, findings }
}

function activeRow(model: MapperModel, target: string | undefined, chosen: string | undefined): MappingRow | undefined {
  const rows = target === undefined ? undefined : model.rows.get(target)
  return (rows?.find(({ row }) => row.id === chosen) ?? rows?.[0])?.row
}
