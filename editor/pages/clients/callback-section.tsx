import { Button, Checkbox, Group, Stack, TextInput } from '@mantine/core'
import { useState } from 'react'
import { CallbackEvent, ClientCallback, type Client } from '../../../server/model/client.ts'
import { useChange } from '../../api/use-api.tsx'
import { notifyDone } from '../../ui/notify-problem.tsx'
import { Panel, Section } from '../../ui/page.tsx'
import { ProblemView } from '../../ui/problem-view.tsx'
import { CallbackSecret } from './callback-secret.tsx'

interface CallbackSectionProps {
  revision: number
  client: Client
  mayEdit: boolean
}

const EVENT_WORDS: Readonly<Record<CallbackEvent, string>> = {
  succeeded: 'delivered',
  failed: 'failed',
  'needs-payload': 'needs to be sent again',
  cancelled: 'cancelled',
}

const SAVED_WORDS = { none: 'Nobody is told any more.', some: 'Callbacks go there from now on.' }

const NOBODY: ClientCallback = { url: '', local: false, events: [...CallbackEvent.options] }

/** Where the client is told what became of the documents it sent. */
export function CallbackSection({ revision, client, mayEdit }: CallbackSectionProps) {
  const [wanted, setWanted] = useState<ClientCallback>(client.callback ?? NOBODY)
  const [fresh, setFresh] = useState(false)
  const save = useChange('clients.save', { quiet: true })
  const changed = wanted.url === '' ? client.callback !== undefined : JSON.stringify(wanted) !== JSON.stringify(client.callback)
  const right = wanted.url === '' || ClientCallback.safeParse(wanted).success
  const submit = (): void => {
    const { callback: _before, ...rest } = client
    save.mutate(
      { params: { id: client.id }, body: { revision, value: wanted.url === '' ? rest : { ...rest, callback: wanted } } },
      {
        // An address without a secret would never be called.
        onSuccess: () => (setFresh(client.callback === undefined && wanted.url !== ''), notifyDone(SAVED_WORDS[wanted.url === '' ? 'none' : 'some'])),
      },
    )
  }
  return (
    <Section
      title="Callback"
      description="Tells the client what became of accepted documents, signed as Standard Webhooks and repeated until it is taken."
      actions={mayEdit && client.callback && <CallbackSecret client={client.id} first={fresh} />}
    >
      <Panel>
        <form onSubmit={(event) => (event.preventDefault(), right && submit())}>
          <Stack gap="sm">
            <CallbackFields value={wanted} right={right} disabled={!mayEdit} onChange={setWanted} />
            {save.error && <ProblemView problem={save.error.document} />}
            {mayEdit && (
              <Group>
                <Button type="submit" variant="default" loading={save.isPending} disabled={!changed || !right}>
                  Save
                </Button>
              </Group>
            )}
          </Stack>
        </form>
      </Panel>
    </Section>
  )
}

interface CallbackFieldsProps {
  value: ClientCallback
  right: boolean
  disabled: boolean
  onChange: (value: ClientCallback) => void
}

function CallbackFields({ value, right, disabled, onChange }: CallbackFieldsProps) {
  return (
    <>
      <TextInput
        label="URL"
        description="Left empty, nobody is told."
        placeholder="https://"
        type="url"
        value={value.url}
        error={right ? undefined : 'This is not an http or https address.'}
        disabled={disabled}
        onChange={(event) => onChange({ ...value, url: event.currentTarget.value.trim() })}
      />
      <Checkbox.Group
        label="When a document is"
        value={value.events}
        onChange={(events) => onChange({ ...value, events: CallbackEvent.options.filter((event) => events.includes(event)) })}
      >
        <Group mt={4}>
          {CallbackEvent.options.map((event) => (
            <Checkbox key={event} value={event} label={EVENT_WORDS[event]} disabled={disabled} />
          ))}
        </Group>
      </Checkbox.Group>
      <Checkbox
        label="On this machine or network link"
        checked={value.local}
        disabled={disabled}
        onChange={(event) => onChange({ ...value, local: event.currentTarget.checked })}
      />
    </>
  )
}
