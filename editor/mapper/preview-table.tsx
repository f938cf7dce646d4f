import { IconAlertTriangle } from '@tabler/icons-react'
import { useMemo } from 'react'
import { type PreviewCell, previewLines, type PreviewProblem } from '../document/mapping-preview.ts'
import { useMapper } from './mapper-context.ts'
import classes from './panels.module.css'
import type { RowFinding } from './row-findings.ts'

/** Target fields down, samples across: a field's values stand side by side. */
export function PreviewTable() {
  const { model, preview, samples, row, showRow, findings } = useMapper()
  const { result, first } = preview
  const lines = useMemo(() => (result ? previewLines(model.placed, result, first) : []), [model.placed, result, first])
  if (samples.length === 0) return <p className={classes.empty}>Add a sample to the flow, or run it once, to see what each field becomes.</p>
  if (lines.length === 0) return <p className={classes.empty}>No row yet. Drag a source field to a target field, or accept what Proposals offers.</p>
  return (
    <table className={classes.table} aria-label="Preview of all samples">
      <thead>
        <tr>
          <th scope="col">Target</th>
          {samples.map(({ id, name }) => (
            <th key={id} scope="col" title={name}>
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => (
          <tr key={line.row} data-chosen={line.row === row?.id || undefined} onClick={() => showRow(line.row)}>
            <td title={line.target}>{line.target}</td>
            {line.cells.map((cell, i) => (
              <Cell
                key={samples[i]?.id ?? i}
                cell={cell}
                required={line.required}
                problem={cell.problem && problemText(cell.problem, line.target, findings.byRow.get(line.row))}
              />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** The problem without the path that the line shows already. A row that can not run says why. */
function problemText(problem: PreviewProblem, target: string, found: readonly RowFinding[] | undefined): string {
  if (problem.code === 'expression.invalid') return found?.find(({ level }) => level === 'error')?.text ?? problem.detail
  return problem.detail.startsWith(`${target}: `) ? problem.detail.slice(target.length + 2) : problem.detail
}

function Cell({ cell, required, problem }: { cell: PreviewCell; required: boolean; problem: string | undefined }) {
  if (problem !== undefined) {
    return (
      <td className={classes.bad} title={problem}>
        <IconAlertTriangle size={12} aria-hidden /> {problem}
      </td>
    )
  }
  const was = cell.was === undefined ? '' : `When the mapper was opened: ${cell.was === '' ? 'no value' : cell.was}`
  if (cell.text === '') {
    return (
      <td className={required ? classes.bad : classes.none} title={was}>
        no value{was !== '' && <b className={classes.changed}> changed</b>}
      </td>
    )
  }
  return (
    <td className={was === '' ? undefined : classes.changed} title={was === '' ? cell.text : `${cell.text}\n${was}`}>
      {was !== '' && <span aria-label="changed">• </span>}
      {cell.text}
    </td>
  )
}
