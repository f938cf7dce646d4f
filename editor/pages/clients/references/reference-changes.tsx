import { Button, Group, TextInput } from '@mantine/core'
import { useState } from 'react'
import { Ref } from '../../../../server/model/reference.ts'
import { useChange } from '../../../api/use-api.tsx'
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx'
import { notifyDone } from '../../../ui/notify-problem.tsx'

interface ReferenceChangesProps {
  client: string
  reference: string
  /** It is active: it can be merged and deleted. */
  known: boolean
}

/** Link, merge, delete: what happened in the CRM is said here where the CRM does not say it itself. */
export function ReferenceChanges({ client, reference, known }: ReferenceChangesProps) {
  const [other, setOther] = useState('')
  const [asking, setAsking] = useState<'merge' | 'delete' | null>(null)
  const { link, merge, remove } = useReferenceChanges()
  const params = { id: client }
  const fits = Ref.safeParse(other).success && other !== reference
  const close = (): void => setAsking(null)
  const done = (message: string) => () => (close(), setOther(''), notifyDone(message))
  const say = (): void =>
    link.mutate({ params, body: { pairs: [[reference, other]] } }, { onSuccess: ({ refused }) => done(refused[0]?.reason ?? 'They mean the same now.')() })
  return (
    <>
      <Group gap="xs" align="flex-end">
        <TextInput label="Another reference" w={340} value={other} onChange={(event) => setOther(event.currentTarget.value.trim())} />
        <Button variant="default" disabled={!fits} loading={link.isPending} onClick={say}>
          Means the same
        </Button>
        <Button variant="default" disabled={!fits || !known} onClick={() => setAsking('merge')}>
          Was merged into it
        </Button>
        <Button variant="subtle" color="red" disabled={!known} onClick={() => setAsking('delete')}>
          Was deleted
        </Button>
      </Group>
      <Question
        asking={asking}
        reference={reference}
        other={other}
        busy={merge.isPending || remove.isPending}
        onMerge={() => merge.mutate({ params, body: { from: reference, into: other } }, { onSuccess: done('Merged.') })}
        onDelete={() =>
          remove.mutate({ params, body: { ref: reference } }, { onSuccess: (copies) => done(`Marked. Copies to erase elsewhere: ${copies.length}.`)() })
        }
        onClose={close}
      />
    </>
  )
}

interface QuestionProps {
  asking: 'merge' | 'delete' | null
  reference: string
  other: string
  busy: boolean
  onMerge: () => void
  onDelete: () => void
  onClose: () => void
}

function Question({ asking, reference, other, busy, onMerge, onDelete, onClose }: QuestionProps) {
  if (asking === 'merge')
    return (
      <ConfirmDialog opened title="Merge" verb="Merge" busy={busy} onConfirm={onMerge} onClose={onClose}>
        Callers that still send {reference} get the customer {other} from then on.
      </ConfirmDialog>
    )
  return (
    <ConfirmDialog opened={asking === 'delete'} title="The customer was deleted" verb="Mark as deleted" busy={busy} onConfirm={onDelete} onClose={onClose}>
      {reference} is answered with 410 from then on. Its copies in other systems go to the erasure list.
    </ConfirmDialog>
  )
}

const useReferenceChanges = () => ({ link: useChange('references.link'), merge: useChange('references.merge'), remove: useChange('references.delete') })
