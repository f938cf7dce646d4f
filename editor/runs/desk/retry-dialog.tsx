import { Group, Modal, NumberInput, Select, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { RetryPlan, RunChoice } from '../../../server/model/run-endpoint.ts'
import type { ApiProblem } from '../../api/api-problem.ts'
import { useApi } from '../../api/use-api.tsx'
import { DialogForm } from '../../ui/dialog-form.tsx'
import { LateRows } from '../../ui/late.tsx'
import { ProblemView } from '../../ui/problem-view.tsx'
import { countText } from '../run-words.ts'
import { bulkTime } from './bulk-words.ts'
import { Consequences } from './consequences.tsx'
import { planLines } from './effect-words.ts'
import { useDeskChange } from './use-desk.ts'
import { useWatchedRetries } from './watched-retries.ts'

export interface RetryDialogProps {
  /** What is meant, as the reader knows it: `412 × target.validation`. */
  subject: string
  choice: RunChoice
  onClose: () => void
  /** The retry has begun. */
  onStarted?: () => void
}

const MOST_A_SECOND = 1000

/** Says in numbers what a retry of several documents will do, asks how fast, and begins it. */
export function RetryDialog({ subject, choice, onClose, onStarted }: RetryDialogProps) {
  const api = useApi()
  const plan = useQuery<RetryPlan, ApiProblem>({
    queryKey: ['retry-plan', choice],
    queryFn: ({ signal }) => api.call('runs.plan', { body: choice, signal }),
    staleTime: 0,
    gcTime: 0,
  })
  return (
    <Modal opened onClose={onClose} title={`Retry: ${subject}`}>
      {plan.isPending && <LateRows rows={3} />}
      {plan.error && <ProblemView problem={plan.error.document} onRetry={() => void plan.refetch()} />}
      {plan.data && <RetryForm plan={plan.data} choice={choice} onClose={onClose} onStarted={onStarted} />}
    </Modal>
  )
}

function RetryForm({ plan, choice, onClose, onStarted }: Omit<RetryDialogProps, 'subject'> & { plan: RetryPlan }) {
  const [perSecond, setPerSecond] = useState<number | string>(20)
  const [version, setVersion] = useState<'accepted' | 'newest'>('newest')
  const { watch } = useWatchedRetries()
  const retry = useDeskChange('runs.retry')
  const rate = Number(perSecond)
  const valid = rate >= 0.1 && rate <= MOST_A_SECOND
  const run = (): void => {
    if (!valid || plan.runs === 0) return
    retry.mutate(
      { body: { choice, perSecond: rate, version } },
      {
        onSuccess: ({ id }) => {
          watch(id)
          onStarted?.()
          onClose()
        },
      },
    )
  }
  return (
    <DialogForm change={retry} verb={`Retry ${countText(plan.runs, 'document')}`} disabled={!valid || plan.runs === 0} onSubmit={run} onCancel={onClose}>
      <Consequences lines={planLines(plan)} />
      {plan.runs > 0 && (
        <Group grow align="flex-start">
          <VersionField version={version} onChange={setVersion} />
          <NumberInput label="Documents a second" value={perSecond} onChange={setPerSecond} min={0.1} max={MOST_A_SECOND} clampBehavior="none" />
        </Group>
      )}
      {plan.runs > 0 && (
        <Text size="xs" c="dimmed">
          {valid ? `It ${bulkTime(plan.runs, rate)}, can be stopped, and goes on when this page is left.` : 'The rate must be 0.1 to 1,000 documents a second.'}
        </Text>
      )}
    </DialogForm>
  )
}

const VERSIONS = [
  { value: 'newest' as const, label: 'the newest published' },
  { value: 'accepted' as const, label: 'the one it was accepted for' },
]

function VersionField({ version, onChange }: { version: 'accepted' | 'newest'; onChange: (version: 'accepted' | 'newest') => void }) {
  return <Select label="Version of the flow" data={VERSIONS} value={version} onChange={(next) => next && onChange(next)} allowDeselect={false} />
}
