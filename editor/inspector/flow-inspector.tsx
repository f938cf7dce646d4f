import { ScrollArea, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { type Flow, FlowSettings } from '../../server/model/flow.ts'
import type { Change } from '../document/change.ts'
import { DeliverySettingsGroup } from './delivery-settings.tsx'
import classes from './inspector.module.css'
import { NumberSetting } from './number-setting.tsx'

const NUMBERS = [
  ['deadlineMs', 'Deadline in milliseconds'],
  ['maxSteps', 'Steps at most'],
] as const

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
        <SettingsFields settings={flow.settings} readOnly={readOnly} onChange={onChange} />
        <p className={classes.summary}>Select a node to see its settings.</p>
      </div>
    </ScrollArea>
  )
}

interface SettingsFieldsProps extends Pick<FlowInspectorProps, 'readOnly' | 'onChange'> {
  settings: FlowSettings
}

function SettingsFields({ settings, readOnly, onChange }: SettingsFieldsProps) {
  const set = (changed: Partial<FlowSettings>, label: string): void => onChange({ type: 'set-flow', settings: { ...settings, ...changed } }, `set ${label}`)
  return (
    <>
      {NUMBERS.map(([setting, label]) => (
        <NumberSetting
          key={setting}
          label={label}
          schema={FlowSettings.shape[setting]}
          value={settings[setting]}
          readOnly={readOnly}
          onChange={(next) => set({ [setting]: next }, setting)}
        />
      ))}
      <DeliverySettingsGroup settings={settings.delivery} readOnly={readOnly} onChange={(delivery, changed) => set({ delivery }, `delivery.${changed}`)} />
    </>
  )
}
