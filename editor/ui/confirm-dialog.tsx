import { Button, Group, Modal } from '@mantine/core'
import type { ReactNode } from 'react'

export interface ConfirmDialogProps {
  opened: boolean
  title: string
  /** What will happen, in words. */
  children: ReactNode
  /** The verb on the button. */
  verb: string
  busy?: boolean
  /** Nothing is lost by it: the button does not warn. */
  harmless?: boolean
  onConfirm: () => void
  onClose: () => void
}

/** Asks before something that cannot be undone, or that has consequences worth a sentence. */
export function ConfirmDialog({ opened, title, children, verb, busy = false, harmless = false, onConfirm, onClose }: ConfirmDialogProps) {
  return (
    <Modal opened={opened} onClose={onClose} title={title}>
      {children}
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button {...(!harmless && { color: 'red' })} loading={busy} onClick={onConfirm}>
          {verb}
        </Button>
      </Group>
    </Modal>
  )
}
