import { ActionIcon } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { BaseEdge, EdgeLabelRenderer, type EdgeProps, getBezierPath } from '@xyflow/react'
import { createContext, memo, useContext, useState } from 'react'
import type { CanvasWire } from './canvas-nodes.ts'
import classes from './wire-line.module.css'

/** Puts a new node into a wire; nothing where the flow cannot be changed. */
export const InsertContext = createContext<((wire: string, at: { x: number; y: number }) => void) | null>(null)

/** Every wire on the canvas: strong where the drawn run took it, red where a problem left by it. */
export const WireLine = memo(function WireLine(props: EdgeProps<CanvasWire>) {
  const { id, data, selected, markerEnd } = props
  const [hovered, setHovered] = useState(false)
  const insert = useContext(InsertContext)
  const [path, x, y] = getBezierPath({ ...props, curvature: 0.3 })
  const state = data?.mark ?? (data?.drawn ? 'idle' : 'plain')
  return (
    <g onMouseEnter={() => setHovered(true)} onMouseLeave={() => setHovered(false)}>
      <BaseEdge
        path={path}
        markerEnd={markerEnd ?? ''}
        interactionWidth={16}
        className={classes.line}
        data-state={state}
        data-selected={selected || undefined}
        data-problem={data?.problem || undefined}
        data-wrong={data?.wrong || undefined}
      />
      {insert && (hovered || selected) && (
        <EdgeLabelRenderer>
          <div
            className={`${classes.insert} nodrag nopan`}
            style={{ transform: `translate(-50%, -50%) translate(${x}px, ${y}px)` }}
            onMouseEnter={() => setHovered(true)}
            onMouseLeave={() => setHovered(false)}
          >
            <InsertButton onInsert={(at) => insert(id, at)} />
          </div>
        </EdgeLabelRenderer>
      )}
    </g>
  )
})

function InsertButton({ onInsert }: { onInsert: (at: { x: number; y: number }) => void }) {
  return (
    <ActionIcon
      size={20}
      radius="xl"
      variant="default"
      aria-label="Insert a node into this wire"
      onClick={(event) => onInsert({ x: event.clientX, y: event.clientY })}
    >
      <IconPlus size={12} />
    </ActionIcon>
  )
}
