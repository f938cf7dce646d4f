import { Button, type ButtonProps, Loader } from '@mantine/core'
import { IconPlayerPlay } from '@tabler/icons-react'
import type { ReactNode } from 'react'

export interface RunButtonProps extends Pick<ButtonProps, 'variant' | 'disabled'> {
  /** It runs: presses do nothing meanwhile. */
  running: boolean
  onRun: () => void
  children: ReactNode
}

/** Starts a run. Stays where the keyboard is while it runs, which a disabled button does not. */
export function RunButton({ running, onRun, children, ...look }: RunButtonProps) {
  return (
    <Button
      {...look}
      leftSection={running ? <Loader size={14} color="currentColor" aria-hidden /> : <IconPlayerPlay size={14} />}
      aria-disabled={running || undefined}
      aria-busy={running || undefined}
      onClick={() => running || onRun()}
    >
      {children}
    </Button>
  )
}
