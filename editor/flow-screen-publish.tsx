import { Button, Group, Modal, Textarea } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { endpointKey, useChange } from './api/use-api.tsx'
import type { FlowScreenModel } from './flow-screen-use.ts'
import { FindingList } from './inspector/drawer/finding-list.tsx'
import { notifyDone } from './ui/notify-problem.tsx'
import { ProblemView } from './ui/problem-view.tsx'

/** Makes a version of the draft: errors stand in the way, warnings do not. */
export function PublishDialog({ screen }: { screen: FlowScreenModel }) {
  const { dialogs } = screen
  const next = (screen.state.publishedVersion ?? 0) + 1
  return (
    <Modal opened={dialogs.publishing} onClose={() => dialogs.setPublishing(false)} title={`Publish as version ${next}`} size={560}>
      {dialogs.publishing && <PublishForm screen={screen} />}
    </Modal>
  )
}

function PublishForm({ screen }: { screen: FlowScreenModel }) {
  const { state, findings, dialogs, jump } = screen
  const [note, setNote] = useState('')
  const { publish, busy, problem } = usePublish(screen)
  const errors = findings.filter((finding) => finding.level === 'error').length
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        void publish(note)
      }}
    >
      <p>
        {errors > 0
          ? `${errors === 1 ? 'One error stands' : `${errors} errors stand`} in the way. Each entry leads to its place.`
          : 'From now on, calls run this version. Earlier versions stay in the list of versions.'}
      </p>
      {findings.length > 0 && <FindingList flow={state.flow} findings={findings} onJump={(finding) => (dialogs.setPublishing(false), jump(finding))} />}
      {problem && <ProblemView problem={problem} />}
      <Textarea
        label="What changed"
        description="For those who read the list of versions."
        data-autofocus
        value={note}
        maxLength={2000}
        autosize
        minRows={2}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={() => dialogs.setPublishing(false)}>
          Cancel
        </Button>
        <Button type="submit" loading={busy} disabled={errors > 0}>
          Publish
        </Button>
      </Group>
    </form>
  )
}

function usePublish({ editor, state, dialogs }: FlowScreenModel) {
  const change = useChange('flows.publish', { quiet: true })
  const queries = useQueryClient()
  const [waiting, setWaiting] = useState(false)
  const [unsaved, setUnsaved] = useState(false)
  const publish = async (note: string): Promise<void> => {
    setWaiting(true)
    const saved = await editor.getState().flush()
    setUnsaved(!saved)
    if (saved) {
      const version = await change.mutateAsync({ params: { id: state.flow.id }, body: { revision: editor.getState().revision, note } }).catch(() => undefined)
      if (version) {
        queries.setQueryData(endpointKey('versions.read', { params: { id: state.flow.id, version: String(version.version) } }), version)
        editor.getState().published(version.version)
        dialogs.setPublishing(false)
        notifyDone(`Published as version ${version.version}.`)
      }
    }
    setWaiting(false)
  }
  const notSaved = { title: 'The draft is not saved', detail: 'Only a saved draft can be published.', remedy: 'Wait until it says Saved, then try again.' }
  return { publish, busy: waiting, problem: unsaved ? notSaved : change.error?.document }
}
