import { Fieldset, Select } from '@mantine/core'
import { DeliverySettings } from '../../server/model/delivery.ts'
import { deliveryWords } from './delivery-words.ts'
import { AT_ONCE } from './field-shared.ts'
import classes from './inspector.module.css'
import { NumberSetting } from './number-setting.tsx'

const NUMBERS = [
  ['attempts', 'Attempts'],
  ['firstDelayMs', 'First delay in milliseconds'],
  ['factor', 'Factor from delay to delay'],
  ['mostDelayMs', 'Longest delay in milliseconds'],
  ['expiryMs', 'Expiry in milliseconds'],
] as const

const AFTER = [
  { value: 'block', label: 'Hold its lane' },
  { value: 'skip', label: 'Put it aside' },
]

export interface DeliverySettingsGroupProps {
  settings: DeliverySettings
  readOnly: boolean
  /** Gets what has changed, and its name. */
  onChange: (next: DeliverySettings, name: string) => void
}

/** How documents are delivered that the flow has accepted. */
export function DeliverySettingsGroup({ settings, readOnly, onChange }: DeliverySettingsGroupProps) {
  return (
    <Fieldset legend="Delivery of accepted documents" className={classes.group}>
      <p className={classes.summary}>{deliveryWords(settings)}</p>
      {NUMBERS.map(([name, label]) => (
        <NumberSetting
          key={name}
          label={label}
          schema={DeliverySettings.shape[name]}
          value={settings[name]}
          readOnly={readOnly}
          decimal={name === 'factor'}
          onChange={(next) => onChange({ ...settings, [name]: next }, name)}
        />
      ))}
      <Select
        label="After the last attempt"
        description="Hold its lane: later documents of the same customer wait for an operator. Put it aside: they go on."
        data={AFTER}
        value={settings.after}
        readOnly={readOnly}
        allowDeselect={false}
        comboboxProps={AT_ONCE}
        onChange={(next) => next && onChange({ ...settings, after: next as DeliverySettings['after'] }, 'after')}
      />
    </Fieldset>
  )
}
