import { Modal, Radio, Stack, Text, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { EffectRecord } from '../../../server/model/delivery.ts'
import { endpointKey } from '../../api/use-api.tsx'
import { DialogForm } from '../../ui/dialog-form.tsx'
import { notifyDone } from '../../ui/notify-problem.tsx'
import { NoteField } from '../desk/note-field.tsx'
import { useDeskChange } from '../desk/use-desk.ts'
import { useFlowNames } from '../flow-names.ts'

type Said = 'confirmed' | 'to-send' | ''

/** An operator has looked into the target system and says what became of a write. */
export function ResolveDialog({ run, effect, onClose }: { run: string; effect: EffectRecord; onClose: () => void }) {
  const [state, setState] = useState<Said>('')
  const [reference, setReference] = useState(effect.reference ?? '')
  const [note, setNote] = useState('')
  const names = useFlowNames()
  const queries = useQueryClient()
  const resolve = useDeskChange('runs.resolve')
  const ready = state !== '' && note.trim() !== ''
  const send = (): void => {
    if (state === '' || !ready) return
    const known = state === 'confirmed' && reference.trim() !== '' ? reference.trim() : null
    resolve.mutate(
      { params: { id: run }, body: { effect: effect.key, state, reference: known, note: note.trim() } },
      {
        onSuccess: (detail) => {
          queries.setQueryData(endpointKey('runs.read', { params: { id: run } }), detail)
          notifyDone(state === 'confirmed' ? 'The write counts as confirmed.' : 'The write counts as not made.')
          onClose()
        },
      },
    )
  }
  return (
    <Modal opened onClose={onClose} title="What became of it?">
      <DialogForm change={resolve} verb="Keep" disabled={!ready} onSubmit={send} onCancel={onClose}>
        <Text size="sm">
          Whether {effect.operation} on {names.connection(effect.connection)} has arrived is not known. Look into the target system, then say what stands there.
        </Text>
        <Outcome state={state} onChange={setState} />
        {state === 'confirmed' && <ReferenceField value={reference} onChange={setReference} />}
        <NoteField label="How you know" required value={note} onChange={setNote} />
      </DialogForm>
    </Modal>
  )
}

function Outcome({ state, onChange }: { state: Said; onChange: (state: Said) => void }) {
  return (
    <Radio.Group label="In the target system" value={state} onChange={(value) => onChange(value as Said)}>
      <Stack gap={8} mt={4}>
        <Radio value="confirmed" label="It was written" description="It will not be sent again." />
        <Radio value="to-send" label="It was not written" description="The next attempt sends it." />
      </Stack>
    </Radio.Group>
  )
}

function ReferenceField({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  return (
    <TextInput
      label="Reference"
      description="Id of the record there, where there is one."
      value={value}
      maxLength={200}
      autoComplete="off"
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  )
}
