import { Select } from '@mantine/core'
import { IconArrowRight } from '@tabler/icons-react'
import type { FlowNode } from '../../../server/model/flow.ts'
import classes from './drawer.module.css'

export interface TriggerChoiceProps {
  triggers: readonly FlowNode[]
  /** Node id. */
  trigger: string | undefined
  canEdit: boolean
  onChange: (trigger: string) => void
}

/** Where runs start, for a flow that can start in several places. */
export function TriggerChoice({ triggers, trigger, canEdit, onChange }: TriggerChoiceProps) {
  return (
    <Select
      aria-label="Start at"
      className={classes.start}
      leftSection={<IconArrowRight size={14} />}
      data={triggers.map((each) => ({ value: each.id, label: each.name }))}
      value={trigger ?? null}
      readOnly={!canEdit}
      onChange={(id) => id !== null && onChange(id)}
      allowDeselect={false}
      comboboxProps={{ transitionProps: { duration: 0 } }}
    />
  )
}
