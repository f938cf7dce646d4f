import { Button } from '@mantine/core'
import { acceptResult, isAcceptable } from '../../document/accept-result.ts'
import type { caseState } from '../../document/case-runs.ts'
import { editCase } from '../../document/cases.ts'
import { durationText } from '../../ui/figures.ts'
import { DifferenceTable } from '../comparison/difference-table.tsx'
import type { CaseEditorProps } from './case-editor.tsx'
import { CaseMark } from './case-mark.tsx'
import caseClasses from './case.module.css'

interface CaseResultProps extends CaseEditorProps {
  standing: ReturnType<typeof caseState>
}

/** What came of a case when it was run last. */
export function CaseResultView({ flow, runs, given, standing, canEdit, onChange, onRun }: CaseResultProps) {
  const { state, stale, result } = standing
  const accept = (): void => {
    if (!result) return
    onChange(editCase(flow, acceptResult(given, result)), 'accept what came of a case')
    onRun([given.id])
  }
  const ignore = (path: string): void => onChange(editCase(flow, { ...given, ignore: [...new Set([...given.ignore, path])] }), 'ignore a path of a case')
  return (
    <section aria-label="Result" className={caseClasses.result}>
      <header>
        <p role="status" className={caseClasses.verdict} data-state={state} data-stale={stale || undefined}>
          <CaseMark state={state} stale={stale} running={runs.running.has(given.id)} />
          {verdictWords(standing)}
        </p>
        {result && canEdit && !stale && isAcceptable(result) && (
          <Button variant="default" title="Expect from now on what came this time" onClick={accept}>
            Accept what came
          </Button>
        )}
      </header>
      {result?.problem && (
        <p className={caseClasses.problem}>
          <code>{result.problem.code}</code> {result.problem.detail}
        </p>
      )}
      {result && result.differences.length > 0 && (
        <DifferenceTable
          flow={flow}
          differences={result.differences}
          label="Differences"
          sides={['Expected', 'Came']}
          onIgnore={canEdit && !stale ? ignore : undefined}
        />
      )}
    </section>
  )
}

function verdictWords({ state, stale, result }: CaseResultProps['standing']): string {
  if (!result) return 'Not run yet'
  const time = durationText(result.durationMs)
  const places = result.differences.length
  const what = state === 'passed' ? 'Passed' : places === 0 ? 'Failed' : `Failed in ${places === 1 ? 'one place' : `${places} places`}`
  return `${what} · ${time}${stale ? ' · changed since' : ''}`
}
