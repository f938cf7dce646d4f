import '@xyflow/react/dist/style.css'
import { useComputedColorScheme } from '@mantine/core'
import { useReducedMotion } from '@mantine/hooks'
import {
  applyNodeChanges,
  Background,
  BackgroundVariant,
  Controls,
  type EdgeChange,
  MiniMap,
  type NodeChange,
  ReactFlow,
  type ReactFlowProps,
} from '@xyflow/react'
import { type ReactNode, useMemo, useState } from 'react'
import { GRID } from '../document/layout.ts'
import { sameSelection, type Selection } from '../document/selection.ts'
import { type CanvasNode, type CanvasWire, canvasNodes, canvasWires, type Picture, withMeasures } from './canvas-nodes.ts'
import classes from './canvas-surface.module.css'
import { NodeCard } from './node-card.tsx'
import { WireLine } from './wire-line.tsx'

const NODE_TYPES = { card: NodeCard }
const EDGE_TYPES = { wire: WireLine }
const SNAP: [number, number] = [GRID, GRID]
const MAP = { width: 144, height: 96 }
const FIT = { padding: 0.06, maxZoom: 1, minZoom: 0.3 }

export interface CanvasSurfaceProps {
  picture: Picture
  canEdit: boolean
  onSelect: (selection: Selection) => void
  /** What the editing canvas adds. */
  flowProps?: Partial<ReactFlowProps<CanvasNode, CanvasWire>>
  children?: ReactNode
}

/** The drawing of a flow: cards, wires, a grid, and small controls. Positions are local while a card is dragged. */
export function CanvasSurface({ picture, canEdit, onSelect, flowProps, children }: CanvasSurfaceProps) {
  const scheme = useComputedColorScheme('light')
  const still = useReducedMotion()
  const [nodes, onNodesChange] = useDrawnNodes(picture, onSelect)
  const wires = useMemo(() => canvasWires(picture), [picture])
  const onEdgesChange = (changes: EdgeChange<CanvasWire>[]): void => selectBy({ changes, of: 'wires' }, picture.selection, onSelect)
  return (
    <ReactFlow<CanvasNode, CanvasWire>
      className={classes.surface}
      data-canvas
      nodes={nodes}
      edges={wires}
      nodeTypes={NODE_TYPES}
      edgeTypes={EDGE_TYPES}
      onNodesChange={onNodesChange}
      onEdgesChange={onEdgesChange}
      colorMode={scheme}
      nodesDraggable={canEdit}
      nodesConnectable={canEdit}
      connectOnClick={false}
      disableKeyboardA11y
      deleteKeyCode={null}
      elevateNodesOnSelect={false}
      zoomOnDoubleClick={false}
      snapToGrid
      snapGrid={SNAP}
      minZoom={0.2}
      maxZoom={2}
      fitView
      fitViewOptions={FIT}
      {...flowProps}
    >
      <Background variant={BackgroundVariant.Dots} gap={GRID * 2} size={1} className={classes.grid} />
      <Controls showInteractive={false} fitViewOptions={{ ...FIT, duration: still ? 0 : 120 }} position="bottom-left" className={classes.controls} />
      {nodes.length > 12 && <MiniMap pannable zoomable position="bottom-right" className={classes.map} style={MAP} ariaLabel="Overview of the flow" />}
      {children}
    </ReactFlow>
  )
}

/** The cards of the picture, together with what only the canvas knows: measures, and places during a drag. */
function useDrawnNodes(picture: Picture, onSelect: (selection: Selection) => void): [CanvasNode[], (changes: NodeChange<CanvasNode>[]) => void] {
  const built = useMemo(() => canvasNodes(picture), [picture])
  const [drawn, setDrawn] = useState({ built, nodes: built })
  let { nodes } = drawn
  if (drawn.built !== built) {
    nodes = withMeasures(drawn.nodes, built)
    setDrawn({ built, nodes })
  }
  const change = (changes: NodeChange<CanvasNode>[]): void => {
    selectBy({ changes, of: 'nodes' }, picture.selection, onSelect)
    const local = changes.filter((each) => each.type === 'dimensions' || each.type === 'position')
    if (local.length > 0) setDrawn((before) => ({ ...before, nodes: applyNodeChanges(local, before.nodes) }))
  }
  return [nodes, change]
}

interface SelectChanges {
  changes: readonly (NodeChange<CanvasNode> | EdgeChange<CanvasWire>)[]
  of: 'nodes' | 'wires'
}

/** Takes over what the canvas selects and unselects. */
function selectBy({ changes, of }: SelectChanges, selection: Selection, onSelect: (selection: Selection) => void): void {
  const ids = new Set(selection[of])
  for (const change of changes) {
    if (change.type !== 'select') continue
    if (change.selected) ids.add(change.id)
    else ids.delete(change.id)
  }
  const next = { ...selection, [of]: [...ids] }
  if (!sameSelection(selection, next)) onSelect(next)
}
