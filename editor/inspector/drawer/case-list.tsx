import { ActionIcon, Button, Menu, Switch } from '@mantine/core'
import { IconDots, IconPlus, IconRoute } from '@tabler/icons-react'
import { memo, useMemo } from 'react'
import type { FlowCase } from '../../../server/model/case.ts'
import { caseState, tallyOf } from '../../document/case-runs.ts'
import { removeCase } from '../../document/cases.ts'
import { durationText } from '../../ui/figures.ts'
import { RunButton } from '../../ui/run-button.tsx'
import { useLatest } from '../../ui/use-latest.ts'
import type { CasePanelProps } from './case-panel.tsx'
import { CaseMark } from './case-mark.tsx'
import caseClasses from './case.module.css'
import classes from './drawer.module.css'

export interface CaseListProps extends CasePanelProps {
  onAdd: (wanted: Omit<FlowCase, 'id'>) => void
  onAddEmpty: () => void
  /** Nothing: no test run is there to make a case from. */
  onAddTried: (() => void) | undefined
}

/** All cases with their states, and what can be done with all of them. */
export function CaseList(props: CaseListProps) {
  const { flow, runs, chosen, canEdit, canRun, onChoose } = props
  const acts = useRowActs(props)
  return (
    <div className={caseClasses.side}>
      <header className={caseClasses.head}>
        {canRun && flow.cases.length > 0 && <RunAll {...props} />}
        {canEdit && <AddCase {...props} />}
      </header>
      <ul className={classes.plain} aria-label="Cases">
        <li>
          <button type="button" className={classes.step} aria-current={chosen === null || undefined} onClick={() => onChoose(null)}>
            <IconRoute size={14} aria-hidden />
            <span className={classes.stepName}>Overview</span>
            {canRun && (
              <span className={classes.dim} role="status">
                {tallyWords(props)}
              </span>
            )}
          </button>
        </li>
        {flow.cases.map((given) => {
          const { state, stale, result } = caseState(runs.ran, flow, given)
          const running = runs.running.has(given.id)
          const facts = { given, state, stale, running, durationMs: result?.durationMs, chosen: given.id === chosen }
          return <CaseRow key={given.id} {...facts} canEdit={canEdit} acts={acts} />
        })}
      </ul>
    </div>
  )
}

function AddCase({ onAddEmpty, onAddTried }: CaseListProps) {
  return (
    <div className={caseClasses.tools}>
      <Button
        variant="default"
        leftSection={<IconPlus size={14} />}
        aria-label="Add a case from the last test"
        disabled={!onAddTried}
        title={onAddTried ? undefined : 'Run the whole flow with Test first.'}
        onClick={onAddTried}
      >
        From the last test
      </Button>
      <Button variant="subtle" color="gray" title="Add an empty case" aria-label="Add an empty case" onClick={onAddEmpty}>
        Empty case
      </Button>
    </div>
  )
}

function RunAll({ runs, watching, onRun, onWatch }: CaseListProps) {
  return (
    <div className={caseClasses.tools}>
      <RunButton running={runs.running.size > 0} onRun={() => onRun()}>
        Run all
      </RunButton>
      <Switch label="Watch" title="Run them one second after every change" checked={watching} onChange={(event) => onWatch(event.currentTarget.checked)} />
    </div>
  )
}

function tallyWords({ flow, runs }: CaseListProps): string {
  const { passed, failed, open } = tallyOf(runs.ran, flow)
  return [...(passed > 0 ? [`${passed} passed`] : []), ...(failed > 0 ? [`${failed} failed`] : []), ...(open > 0 ? [`${open} to run`] : [])].join(', ')
}

/** What can be done with one case. */
interface RowActs {
  choose: (id: string) => void
  duplicate: (given: FlowCase) => void
  remove: (id: string) => void
}

/** The same for every render, so that only rows that change are drawn again: there may be many. */
function useRowActs(props: CaseListProps): RowActs {
  const latest = useLatest(props)
  return useMemo(
    () => ({
      choose: (id) => latest.current.onChoose(id),
      duplicate: (given) => latest.current.onAdd(structuredClone(given)),
      remove: (id) => latest.current.onChange(removeCase(latest.current.flow, id), 'delete a case'),
    }),
    [latest],
  )
}

interface RowProps extends Pick<ReturnType<typeof caseState>, 'state' | 'stale'>, Pick<CaseListProps, 'canEdit'> {
  given: FlowCase
  durationMs: number | undefined
  running: boolean
  chosen: boolean
  acts: RowActs
}

const CaseRow = memo(function CaseRow({ given, state, stale, durationMs, running, chosen, canEdit, acts }: RowProps) {
  return (
    <li className={classes.sampleRow}>
      <button type="button" className={classes.step} aria-current={chosen || undefined} onClick={() => acts.choose(given.id)}>
        <CaseMark state={state} stale={stale} running={running} />
        <span className={classes.stepName} title={given.name}>
          {given.name}
        </span>
        {durationMs !== undefined && <span className={classes.dim}>{durationText(durationMs)}</span>}
      </button>
      {canEdit && (
        <Menu position="right-start">
          <Menu.Target>
            <ActionIcon variant="subtle" color="gray" aria-label={`More for ${given.name}`}>
              <IconDots size={14} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => acts.duplicate(given)}>Duplicate</Menu.Item>
            <Menu.Item onClick={() => acts.remove(given.id)}>Delete</Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}
    </li>
  )
})
