import type { Line } from '../document/mapping-lines.ts'

/** Lines between the same two visible rows, drawn as one. */
export interface LineShape {
  id: string
  kind: Line['kind']
  rows: readonly string[]
  /** Row numbers in the trees. */
  from: number
  to: number
}

/** What a bundle looks like when its lines differ. */
const STRENGTH: Record<Line['kind'], number> = { copied: 0, computed: 1, loop: 2, broken: 3 }

/** Puts the lines on visible rows; those of folded fields fall together. A side that filters hide has no line. */
export function lineShapes(lines: readonly Line[], sources: ReadonlyMap<string, number>, targets: ReadonlyMap<string, number>): LineShape[] {
  const shapes = new Map<string, LineShape>()
  for (const line of lines) {
    const from = sources.get(line.source)
    const to = targets.get(line.target)
    if (from === undefined || to === undefined) continue
    const id = `${from}-${to}`
    const known = shapes.get(id)
    const kind = known && STRENGTH[known.kind] >= STRENGTH[line.kind] ? known.kind : line.kind
    shapes.set(id, { id, kind, from, to, rows: [...(known?.rows ?? []), line.row] })
  }
  return [...shapes.values()]
}
