import type { Size } from './layout.ts'

/** A place on the canvas with its size. */
export interface Box extends Size {
  x: number
  y: number
}

/** Below this zoom the lines on the cards can no longer be read. */
const LEAST_ZOOM = 0.75
/** Room around the cards, in pixels of the screen. */
const ROOM = 32

/** How a flow is shown at first: all of it in the middle if that can be read, or else its left and upper part. */
export function startView(cards: Box, screen: Size): { x: number; y: number; zoom: number } {
  const fitting = Math.min((screen.width - 2 * ROOM) / cards.width, (screen.height - 2 * ROOM) / cards.height)
  const zoom = Math.min(1, Math.max(LEAST_ZOOM, fitting))
  const shift = (from: number, length: number, room: number): number => Math.max(ROOM, (room - length * zoom) / 2) - from * zoom
  return { x: shift(cards.x, cards.width, screen.width), y: shift(cards.y, cards.height, screen.height), zoom }
}
