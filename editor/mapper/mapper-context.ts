import { createContext, useContext } from 'react'
import type { Mapping, MappingRow, RowSource } from '../../server/model/mapping.ts'
import type { Connection } from '../document/mapping-connect.ts'
import type { MappingEdit } from '../document/mapping-edit.ts'
import type { Proposal } from '../document/mapping-proposals.ts'
import type { RowFindings } from './row-findings.ts'
import type { MapperModel, MapperSample } from './mapper-model.ts'
import type { PreviewState } from './use-preview.ts'
import type { TreeState } from './use-tree.ts'

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
  /** Several lines that wait for a yes. */
  waiting: Connection | undefined
  settle(yes: boolean): void
  preview: PreviewState
  findings: RowFindings
  /** What just happened, for the status line. */
  notice: string
}

export const MapperContext = createContext<MapperState | undefined>(undefined)

export function useMapper(): MapperState {
  const state = useContext(MapperContext)
  if (!state) throw new Error('useMapper is only for parts of the mapper')
  return state
}
