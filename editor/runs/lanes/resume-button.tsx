import { Button } from '@mantine/core'
import { IconPlayerPlay } from '@tabler/icons-react'
import { useState } from 'react'
import type { PauseView } from '../../../server/model/run-endpoint.ts'
import { useAllowed } from '../../api/session.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { notifyDone, notifyProblem } from '../../ui/notify-problem.tsx'
import { pausedThing } from '../desk/pause-words.ts'
import { useDeskChange } from '../desk/use-desk.ts'
import { useFlowNames } from '../flow-names.ts'
import { countText } from '../run-words.ts'

/** Lets a paused flow or connection go on, after saying what follows; nothing for those who may not. */
export function ResumeButton({ pause }: { pause: PauseView }) {
  const [asking, setAsking] = useState(false)
  const mayAct = useAllowed('operator')
  const names = useFlowNames()
  const resume = useDeskChange('pauses.delete')
  const thing = pausedThing(pause, names)
  if (!mayAct) return null
  const send = (): void =>
    resume.mutate(
      { params: { kind: pause.kind, id: pause.id } },
      {
        onSuccess: () => (setAsking(false), notifyDone(`${thing} goes on.`)),
        onError: ({ document }) => notifyProblem(document),
      },
    )
  return (
    <>
      <Button variant="default" size="compact-sm" leftSection={<IconPlayerPlay size={14} />} aria-label={`Resume ${thing}`} onClick={() => setAsking(true)}>
        Resume
      </Button>
      <ConfirmDialog
        opened={asking}
        title={`${thing}: resume?`}
        verb="Resume"
        harmless
        busy={resume.isPending}
        onConfirm={send}
        onClose={() => setAsking(false)}
      >
        {pause.waiting === undefined ? 'What waits for it goes on' : `What waits for it (${countText(pause.waiting, 'document')}) goes on`} in order; documents
        with a failed attempt go on when they are due, or when they are retried. New calls are answered again.
      </ConfirmDialog>
    </>
  )
}
