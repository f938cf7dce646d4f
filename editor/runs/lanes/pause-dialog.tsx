import { Modal, SegmentedControl, Select, Text } from '@mantine/core'
import { useState } from 'react'
import type { Pause } from '../../../server/model/delivery.ts'
import { useEndpoint } from '../../api/use-api.tsx'
import { DialogForm } from '../../ui/dialog-form.tsx'
import { notifyDone } from '../../ui/notify-problem.tsx'
import { NoteField } from '../desk/note-field.tsx'
import { pausedThing } from '../desk/pause-words.ts'
import { useDeskChange } from '../desk/use-desk.ts'
import { useFlowNames } from '../flow-names.ts'

const KINDS = [
  { value: 'connection' as const, label: 'Connection' },
  { value: 'flow' as const, label: 'Flow' },
]

/** Pauses a flow or a connection: what arrives is accepted and waits. */
export function PauseDialog({ onClose }: { onClose: () => void }) {
  const [kind, setKind] = useState<Pause['kind']>('connection')
  const [id, setId] = useState<string | null>(null)
  const [note, setNote] = useState('')
  const options = useThings(kind)
  const names = useFlowNames()
  const pause = useDeskChange('pauses.create')
  const send = (): void => {
    if (id === null) return
    pause.mutate(
      { body: { kind, id, note: note.trim() } },
      {
        onSuccess: () => {
          notifyDone(`${pausedThing({ kind, id }, names)} is paused.`)
          onClose()
        },
      },
    )
  }
  return (
    <Modal opened onClose={onClose} title="Pause a flow or a connection">
      <DialogForm change={pause} verb="Pause" disabled={id === null} onSubmit={send} onCancel={onClose}>
        <SegmentedControl aria-label="What" data={KINDS} value={kind} onChange={(next) => (setKind(next), setId(null))} />
        <Select label={kind === 'flow' ? 'Flow' : 'Connection'} data={options} value={id} onChange={setId} searchable data-autofocus />
        <NoteField label="Why" description="Shown to everybody at the desk." value={note} onChange={setNote} />
        <Text size="xs" c="dimmed">
          Documents {kind === 'flow' ? 'for it' : 'of all flows that use it'} are accepted and wait in order, until it is resumed. Calls that are answered at
          once get 503 with Retry-After.
        </Text>
      </DialogForm>
    </Modal>
  )
}

function useThings(kind: Pause['kind']): { value: string; label: string }[] {
  const flows = useEndpoint('flows.list', undefined, { enabled: kind === 'flow' })
  const connections = useEndpoint('connections.list', undefined, { enabled: kind === 'connection' })
  if (kind === 'flow') return (flows.data ?? []).map(({ id, name }) => ({ value: id, label: name }))
  return (connections.data ?? []).map(({ connection }) => ({ value: connection.id, label: connection.name }))
}
