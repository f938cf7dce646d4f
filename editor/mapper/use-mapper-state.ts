import { useMemo, useState } from 'react'
import type { Mapping, MappingRow } from '../../server/model/mapping.ts'
import { formatPath, parsePath, parseTarget } from '../document/mapping-path.ts'
import { placeRows } from '../document/mapping-rows.ts'
import { analysedRows } from '../document/mapping-analysis.ts'
import type { MapperProps } from './mapper.tsx'
import type { MapperLinks, MapperState, PanelId, RowFills } from './mapper-context.ts'
import { bestFirst, type MapperModel, mapperModel, schemaFields, targetFields } from './mapper-model.ts'
import { rowFindings } from './row-findings.ts'
import { chosenRows } from './target-selection.ts'
import { useMapperChanges } from './use-mapper-changes.ts'
import { useMappingDraft } from './use-mapping-draft.ts'
import { usePreview } from './use-preview.ts'
import { useNotice } from './use-notice.ts'
import { usePublished } from './use-published.ts'
import { useRepairs } from './use-repairs.ts'
import { useRowAddress } from './use-row-address.ts'
import { useRowClipboard } from './use-row-clipboard.ts'
import { useStable } from './use-stable.ts'
import { useTargetChoice } from './use-target-choice.ts'
import { useTree } from './use-tree.ts'

/** Joins schemas, mapping, trees and preview into the state of the mapper. */
export function useMapperState(props: MapperProps): MapperState {
  const { canEdit } = props
  const choices = useChoices()
  const { chosenRow, chooseRow, picked, pick, added } = choices
  const sides = { source: useStable(props.source), target: useStable(props.target), given: useStable(props.samples), added }
  const draft = useMappingDraft(useStable(props.mapping), props.onChange)
  // The same mapping comes back as another object when the flow has taken it; nothing is worked out again for that.
  const mapping = useStable(draft.mapping)
  const [said, setNotice] = useNotice(mapping)
  const derived = useDerived(mapping, sides, props)
  const { model, preview } = derived
  const source = useTree(model.source, { mapped: model.used, open: model.lost })
  const target = useTree(model.target, { mapped: useMemo(() => new Set(model.rows.keys()), [model.rows]), open: model.open })
  const showRow = (id: string): void => {
    const placed = model.placed.find(({ row }) => row.id === id)
    if (!placed) return
    chooseRow(id)
    target.reveal(formatPath(placed.target))
  }
  const row = activeRow(model, target.active, chosenRow)
  useRowAddress({ address: props.row, row: row?.id, show: showRow, tell: props.onRow })
  const onDrawn = (): void => pick(undefined)
  const subject = { draft, mapping, model, canEdit, row, targetKey: target.active, reveal: target.reveal, onDrawn, onTyped: choices.onTyped, setNotice }
  const changes = useMapperChanges(subject)
  const desk = { ...subject, change: changes.change, preview }
  const repairs = useRepairs({ ...desk, typed: choices.typed })
  const choice = useTargetChoice(target)
  const chosen = useMemo(() => chosenRows(model.placed, choice.chosen), [model.placed, choice.chosen])
  const clipboard = useRowClipboard({ ...desk, clipboard: props.clipboard, linkTo: props.linkTo, chosen, chooseAll: choice.chooseAll })
  const sample = derived.samples.find(({ id }) => id === choices.sampleId) ?? derived.samples[0]
  const notice = picked === undefined ? said : `${picked} is picked. Choose a target and press Enter; Escape puts it back.`
  const parts = { ...derived, ...changes, ...choices, flush: draft.flush, repairs, choice, clipboard, links: linksOf(props), fills: useRowFills(props.fills) }
  return { ...parts, mapping, canEdit, sample, source, target, row, showRow, addTarget: (path) => addTarget(path, choices, target.reveal), notice }
}

function addTarget(path: string, { added, setAdded }: ReturnType<typeof useChoices>, reveal: (key: string) => void): void {
  setAdded([...added, path])
  reveal(formatPath(parseTarget(path)))
}

/** What the reader has chosen, beside the trees' own state. */
function useChoices() {
  const [sampleId, chooseSample] = useState<string>()
  const [chosenRow, chooseRow] = useState<string>()
  const [picked, pick] = useState<string>()
  const [added, setAdded] = useState<readonly string[]>([])
  const [panel, showPanel] = useState<PanelId>('samples')
  const [typed, setTyped] = useState<ReadonlySet<string>>(new Set())
  const onTyped = (row: string): void => {
    if (!typed.has(row)) setTyped(new Set([...typed, row]))
  }
  return { sampleId, chooseSample, chosenRow, chooseRow, picked, pick, added, setAdded, panel, showPanel, typed, onTyped }
}

function linksOf({ linkTo, lineageOf }: MapperProps): MapperLinks {
  return { row: (row) => linkTo?.(row), lineage: (side, path) => lineageOf?.(side, path) }
}

function useRowFills(fills: MapperProps['fills']): RowFills | undefined {
  return useMemo(() => fills && { version: fills.version, runs: fills.runs, byRow: new Map(fills.rows.map((one) => [one.row, one])), fill: fills }, [fills])
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
  { preview: ask, published: other }: MapperProps,
): Pick<MapperState, 'model' | 'samples' | 'preview' | 'published' | 'findings'> {
  const schemas = useMemo(() => schemaFields(source, target, given), [source, target, given])
  const samples = useMemo(() => bestFirst(given, schemas.source), [given, schemas.source])
  const preview = usePreview({ mapping, source, target, samples }, ask)
  const published = usePublished({ published: useStable(other), target, samples }, ask)
  const plain = useMemo(() => placeRows(mapping), [mapping])
  const placed = useMemo(() => analysedRows(plain, preview.analysis), [plain, preview.analysis])
  const written = useStable(useMemo(() => plain.map((one) => ({ target: one.target })), [plain]))
  const fields = useMemo(() => targetFields(schemas, written, added), [schemas, written, added])
  const own = useMemo(() => mapperModel(schemas, placed, { ignored: mapping.ignored, fields }), [schemas, placed, mapping.ignored, fields])
  // The server's list is exact, but needs a schema; until it is there the own reading has to do.
  const lost = source && preview.failure === undefined ? preview.result?.lost : undefined
  const model = useMemo(() => (lost ? { ...own, lost: new Set(lost.map((path) => formatPath(parsePath(path) ?? [path]))) } : own), [own, lost])
  const names = useMemo(() => samples.map(({ name }) => name), [samples])
  const counted = useMemo(() => new Set(mapping.invariants?.filter(({ broken }) => broken === 'count').map(({ id }) => id)), [mapping.invariants])
  const findings = useMemo(() => rowFindings(preview.result, names, counted), [preview.result, names, counted])
  return { model, samples, preview, published, findings }
}

function activeRow(model: MapperModel, target: string | undefined, chosen: string | undefined): MappingRow | undefined {
  const rows = target === undefined ? undefined : model.rows.get(target)
  return (rows?.find(({ row }) => row.id === chosen) ?? rows?.[0])?.row
}
