import { Modal, Select, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { DryRun } from '../../../server/model/run-endpoint.ts'
import type { RunRecord } from '../../../server/model/run.ts'
import type { ApiProblem } from '../../api/api-problem.ts'
import { useApi, useEndpoint } from '../../api/use-api.tsx'
import { DialogForm } from '../../ui/dialog-form.tsx'
import { countText } from '../run-words.ts'
import { DryRunResults } from './dry-run-results.tsx'

/** As many as the server tries at once. */
export const MOST_DRY_RUNS = 20

/** Tries documents of one flow on another version of it: nothing is sent, and what would differ is shown. */
export function DryRunDialog({ runs, onClose }: { runs: readonly RunRecord[]; onClose: () => void }) {
  const flow = runs[0]!.flow
  const api = useApi()
  const versions = useEndpoint('versions.list', { params: { id: flow } })
  const [version, setVersion] = useState('0')
  const dry = useMutation<DryRun[], ApiProblem>({
    mutationFn: () => api.call('runs.dryRun', { body: { runs: runs.map(({ id }) => id), version: Number(version) } }),
    gcTime: 0,
    meta: { quiet: true },
  })
  const data = [
    { value: '0', label: 'draft' },
    ...(versions.data ?? []).map((each) => ({
      value: String(each.version),
      label: `version ${each.version}${each.note ? `: ${each.note.slice(0, 40)}` : ''}`,
    })),
  ]
  return (
    <Modal opened onClose={onClose} title={`Try on another version: ${countText(runs.length, 'document')}`} size="xl">
      <DialogForm change={dry} verb="Try" onSubmit={() => dry.mutate()} onCancel={onClose}>
        <Text size="sm">Nothing is sent and nothing is recorded: calls that write are not made. Values are shown here only, and the look is audited.</Text>
        <Select label="Version" data={data} value={version} onChange={(next) => next && (setVersion(next), dry.reset())} allowDeselect={false} />
        {dry.data && <DryRunResults results={dry.data} />}
      </DialogForm>
    </Modal>
  )
}
