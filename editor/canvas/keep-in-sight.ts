import type { ReactFlowInstance } from '@xyflow/react'

type View = Pick<ReactFlowInstance, 'getNode' | 'getZoom' | 'setCenter'>

/** Moves the canvas so that a card can be seen, unless it can already. The focus alone would not do that. */
export function keepInSight(flow: View, card: HTMLElement, duration: number): void {
  const node = flow.getNode(card.dataset['id'] ?? '')
  const { width = 0, height = 0 } = node?.measured ?? {}
  if (node && !inSight(card)) void flow.setCenter(node.position.x + width / 2, node.position.y + height / 2, { zoom: flow.getZoom(), duration })
}

function inSight(card: HTMLElement): boolean {
  const frame = card.closest('.react-flow')?.getBoundingClientRect()
  const box = card.getBoundingClientRect()
  return frame !== undefined && box.left >= frame.left && box.right <= frame.right && box.top >= frame.top && box.bottom <= frame.bottom
}
