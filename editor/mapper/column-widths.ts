import type { PreviewLine } from '../document/mapping-preview.ts'

const CELL_PADDING = '16px'
const WIDEST = '240px'
/** Characters that the sign of a changed value takes. */
const MARK = 3
const NO_VALUE = 'no value'.length

/** CSS widths of the preview's columns, the target's first: room for the longest text, so that they stay when other lines come into sight. */
export function columnWidths(lines: readonly PreviewLine[], samples: readonly { name: string }[]): string[] {
  const targets = lines.map(({ target, removed }) => target.length + (removed ? ' (no row)'.length : 0))
  const ofSample = (i: number, name: string): number =>
    longest(
      name.length,
      lines.map(({ cells }) => cellLength(cells[i])),
    )
  return [longest('Target'.length, targets), ...samples.map(({ name }, i) => ofSample(i, name))].map(
    (characters) => `min(${WIDEST}, ${characters}ch + ${CELL_PADDING})`,
  )
}

function cellLength(cell: PreviewLine['cells'][number] | undefined): number {
  if (!cell) return 0
  return (cell.problem?.detail.length ?? (cell.text.length || NO_VALUE)) + (cell.was === undefined ? 0 : MARK)
}

/** Without spreading, as there may be many lines. */
const longest = (least: number, lengths: readonly number[]): number => lengths.reduce((most, length) => Math.max(most, length), least)
