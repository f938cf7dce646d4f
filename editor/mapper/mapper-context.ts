import { createContext, useContext } from 'react'
import type { MappingFill, RowFill } from '../../server/model/fill.ts'
import type { Mapping, MappingRow, RowSource } from '../../server/model/mapping.ts'
import type { Connection } from '../document/mapping-connect.ts'
import type { MappingEdit } from '../document/mapping-edit.ts'
import type { PathStep } from '../document/mapping-path.ts'
import type { PreviewBefore } from '../document/mapping-preview.ts'
import type { Proposal } from '../document/mapping-proposals.ts'
import type { RowFindings } from './row-findings.ts'
import type { MapperModel, MapperSample } from './mapper-model.ts'
import type { PreviewState } from './use-preview.ts'
import type { Repairs } from './use-repairs.ts'
import type { RowClipboard } from './use-row-clipboard.ts'
import type { TargetChoice } from './use-target-choice.ts'
import type { TreeState } from './use-tree.ts'

export type PanelId = 'samples' | 'result' | 'findings' | 'proposals' | 'repairs' | 'invariants'

/** How often the rows of the published version gave a value. */
export interface RowFills {
  version: number
  runs: number
  byRow: ReadonlyMap<string, RowFill>
  fill: MappingFill
}

/** Addresses of places that a person may want to pass on or follow. */
export interface MapperLinks {
  row(row: string): string | undefined
  /** Where a field comes from and goes to, over all flows; `undefined` where it is not known whose field it is. */
  lineage(side: 'source' | 'target', path: readonly PathStep[]): string | undefined
}

/** What all parts of the mapper share. */
export interface MapperState {
  mapping: Mapping
  model: MapperModel
  canEdit: boolean
  samples: readonly MapperSample[]
  sample: MapperSample | undefined
  chooseSample(id: string): void
  source: TreeState
  target: TreeState
  /** The row of the active target field. */
  row: MappingRow | undefined
  /** Makes the row's target active. */
  showRow(id: string): void
  /** Shows a target path that the schema does not know, or that lies in a field of any names. */
  addTarget(path: string): void
  /** A source field that waits for its target. */
  picked: string | undefined
  pick(key: string | undefined): void
  /** A change by hand; `typing` holds it back until a pause. */
  edit(edit: MappingEdit, typing?: boolean): void
  /** Gives the active target field this source, with a new row if it has none. */
  write(from: RowSource, typing?: boolean): void
  draw(source: string, target: string): void
  accept(proposals: readonly Proposal[]): void
  /** Hands on what is being typed, so that nothing of it is lost to undo. */
  flush(): void
  /** Several lines that wait for a yes. */
  waiting: Connection | undefined
  settle(yes: boolean): void
  /** A change of the mapping as a whole; `typing` holds it back until a pause. */
  change(next: Mapping, label: string, typing?: boolean): void
  preview: PreviewState
  /** What the published version gives for the same samples. */
  published: (PreviewBefore & { version: number }) | undefined
  fills: RowFills | undefined
  findings: RowFindings
  repairs: Repairs
  choice: TargetChoice
  clipboard: RowClipboard
  links: MapperLinks
  /** The panel at the right of the row editor. */
  panel: PanelId
  showPanel(panel: PanelId): void
  /** What just happened, for the status line. */
  notice: string
}

export const MapperContext = createContext<MapperState | undefined>(undefined)

export function useMapper(): MapperState {
  const state = useContext(MapperContext)
  if (!state) throw new Error('useMapper is only for parts of the mapper')
  return state
}
