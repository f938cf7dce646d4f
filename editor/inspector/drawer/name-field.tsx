import { TextInput } from '@mantine/core'
import { useState } from 'react'
import classes from './drawer.module.css'

interface NameFieldProps {
  label: string
  name: string
  canEdit: boolean
  onName: (name: string) => void
}

/** The name of a sample or a case. It is taken over once there is one. */
export function NameField({ label, name, canEdit, onName }: NameFieldProps) {
  const [typed, setTyped] = useState<string | null>(null)
  return (
    <TextInput
      aria-label={label}
      className={classes.grow}
      value={typed ?? name}
      error={typed === ''}
      maxLength={80}
      readOnly={!canEdit}
      onBlur={() => setTyped(null)}
      onChange={(event) => {
        const next = event.currentTarget.value
        setTyped(next)
        if (next !== '') onName(next)
      }}
    />
  )
}
