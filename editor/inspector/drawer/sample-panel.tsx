import { ActionIcon, Button, JsonInput, Menu, Select, TextInput } from '@mantine/core'
import { IconArrowRight, IconDots, IconPlayerPlay, IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import type { Change } from '../../document/change.ts'
import { addSample, editSample, newSample, removeSample } from '../../document/samples.ts'
import type { Flow, FlowNode, Sample } from '../../../server/model/flow.ts'
import classes from './drawer.module.css'

export interface SamplePanelProps {
  flow: Flow
  chosen: Sample | undefined
  canEdit: boolean
  canRun: boolean
  running: boolean
  triggers: readonly FlowNode[]
  trigger: FlowNode | undefined
  /** What a new sample begins with. */
  firstSample: () => Pick<Sample, 'body' | 'trigger'>
  onChoose: (id: string) => void
  onChange: (change: Change, label: string) => void
  onRun: () => void
}

/** The sample inputs of a flow: choose one, edit it as JSON, run with it. */
export function SamplePanel(props: SamplePanelProps) {
  const { flow, chosen, onChoose, onChange } = props
  const add = (wanted: Omit<Sample, 'id'>): void => {
    const sample = newSample(flow, wanted)
    onChange(addSample(flow, sample), 'add a sample')
    onChoose(sample.id)
  }
  return (
    <div className={classes.columns}>
      <SampleList {...props} onAdd={add} />
      <div className={classes.detail}>
        {chosen ? (
          <SampleEditor key={chosen.id} {...props} sample={chosen} />
        ) : (
          <p className={classes.dim}>A sample is a made-up message to try the flow with. Add one, then run the draft with it.</p>
        )}
      </div>
    </div>
  )
}

function SampleList({ flow, chosen, canEdit, onChoose, onChange, onAdd, firstSample }: SamplePanelProps & { onAdd: (wanted: Omit<Sample, 'id'>) => void }) {
  return (
    <div className={classes.steps}>
      <ul className={classes.plain} aria-label="Samples">
        {flow.samples.map((sample) => (
          <li key={sample.id} className={classes.sampleRow}>
            <button type="button" className={classes.step} aria-current={sample === chosen || undefined} onClick={() => onChoose(sample.id)}>
              <span className={classes.stepName}>{sample.name}</span>
            </button>
            {canEdit && (
              <SampleMenu
                sample={sample}
                onCopy={() => onAdd(structuredClone(sample))}
                onDelete={() => onChange(removeSample(flow, sample.id), 'delete a sample')}
              />
            )}
          </li>
        ))}
      </ul>
      {canEdit && (
        <Button variant="subtle" leftSection={<IconPlus size={14} />} onClick={() => onAdd({ name: 'Sample', ...firstSample() })}>
          Add a sample
        </Button>
      )}
    </div>
  )
}

function SampleMenu({ sample, onCopy, onDelete }: { sample: Sample; onCopy: () => void; onDelete: () => void }) {
  return (
    <Menu position="right-start">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={`More for ${sample.name}`}>
          <IconDots size={14} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={onCopy}>Duplicate</Menu.Item>
        <Menu.Item onClick={onDelete}>Delete</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

type EditorProps = SamplePanelProps & { sample: Sample }

function SampleEditor(props: EditorProps) {
  const { flow, sample, canEdit, canRun, running, onChange, onRun } = props
  const [text, setText] = useState<string | null>(null)
  const wrong = text !== null && parsed(text) === undefined
  return (
    <>
      <header className={classes.detailHead}>
        <SampleName {...props} />
        {canRun && props.triggers.length > 1 && <TriggerChoice {...props} />}
        {canRun && (
          <Button leftSection={<IconPlayerPlay size={14} />} loading={running} disabled={wrong} onClick={onRun}>
            Run
          </Button>
        )}
      </header>
      <JsonInput
        aria-label="Body of the sample"
        classNames={{ input: classes.sampleText }}
        value={text ?? JSON.stringify(sample.body, null, 2)}
        error={wrong && 'This is not JSON yet; runs use the last body that was.'}
        readOnly={!canEdit}
        onBlur={() => !wrong && setText(null)}
        onChange={(next) => {
          setText(next)
          const value = parsed(next)
          if (value !== undefined) onChange(editSample(flow, { ...sample, body: value }), `edit body ${sample.id}`)
        }}
      />
    </>
  )
}

/** Where runs with this sample start, for a flow that can start in several places. */
function TriggerChoice({ flow, sample, triggers, trigger, canEdit, onChange }: EditorProps) {
  return (
    <Select
      aria-label="Start at"
      className={classes.start}
      leftSection={<IconArrowRight size={14} />}
      data={triggers.map((each) => ({ value: each.id, label: each.name }))}
      value={trigger?.id ?? null}
      readOnly={!canEdit}
      onChange={(id) => id !== null && onChange(editSample(flow, { ...sample, trigger: id }), `edit start ${sample.id}`)}
      allowDeselect={false}
      comboboxProps={{ transitionProps: { duration: 0 } }}
    />
  )
}

/** A name is taken over once there is one. */
function SampleName({ flow, sample, canEdit, onChange }: EditorProps) {
  const [name, setName] = useState<string | null>(null)
  return (
    <TextInput
      aria-label="Name of the sample"
      className={classes.grow}
      value={name ?? sample.name}
      error={name === ''}
      maxLength={80}
      readOnly={!canEdit}
      onBlur={() => setName(null)}
      onChange={(event) => {
        const next = event.currentTarget.value
        setName(next)
        if (next !== '') onChange(editSample(flow, { ...sample, name: next }), `edit name ${sample.id}`)
      }}
    />
  )
}

function parsed(text: string): Sample['body'] | undefined {
  try {
    return JSON.parse(text) as Sample['body']
  } catch {
    return undefined
  }
}
