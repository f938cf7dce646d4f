import type { FlowCase } from '../../../server/model/case.ts'
import type { Flow, FlowNode } from '../../../server/model/flow.ts'
import type { CaseRunsState } from '../../document/case-runs.ts'
import { addCase, caseFromTry, emptyCase, newCase, type Tried } from '../../document/cases.ts'
import type { Change } from '../../document/change.ts'
import type { Gap } from '../../document/coverage-gaps.ts'
import { ProblemView } from '../../ui/problem-view.tsx'
import { CaseEditor } from './case-editor.tsx'
import { CaseList } from './case-list.tsx'
import { CaseOverview } from './case-overview.tsx'
import classes from './drawer.module.css'

export interface CasePanelProps {
  flow: Flow
  runs: Pick<CaseRunsState, 'ran' | 'coverage' | 'running' | 'problem'>
  canEdit: boolean
  canRun: boolean
  /** The case that is shown; nothing: what all cases exercise. */
  chosen: string | null
  watching: boolean
  triggers: readonly FlowNode[]
  /** The last test run of the whole flow. */
  tried: Tried | null
  /** The input of a case that is made from nothing. */
  firstBody: () => FlowCase['body']
  onChoose: (id: string | null) => void
  onWatch: (on: boolean) => void
  onRun: (only?: readonly string[]) => void
  onChange: (change: Change, label: string) => void
  onJump: (gap: Gap) => void
}

/** The cases of a flow: how they stand, what they say, and what they leave out. */
export function CasePanel(props: CasePanelProps) {
  const { flow, runs, chosen, tried, firstBody, onChange, onChoose, onRun } = props
  const given = flow.cases.find(({ id }) => id === chosen)
  const add = (wanted: Omit<FlowCase, 'id'>): string => {
    const added = newCase(flow, wanted)
    onChange(addCase(flow, added), 'add a case')
    onChoose(added.id)
    return added.id
  }
  return (
    <div className={`${classes.columns} ${classes.wideList}`}>
      <CaseList {...props} onAdd={add} onAddEmpty={() => add(emptyCase(firstBody()))} onAddTried={tried ? () => onRun([add(caseFromTry(tried))]) : undefined} />
      <div className={classes.detail}>
        {runs.problem && <ProblemView problem={runs.problem} onRetry={() => onRun()} />}
        {given ? <CaseEditor key={given.id} {...props} given={given} /> : <CaseOverview {...props} />}
      </div>
    </div>
  )
}
