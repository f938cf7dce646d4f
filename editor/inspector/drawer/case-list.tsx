import { ActionIcon, Button, Menu, Switch } from '@mantine/core'
import { IconDots, IconPlayerPlay, IconPlus, IconRoute } from '@tabler/icons-react'
import type { FlowCase } from '../../../server/model/case.ts'
import { caseState, tallyOf } from '../../document/case-runs.ts'
import { removeCase } from '../../document/cases.ts'
import { durationText } from '../../ui/figures.ts'
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
            <span className={classes.dim} role="status">
              {tallyWords(props)}
            </span>
          </button>
        </li>
        {flow.cases.map((given) => (
          <CaseRow key={given.id} {...props} given={given} standing={caseState(runs.ran, flow, given)} />
        ))}
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
        Empty
      </Button>
    </div>
  )
}

function RunAll({ runs, watching, onRun, onWatch }: CaseListProps) {
  return (
    <div className={caseClasses.tools}>
      <Button leftSection={<IconPlayerPlay size={14} />} loading={runs.running.size > 0} onClick={() => onRun()}>
        Run all
      </Button>
      <Switch label="Watch" title="Run them one second after every change" checked={watching} onChange={(event) => onWatch(event.currentTarget.checked)} />
    </div>
  )
}

function tallyWords({ flow, runs }: CaseListProps): string {
  const { passed, failed, open } = tallyOf(runs.ran, flow)
  return [...(passed > 0 ? [`${passed} passed`] : []), ...(failed > 0 ? [`${failed} failed`] : []), ...(open > 0 ? [`${open} to run`] : [])].join(', ')
}

type RowProps = CaseListProps & { given: FlowCase; standing: ReturnType<typeof caseState> }

function CaseRow({ flow, runs, given, standing, chosen, canEdit, onChoose, onChange, onAdd }: RowProps) {
  const { state, stale, result } = standing
  return (
    <li className={classes.sampleRow}>
      <button type="button" className={classes.step} aria-current={given.id === chosen || undefined} onClick={() => onChoose(given.id)}>
        <CaseMark state={state} stale={stale} running={runs.running.has(given.id)} />
        <span className={classes.stepName} title={given.name}>
          {given.name}
        </span>
        {result && <span className={classes.dim}>{durationText(result.durationMs)}</span>}
      </button>
      {canEdit && (
        <Menu position="right-start">
          <Menu.Target>
            <ActionIcon variant="subtle" color="gray" aria-label={`More for ${given.name}`}>
              <IconDots size={14} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => onAdd(structuredClone(given))}>Duplicate</Menu.Item>
            <Menu.Item onClick={() => onChange(removeCase(flow, given.id), 'delete a case')}>Delete</Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}
    </li>
  )
}
