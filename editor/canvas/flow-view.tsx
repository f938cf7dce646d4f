import { ReactFlowProvider } from '@xyflow/react'
import { useMemo } from 'react'
import { runPicture } from '../document/run-picture.ts'
import type { Selection } from '../document/selection.ts'
import type { Specs } from '../document/wire-refusal.ts'
import type { Flow } from '../../server/model/flow.ts'
import type { StepRecord } from '../../server/model/run.ts'
import { CanvasSurface } from './canvas-surface.tsx'

export interface FlowViewProps {
  flow: Flow
  specs: Specs
  /** The steps of the run to draw; left out: the flow alone. */
  steps?: readonly StepRecord[] | undefined
  /** The selected node. */
  selected?: string | undefined
  /** For small places: fits everything, and leaves the controls out. */
  small?: boolean
  onSelect?: ((node: string | undefined) => void) | undefined
}

const NO_FINDINGS: readonly never[] = []

/** A flow to look at, with a run drawn on it: taken wires strong, others faint, times and problem codes on the cards. Fills its parent. */
export function FlowView({ flow, specs, steps, selected, small = false, onSelect }: FlowViewProps) {
  const run = useMemo(() => steps && runPicture(flow, steps), [flow, steps])
  const picture = useMemo(
    () => ({ flow, specs, run, findings: NO_FINDINGS, selection: { nodes: selected === undefined ? [] : [selected], wires: [] } }),
    [flow, specs, run, selected],
  )
  const select = (next: Selection): void => onSelect?.(next.nodes.at(-1))
  return (
    <ReactFlowProvider>
      <CanvasSurface
        small={small}

        picture={picture}
        canEdit={false}
        onSelect={select}
        flowProps={{ edgesFocusable: false, multiSelectionKeyCode: null, selectionKeyCode: null }}
      />
    </ReactFlowProvider>
  )
}
