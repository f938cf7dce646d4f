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
import { StartView } from './start-view.tsx'
import { WireLine } from './wire-line.tsx'

const NODE_TYPES = { card: NodeCard }
const EDGE_TYPES = { wire: WireLine }
const SNAP: [number, number] = [GRID, GRID]
/** Keys, clicks and deletion are the business of the actions. */
const OWN_KEYS = { connectOnClick: false, disableKeyboardA11y: true, deleteKeyCode: null, elevateNodesOnSelect: false, zoomOnDoubleClick: false }
const FIRST_VIEW = { x: 48, y: 96, zoom: 1 }
/** From this many cards on, an overview is worth the room it takes. */
const MANY = 24
const MAP = { width: 144, height: 96 }
const FIT = { padding: 0.06, maxZoom: 1, minZoom: 0.1 }
const FIT_SMALL = { padding: 0.04, maxZoom: 1, minZoom: 0.05 }

export interface CanvasSurfaceProps {
  picture: Picture
  canEdit: boolean
  onSelect: (selection: Selection) => void
  /** Fits everything, however small it gets, and leaves the controls out. */
  small?: boolean
  /** What the editing canvas adds. */
  flowProps?: Partial<ReactFlowProps<CanvasNode, CanvasWire>>
  children?: ReactNode
}

/** The drawing of a flow: cards, wires, a grid, and small controls. Positions are local while a card is dragged. */
export function CanvasSurface({ picture, canEdit, onSelect, small = false, flowProps, children }: CanvasSurfaceProps) {
  const scheme = useComputedColorScheme('light')
  const [nodes, onNodesChange] = useDrawnNodes(picture, onSelect)
  // Fitting an empty canvas would wait for the first card and then make it jump.
  const [filled] = useState(picture.flow.nodes.length > 0)
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
      {...OWN_KEYS}
      snapToGrid
      snapGrid={SNAP}
      minZoom={small ? 0.05 : 0.1}
      maxZoom={2}
      fitView={small && filled}
      defaultViewport={FIRST_VIEW}
      fitViewOptions={FIT_SMALL}
      {...flowProps}
    >
      <Background variant={BackgroundVariant.Dots} gap={GRID * 2} size={1} className={classes.grid} />
      {!small && filled && <StartView chosen={picture.selection.nodes.length === 1 ? picture.selection.nodes[0] : undefined} follow={!canEdit} />}
      {!small && <Tools many={nodes.length > MANY} />}
      {children}
    </ReactFlow>
  )
}

/** Zoom buttons, and an overview of flows with many cards. */
function Tools({ many }: { many: boolean }) {
  const duration = useReducedMotion() ? 0 : 120
  return (
    <>
      <Controls showInteractive={false} fitViewOptions={{ ...FIT, duration }} position="bottom-left" className={classes.controls} />
      {many && <MiniMap pannable zoomable position="bottom-right" className={classes.map} style={MAP} ariaLabel="Overview of the flow" />}
    </>
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
