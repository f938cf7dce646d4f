import { Button, Group, Modal, Stack } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import { useChange } from '../../api/use-api.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { CopyText } from '../../ui/copy-text.tsx'

interface CallbackSecretProps {
  client: string
  /** There is an address and no secret yet: one is made and shown without asking. */
  first: boolean
}

/** Makes a new secret for the callbacks of a client, and shows it this once. */
export function CallbackSecret({ client, first }: CallbackSecretProps) {
  const [asking, setAsking] = useState(false)
  const [secret, setSecret] = useState<string | null>(null)
  const renew = useChange('clients.renewCallbackSecret')
  const send = (): void =>
    renew.mutate(
      { params: { id: client } },
      {
        onSuccess: (renewed) => {
          setSecret(renewed.secret)
          renew.reset()
        },
        onSettled: () => setAsking(false),
      },
    )
  const made = useRef(false)
  useEffect(() => {
    if (!first || made.current) return
    made.current = true
    send()
  })
  return (
    <>
      <Button variant="default" onClick={() => setAsking(true)}>
        New secret
      </Button>
      <ConfirmDialog
        opened={asking}
        title="Make a new secret?"
        verb="Make a new secret"
        busy={renew.isPending}
        onConfirm={send}
        onClose={() => setAsking(false)}
      >
        Callbacks are signed with it from then on; the one before no longer counts.
      </ConfirmDialog>
      {secret !== null && <SecretShown secret={secret} onClose={() => setSecret(null)} />}
    </>
  )
}

function SecretShown({ secret, onClose }: { secret: string; onClose: () => void }) {
  return (
    <Modal opened onClose={onClose} title="The secret of the callbacks" closeOnClickOutside={false} size="lg">
      <Stack gap="sm">
        <span>Copy the secret now. It is not shown again; if it is lost, make another.</span>
        <CopyText text={secret} label="Secret" />
        <Group justify="flex-end" mt="sm">
          <Button onClick={onClose}>I have copied it</Button>
        </Group>
      </Stack>
    </Modal>
  )
}
