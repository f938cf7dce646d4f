import { Button, Group, Modal, Textarea } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { type KeyboardEvent, useEffect, useState } from 'react'
import { shortcutText } from './actions/shortcut.ts'
import { endpointKey, useChange } from './api/use-api.tsx'
import { tallyOf } from './document/case-runs.ts'
import { onMac } from './flow-screen-keys.ts'
import { CasesBeforePublishing, ChangesBeforePublishing } from './flow-screen-publish-facts.tsx'
import classes from './flow-screen-publish.module.css'
import type { FlowScreenModel } from './flow-screen-use.ts'
import { FindingList } from './inspector/drawer/finding-list.tsx'
import { notifyDone } from './ui/notify-problem.tsx'
import { ProblemView } from './ui/problem-view.tsx'

/** Makes a version of the draft: errors and failed cases stand in the way, warnings do not. */
export function PublishDialog({ screen }: { screen: FlowScreenModel }) {
  const { dialogs } = screen
  const next = (screen.state.publishedVersion ?? 0) + 1
  return (
    <Modal opened={dialogs.publishing} onClose={() => dialogs.setPublishing(false)} title={`Publish as version ${next}`} size={720}>
      {dialogs.publishing && <PublishForm screen={screen} />}
    </Modal>
  )
}

function PublishForm({ screen }: { screen: FlowScreenModel }) {
  const { state, findings, dialogs, jump } = screen
  const [note, setNote] = useState('')
  const { publish, busy, problem } = usePublish(screen)
  const obstacles = useObstacles(screen)
  const ready = obstacles.words.length === 0 && !obstacles.waiting
  const submit = (): void => void (ready && !busy && publish(note))
  const press = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || !(onMac() ? event.metaKey : event.ctrlKey)) return
    event.preventDefault()
    submit()
  }
  return (
    <form onKeyDown={press} onSubmit={(event) => (event.preventDefault(), submit())}>
      <div className={classes.facts}>
        <p role="status">
          {obstacles.words.length > 0
            ? `${obstacles.words.join(' and ')} in the way. Each entry leads to its place.`
            : 'From now on, calls run this version. Earlier versions stay in the list of versions.'}
        </p>
        {findings.length > 0 && <FindingList flow={state.flow} findings={findings} onJump={(finding) => (dialogs.setPublishing(false), jump(finding))} />}
        <CasesBeforePublishing screen={screen} />
        <ChangesBeforePublishing screen={screen} />
      </div>
      <div className={classes.publish}>
        {problem && <ProblemView problem={problem} />}
        <NoteField note={note} onNote={setNote} />
        <Group justify="flex-end" mt="lg">
          <Button variant="default" onClick={() => dialogs.setPublishing(false)}>
            Cancel
          </Button>
          <Button type="submit" loading={busy} disabled={!ready} title={shortcutText('mod+Enter', onMac())}>
            Publish
          </Button>
        </Group>
      </div>
    </form>
  )
}

function NoteField({ note, onNote }: { note: string; onNote: (note: string) => void }) {
  return (
    <Textarea
      label="What changed"
      description={`For those who read the list of versions. ${shortcutText('mod+Enter', onMac())} publishes.`}
      data-autofocus
      value={note}
      maxLength={2000}
      autosize
      minRows={2}
      onChange={(event) => onNote(event.currentTarget.value)}
    />
  )
}

/** What stands in the way, in words. The cases run when the dialog opens; where they cannot be run, the server decides. */
function useObstacles({ state, findings, cases }: FlowScreenModel): { words: string[]; waiting: boolean } {
  const { run, ran, running } = cases
  const { flow } = state
  const count = flow.cases.length
  useEffect(() => {
    if (count > 0) run()
  }, [run, count])
  const errors = findings.filter((finding) => finding.level === 'error').length
  const { failed } = tallyOf(ran, flow)
  const words = [
    ...(errors > 0 ? [`${errors === 1 ? 'One error' : `${errors} errors`}`] : []),
    ...(failed > 0 ? [`${failed === 1 ? 'One failed case' : `${failed} failed cases`}`] : []),
  ]
  const last = words.pop()
  return { words: last === undefined ? [] : [...words, `${last} ${errors + failed === 1 ? 'stands' : 'stand'}`], waiting: running.size > 0 }
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
