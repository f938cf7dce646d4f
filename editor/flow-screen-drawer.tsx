import { ActionIcon } from '@mantine/core'
import { IconChevronDown, IconChevronUp } from '@tabler/icons-react'
import type { Sample } from '../server/model/flow.ts'
import { sampleFromSchema } from '../server/model/sample-from-schema.ts'
import { addCase, caseFromTry, newCase } from './document/cases.ts'
import type { DrawerTab } from './flow-screen-panels.ts'
import type { FlowScreenModel } from './flow-screen-use.ts'
import classes from './flow-screen.module.css'
import { CasePanel } from './inspector/drawer/case-panel.tsx'
import { FindingList } from './inspector/drawer/finding-list.tsx'
import { SamplePanel } from './inspector/drawer/sample-panel.tsx'
import { StepPanel } from './inspector/drawer/step-panel.tsx'
import { ProblemView } from './ui/problem-view.tsx'

/** The drawer below the canvas: samples, the last test run, findings. */
export function FlowDrawer({ screen }: { screen: FlowScreenModel }) {
  const { panels, findings, state } = screen
  const tabs: { id: DrawerTab; label: string }[] = [
    { id: 'samples', label: `Samples ${state.flow.samples.length}` },
    { id: 'run', label: 'Last test' },
    { id: 'cases', label: `Cases ${state.flow.cases.length}` },
    { id: 'findings', label: `Findings ${findings.length}` },
  ]
  return (
    <>
      <header className={classes.drawerHead}>
        <div role="tablist" aria-label="Drawer" className={classes.tabs}>
          {tabs.map(({ id, label }) => (
            <button
              key={id}
              type="button"
              role="tab"
              id={`drawer-${id}`}
              aria-selected={panels.drawer && panels.tab === id}
              aria-controls="drawer-panel"
              className={classes.tab}
              onClick={() => panels.showTab(id)}
            >
              {label}
            </button>
          ))}
        </div>
        <ActionIcon variant="subtle" color="gray" aria-label={panels.drawer ? 'Close the drawer' : 'Open the drawer'} onClick={() => panels.toggle('drawer')}>
          {panels.drawer ? <IconChevronDown size={16} /> : <IconChevronUp size={16} />}
        </ActionIcon>
      </header>
      {panels.drawer && (
        <div role="tabpanel" id="drawer-panel" aria-labelledby={`drawer-${panels.tab}`} className={classes.drawerBody}>
          <DrawerTabPanel screen={screen} />
        </div>
      )}
    </>
  )
}

function DrawerTabPanel({ screen }: { screen: FlowScreenModel }) {
  const { panels, findings, state, tries, editor, jump, subject } = screen
  if (panels.tab === 'findings') return <FindingList flow={state.flow} findings={findings} onJump={jump} />
  if (panels.tab === 'cases') return <Cases screen={screen} />
  if (panels.tab === 'samples')
    return (
      <SamplePanel
        flow={state.flow}
        chosen={tries.sample}
        canEdit={state.canEdit}
        canRun={subject.canRun}
        running={tries.running}
        triggers={tries.triggers}
        trigger={tries.trigger}
        firstSample={() => firstSample(screen)}
        onChoose={tries.chooseSample}
        onChange={(change, label) => editor.getState().apply(change, label)}
        onRun={() => subject.screen.run()}
      />
    )
  return <LastTest screen={screen} />
}

function Cases({ screen }: { screen: FlowScreenModel }) {
  const { cases, state, editor, subject, tries, jump } = screen
  return (
    <CasePanel
      flow={state.flow}
      runs={cases}
      canEdit={state.canEdit}
      canRun={subject.canRun}
      chosen={cases.chosen}
      watching={cases.watching}
      triggers={tries.triggers}
      tried={tries.whole}
      firstBody={() => firstSample(screen).body}
      onChoose={cases.choose}
      onWatch={cases.watch}
      onRun={cases.run}
      onChange={(change, label) => editor.getState().apply(change, label)}
      onJump={jump}
    />
  )
}

/** A new sample is made from what the trigger sends: the one that is selected, or else the first. */
function firstSample({ node, tries, schemas }: FlowScreenModel): Pick<Sample, 'body' | 'trigger'> {
  const trigger = tries.triggers.find((each) => each.id === node?.id) ?? tries.triggers[0]
  const schema = trigger && schemas.get(trigger.id)?.output
  const body = (schema ? sampleFromSchema(schema) : {}) as Sample['body']
  return trigger && tries.triggers.length > 1 ? { body, trigger: trigger.id } : { body }
}

function LastTest({ screen }: { screen: FlowScreenModel }) {
  const { state, tries, editor, subject, catalog, node } = screen
  if (tries.problem) return <ProblemView problem={tries.problem} onRetry={() => subject.screen.run()} />
  if (!tries.result)
    return (
      <p className={classes.drawerEmpty}>
        {subject.canRun
          ? 'Nothing was run yet. Press Test: the draft runs with the chosen sample, and every step shows what it got and gave.'
          : 'Your role may look at flows, not run drafts. Finished runs are on the Runs screen.'}
      </p>
    )
  return (
    <StepPanel
      flow={state.flow}
      result={tries.result}
      problems={catalog.problems}
      node={node?.id}
      previous={tries.previous}
      stale={tries.stale}
      onClear={tries.clear}
      onKeep={state.canEdit && tries.whole ? () => keepAsCase(screen) : undefined}
      onNode={(id) => editor.getState().select({ nodes: id === undefined ? [] : [id], wires: [] })}
    />
  )
}

/** Makes a case of the last test, shows it and runs it. */
function keepAsCase({ tries, editor, cases, showCase }: FlowScreenModel): void {
  const { flow, apply } = editor.getState()
  if (!tries.whole) return
  const added = newCase(flow, caseFromTry(tries.whole))
  apply(addCase(flow, added), 'add a case')
  showCase(added.id)
  cases.run([added.id])
}
