import { NumberInput } from '@mantine/core'
import { useState } from 'react'
import type { z } from 'zod'

export interface NumberSettingProps {
  label: string
  /** Says what is allowed; its description is shown. */
  schema: z.ZodType
  value: number
  readOnly: boolean
  onChange: (next: number) => void
  /** Left out: whole numbers only. */
  decimal?: boolean
}

/** A number that is taken over once it is within its bounds. */
export function NumberSetting({ label, schema, value, readOnly, onChange, decimal = false }: NumberSettingProps) {
  const [typed, setTyped] = useState<number | string | null>(null)
  const parsed = typed === null ? undefined : schema.safeParse(typed)
  const change = (next: number | string): void => {
    setTyped(next)
    if (typeof next === 'number' && schema.safeParse(next).success) onChange(next)
  }
  return (
    <NumberInput
      label={label}
      description={schema.description?.replaceAll('`', '')}
      value={typed ?? value}
      error={parsed?.success === false && parsed.error.issues[0]?.message}
      allowDecimal={decimal}
      thousandSeparator=" "
      clampBehavior="none"
      hideControls
      readOnly={readOnly}
      onChange={change}
      onBlur={() => setTyped(null)}
    />
  )
}
