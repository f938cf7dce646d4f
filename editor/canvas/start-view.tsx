import { useNodesInitialized, useReactFlow, useStore } from '@xyflow/react'
import { useLayoutEffect, useRef } from 'react'
import { CARD_WIDTH } from '../document/layout.ts'
import { type Box, startView } from '../document/start-view.ts'
import type { CanvasNode, CanvasWire } from './canvas-nodes.ts'

/**
 * Shows the beginning of a flow, or of a run, at a size that can be read, once, when its cards are measured; then the chosen card is kept in sight.
 * A run that failed further on is shown where it failed.
 */
export function StartView({ chosen, follow }: { chosen: string | undefined; follow: boolean }) {
  const flow = useReactFlow<CanvasNode, CanvasWire>()
  const measured = useNodesInitialized()
  const width = useStore((state) => state.width)
  const height = useStore((state) => state.height)
  const begun = useRef(false)
  useLayoutEffect(() => {
    if (!measured || width === 0 || height === 0 || (begun.current && !follow)) return
    const sought = chosen ?? (begun.current || !follow ? undefined : failedCard(flow.getNodes()))
    if (!begun.current) void flow.setViewport(startView(flow.getNodesBounds(firstShown(flow.getNodes())), { width, height }))
    begun.current = true
    const node = sought === undefined ? undefined : flow.getInternalNode(sought)
    if (!node) return
    const { x, y } = node.internals.positionAbsolute
    const card: Box = { x, y, width: node.measured.width ?? CARD_WIDTH, height: node.measured.height ?? 0 }
    const { zoom, ...shift } = flow.getViewport()
    const at = { x: card.x * zoom + shift.x, y: card.y * zoom + shift.y }
    if (at.x >= 0 && at.y >= 0 && at.x + card.width * zoom <= width && at.y + card.height * zoom <= height) return
    void flow.setCenter(card.x + card.width / 2, card.y + card.height / 2, { zoom })
  }, [measured, width, height, chosen, follow, flow])
  return null
}

/** Of a run the cards that it reached, otherwise all. */
function firstShown(nodes: CanvasNode[]): CanvasNode[] {
  const reached = nodes.filter(({ data }) => data.mark !== undefined)
  return reached.length > 0 ? reached : nodes
}

/** The card furthest on with a problem: those before it may have handed theirs on. */
function failedCard(nodes: CanvasNode[]): string | undefined {
  const failed = nodes.filter(({ data }) => data.mark?.problem !== undefined)
  return failed.toSorted((a, b) => b.position.x - a.position.x)[0]?.id
}
