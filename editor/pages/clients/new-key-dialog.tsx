import { Button, Group, Modal, Stack, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useChange } from '../../api/use-api.tsx'
import { CopyText } from '../../ui/copy-text.tsx'
import { DialogForm } from '../../ui/dialog-form.tsx'

interface NewKeyDialogProps {
  client: string
  opened: boolean
  onClose: () => void
}

/** Makes a key and shows it this once. */
export function NewKeyDialog({ client, opened, onClose }: NewKeyDialogProps) {
  const [key, setKey] = useState<string | null>(null)
  const close = (): void => {
    onClose()
    setKey(null)
  }
  return (
    <Modal opened={opened} onClose={close} title={key === null ? 'New API key' : 'Your new API key'} closeOnClickOutside={key === null} size="lg">
      {key === null ? <KeyForm client={client} onCreated={setKey} onClose={close} /> : <KeyShown value={key} onClose={close} />}
    </Modal>
  )
}

function KeyForm({ client, onCreated, onClose }: { client: string; onCreated: (key: string) => void; onClose: () => void }) {
  const [name, setName] = useState('')
  const create = useChange('keys.create', { quiet: true })
  const submit = (): void => create.mutate({ params: { id: client }, body: { name: name.trim() } }, { onSuccess: ({ key }) => onCreated(key) })
  return (
    <DialogForm verb="Create the key" change={create} disabled={name.trim() === ''} onSubmit={submit} onCancel={onClose}>
      <TextInput
        label="Name"
        description="Which system uses it, for instance: POS, shop 3"
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        maxLength={80}
        data-autofocus
      />
    </DialogForm>
  )
}

function KeyShown({ value, onClose }: { value: string; onClose: () => void }) {
  return (
    <Stack gap="sm">
      <span>Copy the key now. It is not shown again; if it is lost, create another and revoke this one.</span>
      <CopyText text={value} label="API key" />
      <Group justify="flex-end" mt="sm">
        <Button onClick={onClose}>I have copied it</Button>
      </Group>
    </Stack>
  )
}
