import { memo, useCallback, useMemo, useRef } from 'react'
import type { MappingRow, RowSource } from '../../server/model/mapping.ts'
import type { PathStep } from '../document/mapping-path.ts'
import { sourcePaths } from '../document/source-paths.ts'
import { CodeField, type CodeHandle } from '../ui/code/code-field.tsx'
import { FunctionPalette } from '../ui/code/function-palette.tsx'
import { useMapper } from './mapper-context.ts'
import classes from './panels.module.css'

export interface ExpressionInputProps {
  from: Extract<RowSource, { kind: 'expression' }> | undefined
  row: MappingRow | undefined
  /** What the enclosing loop runs over. */
  base: readonly PathStep[]
}

const Palette = memo(FunctionPalette)

/** The expression of a row, with completion, the function palette and underlined problems. */
export function ExpressionInput({ from, row, base }: ExpressionInputProps) {
  const { model, canEdit, findings, write, preview } = useMapper()
  const code = useRef<CodeHandle>(null)
  const insert = useCallback((name: string) => code.current?.insertCall(name), [])
  const paths = useMemo(() => sourcePaths(model.sources.values(), base), [model.sources, base])
  const problems = (row && findings.byRow.get(row.id)) ?? []
  const mode = row && preview.result?.rows.find((each) => each.row === row.id)?.mode
  return (
    <div>
      <div className={classes.head}>
        <span className={classes.hint} style={{ flex: '1 1 0' }}>
          {base.length > 0 ? 'Reads one element; $root is the whole source.' : 'JSONata over the source.'}
          {mode === 'library' && ' Runs in the library, slower than compiled expressions.'}
        </span>
        <Palette disabled={!canEdit} onChoose={insert} />
      </div>
      <CodeField
        ref={code}
        label="Expression"
        text={from?.text ?? ''}
        readOnly={!canEdit}
        tall
        paths={paths}
        problems={preview.pending ? [] : problems.map(({ level, text }) => ({ level, text }))}
        onChange={(text) => text.trim() !== '' && write({ kind: 'expression', text }, true)}
      />
      {from === undefined && <p className={classes.hint}>An expression is needed.</p>}
    </div>
  )
}
