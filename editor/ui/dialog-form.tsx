import { Stack } from '@mantine/core'
import type { ReactNode } from 'react'
import { FormButtons, type FormButtonsProps } from './form-buttons.tsx'
import { type ProblemText, ProblemView } from './problem-view.tsx'

export interface DialogFormProps extends Omit<FormButtonsProps, 'busy'> {
  /** What the form sends, and how that stands. */
  change: { isPending: boolean; error: { document: ProblemText } | null }
  /** A field tells already what went wrong. */
  told?: boolean
  onSubmit: () => void
  /** The fields. */
  children: ReactNode
}

/** The form of a small dialog: its fields, what went wrong, and the buttons. */
export function DialogForm({ change, told = false, onSubmit, children, ...buttons }: DialogFormProps) {
  return (
    <form onSubmit={(event) => (event.preventDefault(), onSubmit())}>
      <Stack gap="sm">
        {children}
        {change.error && !told && <ProblemView problem={change.error.document} />}
        <FormButtons {...buttons} busy={change.isPending} />
      </Stack>
    </form>
  )
}
