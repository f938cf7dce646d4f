import { Modal, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { BusinessDocument } from '../../../../server/model/business-document.ts'
import { Ref } from '../../../../server/model/reference.ts'
import { useChange } from '../../../api/use-api.tsx'
import { DialogForm } from '../../../ui/dialog-form.tsx'
import { notifyDone } from '../../../ui/notify-problem.tsx'
import { KIND_WORDS } from './document-words.ts'

interface AssignDialogProps {
  client: string
  document: BusinessDocument
  onClose: () => void
}

const OUTCOMES = {
  updated: 'The customer is in, and the target has been told.',
  unsupported: 'The customer is in; the target cannot change its document.',
  pending: 'The customer is in; the target is being told.',
} as const

/** Asks for the reference of the customer to whom an anonymous document belongs. */
export function AssignDialog({ client, document, onClose }: AssignDialogProps) {
  const [typed, setTyped] = useState('')
  const assign = useChange('documents.assign', { quiet: true })
  const ref = Ref.safeParse(typed)
  const submit = (): void =>
    assign.mutate(
      { params: { id: client, document: document.id }, body: { crmReference: typed } },
      { onSuccess: ({ assigned }) => (notifyDone(OUTCOMES[assigned?.forwarded ?? 'pending']), onClose()) },
    )
  return (
    <Modal opened onClose={onClose} title={`Customer of ${KIND_WORDS[document.kind]} ${document.externalNumber}`}>
      <DialogForm verb="Put in the customer" change={assign} disabled={!ref.success} onSubmit={submit} onCancel={onClose}>
        <TextInput
          label="CRM reference"
          description="Such as sandbox-crm:customer:C-1001. A document that has a customer keeps it; the change is audited."
          value={typed}
          error={typed !== '' && !ref.success ? 'This is not a reference.' : undefined}
          onChange={(event) => setTyped(event.currentTarget.value.trim())}
          data-autofocus
        />
      </DialogForm>
    </Modal>
  )
}
