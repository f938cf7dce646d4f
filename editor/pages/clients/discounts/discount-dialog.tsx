import { Button, Group, Modal } from '@mantine/core'
import { useState } from 'react'
import type { Client } from '../../../../server/model/client.ts'
import { useChange } from '../../../api/use-api.tsx'
import { DialogForm } from '../../../ui/dialog-form.tsx'
import { idFromName } from '../../../ui/id-from-name.ts'
import { discountDraft, ruleOf } from './discount-draft.ts'
import { DiscountFields } from './discount-fields.tsx'
import { DiscountTargets } from './discount-targets.tsx'
import type { StoredDiscount } from './discounts-section.tsx'

interface DiscountDialogProps {
  client: Client
  /** Left out: a new one. */
  stored: StoredDiscount | undefined
  mayEdit: boolean
  onClose: () => void
}

/** One discount: looked at, made, changed or deleted. */
export function DiscountDialog({ client, stored, mayEdit, onClose }: DiscountDialogProps) {
  const [draft, setDraft] = useState(() => discountDraft(stored?.value))
  const { change, errors, submit, id } = useStore({ client, stored, onClose }, draft)
  return (
    <Modal opened onClose={onClose} title={stored?.value.name ?? 'New discount'} size="lg">
      <DialogForm
        verb={stored ? 'Save' : 'Create the discount'}
        change={change}
        told={Object.keys(errors).length > 0}
        disabled={!mayEdit || id === '' || draft.percent === ''}
        onSubmit={submit}
        onCancel={onClose}
      >
        <DiscountFields draft={draft} errors={errors} readOnly={!mayEdit} onChange={setDraft} />
        <DiscountTargets draft={draft} client={client} errors={errors} readOnly={!mayEdit} onChange={setDraft} />
        {stored && mayEdit && <DeleteButton client={client.id} discount={stored.value.id} onDone={onClose} />}
      </DialogForm>
    </Modal>
  )
}

function useStore({ client, stored, onClose }: Omit<DiscountDialogProps, 'mayEdit'>, draft: ReturnType<typeof discountDraft>) {
  const create = useChange('discounts.create', { quiet: true })
  const save = useChange('discounts.save', { quiet: true })
  const id = stored?.value.id ?? idFromName(draft.name)
  const value = ruleOf(draft, { id, client: client.id })
  const submit = (): void => {
    if (!stored) return create.mutate({ params: { id: client.id }, body: value }, { onSuccess: onClose })
    save.mutate({ params: { id: client.id, discount: id }, body: { revision: stored.revision, value } }, { onSuccess: onClose })
  }
  const change = stored ? save : create
  return { change, errors: { ...change.error?.fieldErrors(), ...change.error?.fieldErrors('value') }, submit, id }
}

function DeleteButton({ client, discount, onDone }: { client: string; discount: string; onDone: () => void }) {
  const remove = useChange('discounts.delete')
  const [sure, setSure] = useState(false)
  const send = (): void => (sure ? remove.mutate({ params: { id: client, discount } }, { onSuccess: onDone }) : setSure(true))
  return (
    <Group>
      <Button variant="subtle" color="red" loading={remove.isPending} onClick={send}>
        {sure ? 'Delete it for good' : 'Delete the discount'}
      </Button>
    </Group>
  )
}
