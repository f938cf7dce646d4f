import { IconAlertTriangle } from '@tabler/icons-react'
import { useMemo } from 'react'
import { type PreviewCell, previewLines } from '../document/mapping-preview.ts'
import { useMapper } from './mapper-context.ts'
import classes from './panels.module.css'

/** Target fields down, samples across: a field's values stand side by side. */
export function PreviewTable() {
  const { model, preview, samples, row, showRow } = useMapper()
  const { result, first } = preview
  const lines = useMemo(() => (result ? previewLines(model.placed, result, first) : []), [model.placed, result, first])
  if (samples.length === 0) return <p className={classes.empty}>Add a sample to the flow, or run it once, to see what each field becomes.</p>
  if (lines.length === 0) return <p className={classes.empty}>No row yet.</p>
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
              <Cell key={samples[i]?.id ?? i} cell={cell} required={line.required} />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Cell({ cell, required }: { cell: PreviewCell; required: boolean }) {
  if (cell.problem) {
    return (
      <td className={classes.bad} title={cell.problem.detail}>
        <IconAlertTriangle size={12} aria-hidden /> {cell.problem.detail}
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
