import { type PointerEvent as ReactPointerEvent, type RefObject, useEffect, useRef } from 'react'
import { useLatest } from '../ui/use-latest.ts'

const THRESHOLD_PX = 4
const EDGE_PX = 36

export interface LineDrag {
  /** The path of the line while it is dragged, in page coordinates. */
  path: RefObject<SVGPathElement | null>
  start(event: ReactPointerEvent, key: string): void
}

/**
 * Dragging from a source row to a target row. Works on the elements themselves, without rendering, so that a move costs the same at any size of tree:
 * the row below the pointer carries `data-drop`, the target tree scrolls near its edges, Escape ends the drag.
 */
export function useLineDrag(targetScroll: RefObject<HTMLDivElement | null>, onDrop: (source: string, target: string) => void): LineDrag {
  const path = useRef<SVGPathElement>(null)
  const drop = useLatest(onDrop)
  const stop = useRef<() => void>(undefined)
  useEffect(() => () => stop.current?.(), [])
  const start = (event: ReactPointerEvent, key: string): void => {
    if (event.button !== 0) return
    stop.current?.()
    const row = (event.currentTarget as HTMLElement).getBoundingClientRect()
    const tree = (event.currentTarget as HTMLElement).closest('[role=tree]')?.getBoundingClientRect() ?? row
    const from = { x: tree.right, y: row.top + row.height / 2 }
    stop.current = followPointer({ from, at: { x: event.clientX, y: event.clientY }, path, targetScroll }, (target) => drop.current(key, target))
  }
  return { path, start }
}

interface Place {
  x: number
  y: number
}

interface Drag {
  from: Place
  at: Place
  path: RefObject<SVGPathElement | null>
  targetScroll: RefObject<HTMLDivElement | null>
}

function followPointer(drag: Drag, onDrop: (target: string) => void): () => void {
  const life = new AbortController()
  const { signal } = life
  const origin = drag.at
  const mark = dropMark()
  let moving = false
  let frame = 0
  const draw = (): void => {
    frame = requestAnimationFrame(draw)
    scrollNearEdge(drag.targetScroll.current, drag.at)
    mark(targetBelow(drag.at))
    drag.path.current?.setAttribute('d', lineTo(drag.from, drag.at))
  }
  const end = (): void => {
    life.abort()
    cancelAnimationFrame(frame)
    mark(undefined)
    drag.path.current?.removeAttribute('d')
    document.body.style.userSelect = ''
  }
  const move = (event: PointerEvent): void => {
    drag.at = { x: event.clientX, y: event.clientY }
    if (moving || Math.hypot(drag.at.x - origin.x, drag.at.y - origin.y) < THRESHOLD_PX) return
    moving = true
    document.body.style.userSelect = 'none'
    draw()
  }
  const release = (): void => {
    const key = moving ? targetBelow(drag.at)?.dataset['key'] : undefined
    end()
    if (key !== undefined) onDrop(key)
  }
  addEventListener('pointermove', move, { signal })
  addEventListener('pointerup', release, { signal })
  addEventListener('pointercancel', end, { signal })
  addEventListener('keydown', (event) => event.key === 'Escape' && end(), { signal })
  return end
}

/** Marks the row that a drop would reach, one at a time. */
function dropMark(): (next: HTMLElement | undefined) => void {
  let over: HTMLElement | undefined
  return (next) => {
    if (next === over) return
    over?.removeAttribute('data-drop')
    next?.setAttribute('data-drop', '')
    over = next
  }
}

function targetBelow({ x, y }: Place): HTMLElement | undefined {
  const row = document.elementFromPoint(x, y)?.closest('[data-side=target]')
  return row instanceof HTMLElement ? row : undefined
}

function scrollNearEdge(tree: HTMLElement | null, { x, y }: Place): void {
  const box = tree?.getBoundingClientRect()
  if (!tree || !box || x < box.left || x > box.right) return
  if (y < box.top + EDGE_PX) tree.scrollTop -= 10
  if (y > box.bottom - EDGE_PX) tree.scrollTop += 10
}

function lineTo(from: Place, to: Place): string {
  const bend = Math.max(24, (to.x - from.x) / 2)
  return `M${from.x} ${from.y}C${from.x + bend} ${from.y} ${to.x - bend} ${to.y} ${to.x} ${to.y}`
}
