import { NumberInput, ScrollArea, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { type Flow, FlowSettings } from '../../server/model/flow.ts'
import type { Change } from '../document/change.ts'
import classes from './inspector.module.css'

export interface FlowInspectorProps {
  flow: Flow
  readOnly: boolean
  onChange: (change: Extract<Change, { type: 'set-flow' }>, label: string) => void
}

/** The panel of the flow itself, shown while no node is selected. */
export function FlowInspector({ flow, readOnly, onChange }: FlowInspectorProps) {
  const [name, setName] = useState<string | null>(null)
  return (
    <ScrollArea className={classes.scroll} type="hover" scrollbarSize={6}>
      <div className={classes.panel}>
        <TextInput
          label="Name of the flow"
          value={name ?? flow.name}
          error={name === '' && 'A flow needs a name.'}
          maxLength={120}
          readOnly={readOnly}
          onBlur={() => setName(null)}
          onChange={(event) => {
            const next = event.currentTarget.value
            setName(next)
            if (next !== '') onChange({ type: 'set-flow', name: next }, 'rename the flow')
          }}
        />
        <Textarea
          label="What it does"
          value={flow.description}
          maxLength={2000}
          autosize
          minRows={3}
          maxRows={12}
          readOnly={readOnly}
          onChange={(event) => onChange({ type: 'set-flow', description: event.currentTarget.value }, 'describe the flow')}
        />
        <SettingInput name="deadlineMs" label="Deadline in milliseconds" settings={flow.settings} readOnly={readOnly} onChange={onChange} />
        <SettingInput name="maxSteps" label="Steps at most" settings={flow.settings} readOnly={readOnly} onChange={onChange} />
        <p className={classes.summary}>Select a node to see its settings.</p>
      </div>
    </ScrollArea>
  )
}

interface SettingInputProps extends Pick<FlowInspectorProps, 'readOnly' | 'onChange'> {
  name: keyof FlowSettings
  label: string
  settings: FlowSettings
}

/** A setting is taken over once it is within its bounds. */
function SettingInput({ name, label, settings, readOnly, onChange }: SettingInputProps) {
  const [typed, setTyped] = useState<number | string | null>(null)
  const shape = FlowSettings.shape[name]
  const parsed = typed === null ? undefined : shape.safeParse(typed)
  const change = (next: number | string): void => {
    setTyped(next)
    const value = shape.safeParse(next)
    if (value.success && typeof next === 'number') onChange({ type: 'set-flow', settings: { ...settings, [name]: next } }, `set ${name}`)
  }
  return (
    <NumberInput
      label={label}
      description={shape.description}
      value={typed ?? settings[name]}
      error={parsed?.success === false && parsed.error.issues[0]?.message}
      allowDecimal={false}
      thousandSeparator=" "
      clampBehavior="none"
      hideControls
      readOnly={readOnly}
      onChange={change}
      onBlur={() => setTyped(null)}
    />
  )
}
