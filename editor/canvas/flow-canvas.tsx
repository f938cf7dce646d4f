import { type Connection, type FinalConnectionState, useReactFlow } from '@xyflow/react'
import { type DragEvent, type FocusEvent, type MouseEvent as ReactMouseEvent, type ReactNode, useCallback } from 'react'
import { newWire } from '../document/fresh-name.ts'
import type { FlowEditor } from '../document/flow-editor.ts'
import { wireRefusal } from '../document/wire-refusal.ts'
import type { Wire } from '../../server/model/flow.ts'
import type { CanvasNode, CanvasWire, Picture } from './canvas-nodes.ts'
import { ADDABLE_TYPE, type AddRequest, type MenuRequest } from './canvas-requests.ts'
import { CanvasSurface } from './canvas-surface.tsx'
import { keepInSight } from './keep-in-sight.ts'
import { InsertContext } from './wire-line.tsx'

export interface FlowCanvasProps {
  editor: FlowEditor
  picture: Picture
  canEdit: boolean
  /** Asks for the list of what can be added. */
  onAdd: (request: AddRequest) => void
  /** A palette entry was dropped. */
  onDropAddable: (addable: string, at: { x: number; y: number }) => void
  onMenu: (request: MenuRequest) => void
  onOpen: (node: string) => void
  /** Says why something cannot be done. */
  onRefuse: (reason: string) => void
  children?: ReactNode
}

/** The canvas on which a flow is edited. Needs a `ReactFlowProvider` above it. */
export function FlowCanvas(props: FlowCanvasProps) {
  const { editor, picture, canEdit, onAdd, children } = props
  const flow = useReactFlow()
  const { screenToFlowPosition } = flow
  const insert = useCallback((wire: string, point: { x: number; y: number }) => onAdd({ wire, at: screenToFlowPosition(point) }), [onAdd, screenToFlowPosition])
  const wiring = useWiring(props)
  return (
    <InsertContext value={canEdit ? insert : null}>
      <CanvasSurface
        picture={picture}
        canEdit={canEdit}
        onSelect={(selection) => editor.getState().select(selection)}
        flowProps={{
          ...wiring,
          ...menuHandlers(props),
          ...dropHandlers(props, screenToFlowPosition),
          onNodeDragStop: (_event, _node, moved) =>
            editor.getState().apply({ type: 'move', places: moved.map(({ id, position }) => ({ id, ...position })) }, 'move'),
          onSelectionDragStop: (_event, moved) =>
            editor.getState().apply({ type: 'move', places: moved.map(({ id, position }) => ({ id, ...position })) }, 'move'),
          onNodeDoubleClick: (_event, node) => props.onOpen(node.id),
          onFocus: (event) => {
            const card = selectFocused(event, editor)
            // The browser scrolls to the focus and React Flow scrolls back, both before the next frame.
            if (card) requestAnimationFrame(() => keepInSight(flow, card, 0))
          },
        }}
      >
        {children}
      </CanvasSurface>
    </InsertContext>
  )
}

/** Tab goes from node to node: the one that gets the focus from the keyboard is selected. Gives back its card. */
function selectFocused(event: FocusEvent, editor: FlowEditor): HTMLElement | undefined {
  const element = event.target as HTMLElement
  const id = element.dataset['id']
  if (id === undefined || !element.matches(':focus-visible')) return undefined
  const { selection, select } = editor.getState()
  if (element.classList.contains('react-flow__node') && !selection.nodes.includes(id)) select({ nodes: [id], wires: [] })
  if (element.classList.contains('react-flow__edge') && !selection.wires.includes(id)) select({ nodes: [], wires: [id] })
  return element.classList.contains('react-flow__node') ? element : undefined
}

const asWire = (connection: Connection): Omit<Wire, 'id'> => ({ from: { node: connection.source, port: connection.sourceHandle ?? '' }, to: connection.target })

/** Drawing wires: checked before they are made, on a card's whole face, or to a new node where the canvas is empty. */
function useWiring({ editor, picture, onAdd, onRefuse }: FlowCanvasProps) {
  const { screenToFlowPosition } = useReactFlow<CanvasNode, CanvasWire>()
  const connect = (wire: Omit<Wire, 'id'>): void => {
    const { flow, apply } = editor.getState()
    const refusal = wireRefusal(flow, picture.specs, wire)
    if (refusal !== undefined) return onRefuse(refusal)
    apply({ type: 'add', nodes: [], wires: [newWire(flow, wire.from, wire.to)] }, 'connect')
  }
  const end = (event: MouseEvent | TouchEvent, state: FinalConnectionState): void => {
    if (state.isValid || !state.fromNode || state.fromHandle?.type !== 'source') return
    const from = { node: state.fromNode.id, port: state.fromHandle.id ?? '' }
    const point = 'changedTouches' in event ? event.changedTouches[0]! : event
    const under = document.elementFromPoint(point.clientX, point.clientY)
    const card = under?.closest<HTMLElement>('.react-flow__node')?.dataset['id']
    if (card === from.node) return
    if (card !== undefined) return connect({ from, to: card })
    if (under?.closest('.react-flow__pane')) onAdd({ from, at: screenToFlowPosition({ x: point.clientX, y: point.clientY - 16 }) })
  }
  return {
    onConnect: (connection: Connection) => connect(asWire(connection)),
    onConnectEnd: end,
    isValidConnection: (connection: Connection | CanvasWire) =>
      wireRefusal(editor.getState().flow, picture.specs, asWire(connection as Connection)) === undefined,
  }
}

function menuHandlers({ editor, onMenu }: FlowCanvasProps) {
  const open = (event: ReactMouseEvent | MouseEvent, kind: MenuRequest['kind']): void => {
    event.preventDefault()
    onMenu({ kind, x: event.clientX, y: event.clientY })
  }
  return {
    onNodeContextMenu: (event: ReactMouseEvent, node: CanvasNode) => {
      const { selection, select } = editor.getState()
      if (!selection.nodes.includes(node.id)) select({ nodes: [node.id], wires: [] })
      open(event, 'node')
    },
    onEdgeContextMenu: (event: ReactMouseEvent, wire: CanvasWire) => {
      editor.getState().select({ nodes: [], wires: [wire.id] })
      open(event, 'wire')
    },
    onPaneContextMenu: (event: ReactMouseEvent | MouseEvent) => open(event, 'canvas'),
    onSelectionContextMenu: (event: ReactMouseEvent) => open(event, 'node'),
  }
}

function dropHandlers({ canEdit, onDropAddable }: FlowCanvasProps, toCanvas: (point: { x: number; y: number }) => { x: number; y: number }) {
  if (!canEdit) return {}
  return {
    onDragOver: (event: DragEvent) => {
      if (!event.dataTransfer.types.includes(ADDABLE_TYPE)) return
      event.preventDefault()
      event.dataTransfer.dropEffect = 'copy'
    },
    onDrop: (event: DragEvent) => {
      const addable = event.dataTransfer.getData(ADDABLE_TYPE)
      if (addable === '') return
      event.preventDefault()
      onDropAddable(addable, toCanvas({ x: event.clientX - 112, y: event.clientY - 16 }))
    },
  }
}
