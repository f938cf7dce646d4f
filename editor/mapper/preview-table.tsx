import { Switch } from '@mantine/core'
import { IconAlertTriangle, IconArrowsExchange } from '@tabler/icons-react'
import { useVirtualizer } from '@tanstack/react-virtual'
import { memo, useMemo, useRef, useState } from 'react'
import { columnWidths } from './column-widths.ts'
import { countDifferences, type PreviewLine, previewLines, type PreviewProblem } from '../document/mapping-preview.ts'
import { useMapper } from './mapper-context.ts'
import classes from './panels.module.css'
import type { RowFinding } from './row-findings.ts'

/** Target fields down, samples across: a field's values stand side by side, and those that the published version gives otherwise are marked. */
export function PreviewTable() {
  const { model, preview, samples, published } = useMapper()
  const [only, setOnly] = useState(false)
  const { result, first } = preview
  const before = useMemo(() => published ?? (first && { result: first }), [published, first])
  const lines = useMemo(() => (result ? previewLines(model.placed, result, before) : []), [model.placed, result, before])
  if (samples.length === 0)
    return <p className={classes.empty}>No sample reaches this node yet. Test the flow with a sample that does, to see what each field becomes.</p>
  if (lines.length === 0) return <p className={classes.empty}>No row yet. Drag a source field to a target field, or accept what Proposals offers.</p>
  const than = published ? `In version ${published.version}` : 'When the mapper was opened'
  const shown = only && published ? lines.filter(({ cells }) => cells.some(({ was }) => was !== undefined)) : lines
  return (
    <>
      {published && <Comparison lines={lines} version={published.version} only={only} onOnly={setOnly} />}
      {shown.length > 0 && <Table lines={shown} than={than} />}
    </>
  )
}

function Comparison({ lines, version, only, onOnly }: { lines: readonly PreviewLine[]; version: number; only: boolean; onOnly(on: boolean): void }) {
  const { different, of } = countDifferences(lines)
  return (
    <div className={classes.compare}>
      <span role="status" className={different > 0 ? classes.changed : undefined}>
        {different === 0 ? `All ${of} values are as in version ${version}` : `${different} of ${of} values differ from version ${version}`}
      </span>
      <Switch size="xs" label="Only differences" checked={only} onChange={(event) => onOnly(event.currentTarget.checked)} />
    </div>
  )
}

/** Height of a line in pixels. */
const LINE_HEIGHT = 26

/** Only lines in sight are drawn; columns are as wide as their longest text, whichever lines these are. */
function Table({ lines, than }: { lines: readonly PreviewLine[]; than: string }) {
  const { samples } = useMapper()
  const table = useRef<HTMLTableElement>(null)
  const panel = (): Element | null => table.current?.closest('[role=tabpanel]') ?? null
  // oxlint-disable-next-line react/incompatible-library -- its answers are used here only, and handed on as plain numbers
  const rows = useVirtualizer({ count: lines.length, getScrollElement: panel, estimateSize: () => LINE_HEIGHT, overscan: 8, useFlushSync: false })
  const seen = rows.getVirtualItems()
  const widths = useMemo(() => columnWidths(lines, samples), [lines, samples])
  return (
    <table ref={table} className={classes.table} aria-label="Preview of all samples" aria-rowcount={lines.length + 1}>
      <colgroup>
        {widths.map((width, i) => (
          <col key={samples[i - 1]?.id ?? i} style={{ width }} />
        ))}
      </colgroup>
      <thead>
        <tr aria-rowindex={1}>
          <th scope="col">Target</th>
          {samples.map(({ id, name }) => (
            <th key={id} scope="col" title={name}>
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <Space height={seen[0]?.start ?? 0} />
      <tbody>
        {seen.map(({ index }) => {
          const line = lines[index]
          return line && <TableRow key={`${line.row} ${line.removed}`} line={line} place={index + 2} than={than} />
        })}
      </tbody>
      <Space height={rows.getTotalSize() - (seen.at(-1)?.end ?? 0)} />
    </table>
  )
}

/** Stands for lines out of sight. */
function Space({ height }: { height: number }) {
  if (height <= 0) return null
  return (
    <tbody role="presentation">
      <tr role="presentation" style={{ height }} />
    </tbody>
  )
}

function TableRow({ line, place, than }: { line: PreviewLine; place: number; than: string }) {
  const { samples, row, showRow, target, findings } = useMapper()
  return (
    <tr
      aria-rowindex={place}
      style={{ height: LINE_HEIGHT }}
      data-chosen={line.row === row?.id || undefined}
      onClick={() => (line.removed ? target.reveal(line.target) : showRow(line.row))}
    >
      <td title={line.target}>
        {line.target}
        {line.removed && <span className={classes.none}> (no row)</span>}
      </td>
      {line.cells.map(({ text, was, problem }, i) => (
        <Cell
          key={samples[i]?.id ?? i}
          text={text}
          former={was}
          than={than}
          required={line.required}
          problem={problem && problemText(problem, line.target, findings.byRow.get(line.row))}
        />
      ))}
    </tr>
  )
}

/** The problem without the path that the line shows already. A row that can not run says why. */
function problemText(problem: PreviewProblem, target: string, found: readonly RowFinding[] | undefined): string {
  if (problem.code === 'expression.invalid') return found?.find(({ level }) => level === 'error')?.text ?? problem.detail
  return problem.detail.startsWith(`${target}: `) ? problem.detail.slice(target.length + 2) : problem.detail
}

interface CellProps {
  text: string
  /** The text of the result that is compared with, when it was another one. */
  former: string | undefined
  /** What the former value is of. */
  than: string
  required: boolean
  problem: string | undefined
}

/** Drawn anew only when its own value changes. */
const Cell = memo(function Cell({ text, former, than, required, problem }: CellProps) {
  const was = former === undefined ? '' : `${than}: ${former === '' ? 'no value' : former}`
  const mark = was !== '' && <ChangedMark was={was} />
  if (problem !== undefined) {
    return (
      <td className={classes.bad} title={was === '' ? problem : `${problem}\n${was}`}>
        {mark}
        <IconAlertTriangle size={12} aria-hidden /> {problem}
      </td>
    )
  }
  const tone = was !== '' ? classes.changed : text === '' ? (required ? classes.bad : classes.none) : undefined
  return (
    <td className={tone} title={was === '' ? text : `${text === '' ? 'no value' : text}\n${was}`}>
      {mark}
      {text === '' ? 'no value' : text}
    </td>
  )
})

/** Can take the focus, so that the former value is there for the keyboard and for screen readers as well. */
function ChangedMark({ was }: { was: string }) {
  return (
    <span className={classes.mark} tabIndex={0} role="img" aria-label={`differs. ${was}`} data-was={was}>
      <IconArrowsExchange size={12} aria-hidden />
    </span>
  )
}
