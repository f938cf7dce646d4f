import { Button, CloseButton, Progress } from '@mantine/core'
import { IconCircleCheck, IconRefresh } from '@tabler/icons-react'
import type { BulkRetry } from '../../../server/model/run-endpoint.ts'
import { useDeskEvents } from '../../api/live-runs.ts'
import { useAllowed } from '../../api/session.tsx'
import { useEndpoint } from '../../api/use-api.tsx'
import { notifyProblem } from '../../ui/notify-problem.tsx'
import classes from './bulk-bar.module.css'
import { bulkWords } from './bulk-words.ts'
import { useDeskChange } from './use-desk.ts'
import { useWatchedRetries } from './watched-retries.ts'

/** Bulk retries under way, on every screen: how far they are, a way to stop them, and what came of them. */
export function BulkBar() {
  const { shown, dismiss } = useWatchedRetries()
  const { refetch } = useEndpoint('bulk.list')
  useDeskEvents(() => void refetch())
  return (
    <div className={classes.bars} role="status" aria-label="Bulk retries">
      {shown.map((bulk) => (
        <Bar key={bulk.id} bulk={bulk} onDismiss={() => dismiss(bulk.id)} />
      ))}
    </div>
  )
}

function Bar({ bulk, onDismiss }: { bulk: BulkRetry; onDismiss: () => void }) {
  const mayAct = useAllowed('operator')
  const stop = useDeskChange('bulk.cancel')
  const over = bulk.endedAt !== null
  const cancel = (): void => stop.mutate({ params: { id: bulk.id } }, { onError: ({ document }) => notifyProblem(document) })
  return (
    <div className={classes.bar} data-over={over || undefined}>
      {over ? <IconCircleCheck size={16} aria-hidden /> : <IconRefresh size={16} aria-hidden />}
      <span className={classes.words}>{bulkWords(bulk)}</span>
      {!over && <Progress className={classes.progress} value={share(bulk)} aria-label="Share that is done" />}
      {!over && mayAct && (
        <Button variant="default" size="compact-sm" loading={stop.isPending} onClick={cancel}>
          Stop
        </Button>
      )}
      {over && <CloseButton size="sm" aria-label="Dismiss the result" onClick={onDismiss} />}
    </div>
  )
}

const share = ({ total, done, refused }: BulkRetry): number => (total === 0 ? 100 : ((done + refused) / total) * 100)
