import { TagsInput, TextInput } from '@mantine/core'
import { useState } from 'react'
import { CaseExpectation, FlowCase } from '../../../server/model/case.ts'
import { caseState } from '../../document/case-runs.ts'
import { editCase } from '../../document/cases.ts'
import { RunButton } from '../../ui/run-button.tsx'
import type { CasePanelProps } from './case-panel.tsx'
import { CaseResultView } from './case-result.tsx'
import caseClasses from './case.module.css'
import classes from './drawer.module.css'
import { JsonField } from './json-field.tsx'
import { NameField } from './name-field.tsx'
import { TriggerChoice } from './trigger-choice.tsx'

export interface CaseEditorProps extends CasePanelProps {
  given: FlowCase
}

/** One case: its last result, and all that can be said in it. */
export function CaseEditor(props: CaseEditorProps) {
  const { flow, runs, given, canEdit, canRun, triggers, onChange, onRun } = props
  const edit = (part: Partial<FlowCase>, what: string): void => onChange(editCase(flow, { ...given, ...part }), `edit ${what} of the case “${given.id}”`)
  return (
    <>
      <header className={classes.detailHead}>
        <NameField label="Name of the case" name={given.name} canEdit={canEdit} onName={(name) => edit({ name }, 'the name')} />
        {triggers.length > 1 && (
          <TriggerChoice triggers={triggers} trigger={given.trigger} canEdit={canEdit} onChange={(trigger) => edit({ trigger }, 'the start')} />
        )}
        {canRun && (
          <RunButton running={runs.running.has(given.id)} onRun={() => onRun([given.id])}>
            Run
          </RunButton>
        )}
      </header>
      <CaseResultView {...props} standing={caseState(runs.ran, flow, given)} />
      <div className={caseClasses.fields}>
        <JsonField label="Input" schema={FlowCase.shape.body} value={given.body} readOnly={!canEdit} onChange={(body) => edit({ body }, 'the input')} />
        <JsonField
          label="Expected"
          description="status, body, problem and calls; what is left out is not compared"
          schema={CaseExpectation}
          value={given.expect}
          readOnly={!canEdit}
          onChange={(expect) => edit({ expect }, 'the expectation')}
        />
        <JsonField
          label="Answers of calls"
          description="by node id, in order: an output or a problem; the last one answers all further calls"
          schema={FlowCase.shape.calls}
          value={given.calls}
          readOnly={!canEdit}
          onChange={(calls) => edit({ calls }, 'the answers')}
        />
        <Particulars given={given} canEdit={canEdit} edit={edit} />
      </div>
    </>
  )
}

type Edit = (part: Partial<FlowCase>, what: string) => void

function Particulars({ given, canEdit, edit }: { given: FlowCase; canEdit: boolean; edit: Edit }) {
  const [at, setAt] = useState<string | null>(null)
  const wrong = at !== null && !FlowCase.shape.at.safeParse(at).success
  return (
    <div className={caseClasses.particulars}>
      <TagsInput
        label="Paths that are not compared"
        description="dotted, without positions: createdAt, items.versionToken"
        value={given.ignore}
        readOnly={!canEdit}
        onChange={(ignore) => edit({ ignore }, 'the ignored paths')}
      />
      <TextInput
        label="Time of the run"
        description="for $now() and $meta.at"
        value={at ?? given.at}
        error={wrong && 'This is no time like 2026-01-01T00:00:00Z.'}
        readOnly={!canEdit}
        onBlur={() => !wrong && setAt(null)}
        onChange={(event) => {
          const next = event.currentTarget.value
          setAt(next)
          if (FlowCase.shape.at.safeParse(next).success) edit({ at: next }, 'the time')
        }}
      />
      <TextInput
        label="Note"
        value={given.note ?? ''}
        maxLength={400}
        readOnly={!canEdit}
        onChange={(event) => edit({ note: event.currentTarget.value || undefined }, 'the note')}
      />
    </div>
  )
}
