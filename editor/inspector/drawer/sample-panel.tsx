import { ActionIcon, Button, JsonInput, Menu } from '@mantine/core'
import { IconBroadcast, IconDots, IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import type { Change } from '../../document/change.ts'
import { addSample, editSample, newSample, removeSample } from '../../document/samples.ts'
import type { Flow, FlowNode, Sample } from '../../../server/model/flow.ts'
import { RunButton } from '../../ui/run-button.tsx'
import { CapturePanel } from './capture-panel.tsx'
import classes from './drawer.module.css'
import { NameField } from './name-field.tsx'
import { TriggerChoice } from './trigger-choice.tsx'
import { type Capture, useCapture } from './use-capture.ts'

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

/** The sample inputs of a flow: choose one, edit it as JSON, run with it, or take some from live traffic. */
export function SamplePanel(props: SamplePanelProps) {
  const { flow, chosen, canEdit, triggers, onChoose, onChange } = props
  const capture = useCapture(flow.id, canEdit)
  const { added, noteAdded } = useAdded(flow)
  const [capturing, setCapturing] = useState(false)
  const add = (wanted: Omit<Sample, 'id'>): string => {
    const sample = newSample(flow, wanted)
    onChange(addSample(flow, sample), 'add a sample')
    onChoose(sample.id)
    return sample.id
  }
  return (
    <div className={classes.columns}>
      <SampleList
        {...props}
        chosen={capturing ? undefined : chosen}
        capture={capture.state}
        capturing={capturing}
        onCapture={() => setCapturing(true)}
        onChoose={(id) => (setCapturing(false), onChoose(id))}
        onAdd={(wanted) => (setCapturing(false), add(wanted))}
      />
      <div className={classes.detail}>
        {capturing ? (
          <CapturePanel capture={capture} triggers={triggers} added={added} onAdd={(captured, sample) => noteAdded(captured.id, add(sample))} />
        ) : chosen ? (
          <SampleEditor key={chosen.id} {...props} sample={chosen} />
        ) : (
          <p className={classes.dim}>A sample is a made-up message to try the flow with. Add one, then run the draft with it.</p>
        )}
      </div>
    </div>
  )
}

/** The captured messages that are samples of the flow: one that is undone or deleted can be added again. */
function useAdded(flow: Flow): { added: ReadonlySet<string>; noteAdded: (captured: string, sample: string) => void } {
  const [made, setMade] = useState<ReadonlyMap<string, string>>(new Map())
  const samples = new Set(flow.samples.map((sample) => sample.id))
  const added = new Set([...made.keys()].filter((captured) => samples.has(made.get(captured) ?? '')))
  return { added, noteAdded: (captured, sample) => setMade((before) => new Map([...before, [captured, sample]])) }
}

interface SampleListProps extends SamplePanelProps {
  capture: Capture['state']
  capturing: boolean
  onCapture: () => void
  onAdd: (wanted: Omit<Sample, 'id'>) => void
}

function SampleList({ flow, chosen, canEdit, onChoose, onChange, onAdd, firstSample, ...more }: SampleListProps) {
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
        <div className={classes.listEnd}>
          <Button variant="subtle" leftSection={<IconPlus size={14} />} onClick={() => onAdd({ name: 'Sample', ...firstSample() })}>
            Add a sample
          </Button>
          <CaptureButton {...more} />
        </div>
      )}
    </div>
  )
}

/** Opens the capture, and shows how far it is. */
function CaptureButton({ capture, capturing, onCapture }: Pick<SampleListProps, 'capture' | 'capturing' | 'onCapture'>) {
  const all = capture ? capture.captured.length + capture.wanted : 0
  return (
    <Button variant={capturing ? 'light' : 'subtle'} aria-pressed={capturing} leftSection={<IconBroadcast size={14} />} onClick={onCapture}>
      {capture && all > 0 ? `Captured ${capture.captured.length} of ${all}` : 'Capture from live traffic'}
    </Button>
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
  const rename = (name: string): void => onChange(editSample(flow, { ...sample, name }), `edit name ${sample.id}`)
  return (
    <>
      <header className={classes.detailHead}>
        <NameField label="Name of the sample" name={sample.name} canEdit={canEdit} onName={rename} />
        {canRun && props.triggers.length > 1 && (
          <TriggerChoice
            triggers={props.triggers}
            trigger={props.trigger?.id}
            canEdit={canEdit}
            onChange={(id) => onChange(editSample(flow, { ...sample, trigger: id }), `edit start ${sample.id}`)}
          />
        )}
        {canRun && (
          <RunButton running={running} disabled={wrong} onRun={onRun}>
            Run
          </RunButton>
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

function parsed(text: string): Sample['body'] | undefined {
  try {
    return JSON.parse(text) as Sample['body']
  } catch {
    return undefined
  }
}
