import { Modal, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { ApiProblem } from '../../api/api-problem.ts'
import { useApi } from '../../api/use-api.tsx'
import { DialogForm } from '../../ui/dialog-form.tsx'
import { NoteField } from '../desk/note-field.tsx'

interface OpenBodyDialogProps {
  run: string
  title: string
  verb: string
  onOpened: (body: unknown, note: string) => void
  onClose: () => void
}

/** Asks why before a sealed body is opened. The value stays out of every cache. */
export function OpenBodyDialog({ run, title, verb, onOpened, onClose }: OpenBodyDialogProps) {
  const [note, setNote] = useState('')
  const api = useApi()
  const reveal = useMutation<void, ApiProblem>({
    mutationFn: async () => onOpened((await api.call('runs.reveal', { params: { id: run }, body: { note: note.trim() } })).body, note.trim()),
    gcTime: 0,
    meta: { quiet: true },
  })
  return (
    <Modal opened onClose={onClose} title={title}>
      <DialogForm change={reveal} verb={verb} disabled={note.trim() === ''} onSubmit={() => note.trim() !== '' && reveal.mutate()} onCancel={onClose}>
        <Text size="sm">The body may hold personal data. Who opened it, when and why is kept in the audit.</Text>
        <NoteField label="Why" required focused value={note} onChange={setNote} />
      </DialogForm>
    </Modal>
  )
}
