import { Button, Group, Modal, Stack } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { RunDetail, RunRecord } from '../../../server/model/run.ts'
import { endpointKey, useEndpoint } from '../../api/use-api.tsx'
import { LateRows } from '../../ui/late.tsx'
import { notifyDone } from '../../ui/notify-problem.tsx'
import { ProblemView } from '../../ui/problem-view.tsx'
import { stateWord } from '../run-words.ts'
import { Consequences } from './consequences.tsx'
import { NoteField } from './note-field.tsx'
import { DONE_WORDS, isFinal, VERB_WORDS, verbFits, verbLines, type RunVerb } from './run-verbs.ts'
import { useDeskChange } from './use-desk.ts'

interface RunVerbDialogProps {
  run: string
  verb: RunVerb
  onClose: () => void
}

/** Says in numbers and words what an act on one document will do, and does it. */
export function RunVerbDialog({ run, verb, onClose }: RunVerbDialogProps) {
  const detail = useEndpoint('runs.read', { params: { id: run } }, { staleTime: 0 })
  return (
    <Modal opened onClose={onClose} title={`${VERB_WORDS[verb]}?`}>
      {detail.isPending && <LateRows rows={2} />}
      {detail.error && <ProblemView problem={detail.error.document} onRetry={() => void detail.refetch()} />}
      {detail.data && <VerbForm run={detail.data.run} verb={verb} onClose={onClose} />}
    </Modal>
  )
}

function VerbForm({ run, verb, onClose }: { run: RunRecord; verb: RunVerb; onClose: () => void }) {
  const [note, setNote] = useState('')
  const lanes = useEndpoint('lanes.list', { query: { limit: 500 } })
  const act = useDeskChange('runs.act')
  const keep = useKeepRun()
  const lane = lanes.data?.find((each) => each.lane === run.delivery?.lane)
  const send = (): void =>
    act.mutate(
      { params: { id: run.id }, body: { action: verb, note: note.trim() } },
      {
        onSuccess: (after) => {
          keep(after)
          notifyDone(DONE_WORDS[verb])
          onClose()
        },
      },
    )
  if (!verbFits(verb, run) && !act.isPending) return <NotNow state={run.state} onClose={onClose} />
  return (
    <form onSubmit={(event) => (event.preventDefault(), send())}>
      <Stack gap="sm">
        <Consequences lines={verbLines(verb, run, lane)} />
        <NoteField label="Note" value={note} onChange={setNote} />
        {act.error && <ProblemView problem={act.error.document} />}
        <Group justify="flex-end" mt="sm">
          <Button variant="default" onClick={onClose}>
            Go back
          </Button>
          <Button type="submit" color={isFinal(verb) ? 'red' : undefined} loading={act.isPending} data-autofocus>
            {VERB_WORDS[verb]}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

function NotNow({ state, onClose }: { state: RunRecord['state']; onClose: () => void }) {
  return (
    <Stack gap="sm">
      <p style={{ margin: 0 }}>The document is {stateWord(state)} by now; this is no longer possible.</p>
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          Go back
        </Button>
      </Group>
    </Stack>
  )
}

/** Shows the answered state of a run at once; the rest of it is read again. */
function useKeepRun(): (run: RunRecord) => void {
  const queries = useQueryClient()
  return (run) => queries.setQueryData<RunDetail>(endpointKey('runs.read', { params: { id: run.id } }), (before) => before && { ...before, run })
}
