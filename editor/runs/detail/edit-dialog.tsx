import { JsonInput, Modal } from '@mantine/core'
import { useState } from 'react'
import type { BodyOf } from '../../../server/model/endpoint.ts'
import type { RunRecord } from '../../../server/model/run.ts'
import { DialogForm } from '../../ui/dialog-form.tsx'
import { notifyDone } from '../../ui/notify-problem.tsx'
import { Consequences } from '../desk/consequences.tsx'
import { retryEffects } from '../desk/effect-words.ts'
import { NoteField } from '../desk/note-field.tsx'
import { useDeskChange } from '../desk/use-desk.ts'
import classes from './detail.module.css'
import { OpenBodyDialog } from './open-body-dialog.tsx'

/** Opens the body for a reason, then edits it and tries the document again with it. */
export function EditDialog({ run, onClose }: { run: RunRecord; onClose: () => void }) {
  const [opened, setOpened] = useState<{ text: string; note: string } | null>(null)
  if (!opened)
    return (
      <OpenBodyDialog
        run={run.id}
        title="Edit and retry"
        verb="Open the body"
        onOpened={(body, note) => setOpened({ text: JSON.stringify(body, null, 2), note })}
        onClose={onClose}
      />
    )
  return <EditForm run={run} opened={opened} onClose={onClose} />
}

function EditForm({ run, opened, onClose }: { run: RunRecord; opened: { text: string; note: string }; onClose: () => void }) {
  const [text, setText] = useState(opened.text)
  const [note, setNote] = useState(opened.note)
  const edit = useDeskChange('runs.edit')
  const read = readJson(text)
  const ready = read !== undefined && note.trim() !== '' && text !== opened.text
  const send = (): void => {
    if (!ready) return
    edit.mutate(
      { params: { id: run.id }, body: { body: read.value, note: note.trim() } },
      {
        onSuccess: () => {
          notifyDone('The document is tried again with the edited body.')
          onClose()
        },
      },
    )
  }
  return (
    <Modal opened onClose={onClose} title="Edit and retry" size="xl" closeOnClickOutside={false}>
      <DialogForm change={edit} verb="Retry with this body" disabled={!ready} onSubmit={send} onCancel={onClose}>
        <BodyField text={text} valid={read !== undefined} onChange={setText} />
        <NoteField label="Why" required value={note} onChange={setNote} />
        {run.delivery && <Consequences lines={retryEffects(run.delivery.effects)} />}
      </DialogForm>
    </Modal>
  )
}

function BodyField({ text, valid, onChange }: { text: string; valid: boolean; onChange: (text: string) => void }) {
  return (
    <JsonInput
      label="Body"
      description="Sealed again when it is sent; the old one is destroyed."
      classNames={{ input: classes.editor }}
      value={text}
      onChange={onChange}
      error={valid ? undefined : 'This is not JSON yet.'}
      data-autofocus
      autosize
      minRows={10}
      maxRows={24}
      spellCheck={false}
      autoComplete="off"
    />
  )
}

function readJson(text: string): { value: BodyOf<'runs.edit'>['body'] } | undefined {
  try {
    return { value: JSON.parse(text) as BodyOf<'runs.edit'>['body'] }
  } catch {
    return undefined
  }
}
