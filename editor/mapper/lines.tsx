import { type RefObject, useEffect, useMemo, useRef, useState } from 'react'
import type { Line } from '../document/mapping-lines.ts'
import { ROW_HEIGHT } from './field-tree.tsx'
import { type LineShape, lineShapes } from './line-shapes.ts'
import classes from './lines.module.css'
import type { TreeState } from './use-tree.ts'

export interface LinesProps {
  lines: readonly Line[]
  source: TreeState
  target: TreeState
  sourceScroll: RefObject<HTMLDivElement | null>
  targetScroll: RefObject<HTMLDivElement | null>
  selected: string | undefined
  onSelect(row: string): void
}

/** The lines between both trees: one drawing, redrawn together with the trees while they scroll. Lines with both ends out of sight are left out. */
export function Lines({ lines, source, target, sourceScroll, targetScroll, selected, onSelect }: LinesProps) {
  const box = useRef<SVGSVGElement>(null)
  const view = useView([sourceScroll, targetScroll], box)
  const shapes = useMemo(() => lineShapes(lines, source.numbers, target.numbers), [lines, source.numbers, target.numbers])
  const inSight = (y: number): boolean => y > -ROW_HEIGHT && y < view.height + ROW_HEIGHT
  return (
    <svg ref={box} className={classes.lines} aria-hidden>
      {shapes.flatMap((shape) => {
        const from = middleOf(shape.from) - view.scroll[0]
        const to = middleOf(shape.to) - view.scroll[1]
        if (!inSight(from) && !inSight(to)) return []
        return [<Shape key={shape.id} shape={shape} d={curve(from, to, view.width)} selected={selected} onSelect={onSelect} />]
      })}
    </svg>
  )
}

const middleOf = (row: number): number => row * ROW_HEIGHT + ROW_HEIGHT / 2

/** The curve from the left edge to the right one. */
export const curve = (from: number, to: number, width: number): string => `M0 ${from}C${width / 2} ${from} ${width / 2} ${to} ${width} ${to}`

function Shape({ shape, d, selected, onSelect }: { shape: LineShape; d: string; selected: string | undefined; onSelect: (row: string) => void }) {
  const first = shape.rows[0]
  const chosen = selected !== undefined && shape.rows.includes(selected)
  return (
    <g
      className={classes.line}
      data-kind={shape.kind}
      data-chosen={chosen || undefined}
      data-many={shape.rows.length > 1 || undefined}
      onClick={() => first !== undefined && onSelect(first)}
    >
      <path className={classes.reach} d={d} />
      <path className={classes.stroke} d={d} />
    </g>
  )
}

interface View {
  width: number
  height: number
  scroll: [source: number, target: number]
}

/** Size of the drawing and how far both trees are scrolled. */
function useView(trees: readonly [RefObject<HTMLDivElement | null>, RefObject<HTMLDivElement | null>], box: RefObject<SVGSVGElement | null>): View {
  const [view, setView] = useState<View>({ width: 120, height: 0, scroll: [0, 0] })
  const [source, target] = trees
  useEffect(() => {
    // Both kinds of event come when the layout is known, so that reading costs nothing.
    const resize = (): void => setView(({ scroll }) => ({ width: box.current?.clientWidth ?? 120, height: box.current?.clientHeight ?? 0, scroll }))
    const scroll = (): void => setView((old) => ({ ...old, scroll: [source.current?.scrollTop ?? 0, target.current?.scrollTop ?? 0] }))
    const sizes = new ResizeObserver(resize)
    const elements = [source.current, target.current]
    if (box.current) sizes.observe(box.current)
    for (const element of elements) element?.addEventListener('scroll', scroll, { passive: true })
    return () => {
      sizes.disconnect()
      for (const element of elements) element?.removeEventListener('scroll', scroll)
    }
  }, [source, target, box])
  return view
}
