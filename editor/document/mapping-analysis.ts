import type { PreviewResult } from '../../server/model/api-view.ts'
import type { Mapping } from '../../server/model/mapping.ts'
import { parsePath, type PathStep } from './mapping-path.ts'
import { type PlacedRow, placeRows } from './mapping-rows.ts'

type RowView = PreviewResult['rows'][number]

/** What the server found out about the rows of a mapping, by row id. */
export type Analysis = ReadonlyMap<string, RowAnalysis>

export interface RowAnalysis {
  /** What the row and its loops read from, as text: the analysis holds as long as that is the same. */
  key: string
  mode: RowView['mode']
  reads: readonly (readonly PathStep[])[]
  copies: readonly (readonly PathStep[])[]
  everything: boolean
}

/** Joins the server's answer with the rows that it was asked about. */
export function analysisOf(mapping: Mapping, rows: PreviewResult['rows']): Analysis {
  const views = new Map(rows.map((row) => [row.row, row]))
  const known = placeRows(mapping).flatMap((placed): [string, RowAnalysis][] => {
    const view = views.get(placed.row.id)
    if (!view) return []
    const { mode, everything } = view
    return [[placed.row.id, { key: sourceKey(placed), mode, everything, reads: sourcePaths(view.reads), copies: sourcePaths(view.copies) }]]
  })
  return new Map(known)
}

/** The analysis of a row as it is now; `undefined` until the server has seen it. */
export function analysisFor(analysis: Analysis | undefined, placed: PlacedRow): RowAnalysis | undefined {
  const known = analysis?.get(placed.row.id)
  return known && known.key === sourceKey(placed) ? known : undefined
}

/** The rows with what they read and copy by the server's exact analysis; a row that it has not seen yet keeps the reading of its text. */
export function analysedRows(placed: readonly PlacedRow[], analysis: Analysis | undefined): readonly PlacedRow[] {
  if (!analysis) return placed
  const next = placed.map((one) => analysed(one, analysisFor(analysis, one)))
  return next.every((one, i) => one === placed[i]) ? placed : next
}

function analysed(placed: PlacedRow, known: RowAnalysis | undefined): PlacedRow {
  if (!known) return placed
  const { copies, everything } = known
  const element = placed.element && (copies.length === 1 ? copies[0] : placed.element)
  // A loop reads its list as well, which the server does not list among what decides its elements.
  const reads = element ? union([element], known.reads) : union(known.reads, copies)
  const same = placed.everything === everything && samePaths(placed.reads, reads) && samePaths(placed.copies, copies) && samePath(placed.element, element)
  return same ? placed : { ...placed, reads, copies, everything, element }
}

const text = (path: readonly PathStep[] | undefined): string => JSON.stringify(path)
const samePath = (a: readonly PathStep[] | undefined, b: readonly PathStep[] | undefined): boolean => text(a) === text(b)
const union = (...lists: (readonly (readonly PathStep[])[])[]): (readonly PathStep[])[] => [...new Map(lists.flat().map((path) => [text(path), path])).values()]

function samePaths(a: readonly (readonly PathStep[])[], b: readonly (readonly PathStep[])[]): boolean {
  const known = new Set(a.map(text))
  return known.size === new Set(b.map(text)).size && b.every((path) => known.has(text(path)))
}

/** The paths of the source: those of `$meta` and `$input` lie elsewhere. The empty path is the whole source. */
function sourcePaths(paths: readonly string[]): PathStep[][] {
  return paths.flatMap((path) => (path.startsWith('$') ? [] : [path === '' ? [] : (parsePath(path) ?? [path])]))
}

const sourceKey = ({ row, loops }: PlacedRow): string =>
  [...loops.map((loop) => loop.row), row].map(({ from }) => (from.kind === 'constant' ? '' : from.kind === 'expression' ? from.text : from.path)).join('\n')
