import { Button, Group, NumberInput, Stack, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { ConnectionView } from '../../../server/model/connection.ts'
import { useChange, useEndpoint } from '../../api/use-api.tsx'
import { notifyDone } from '../../ui/notify-problem.tsx'
import { Panel } from '../../ui/page.tsx'
import { ProblemView } from '../../ui/problem-view.tsx'
import { useFocusFirstError } from '../../ui/use-focus-first-error.ts'
import { type ConnectionDraft, isChanged, storedDraft, typedCredentials } from '../connections/connection-draft.ts'
import { CredentialFields } from '../connections/credential-fields.tsx'

/** URL, login and timeout of the CRM. They are saved by themselves: credentials are never part of an implementation. */
export function ConnectionFields({ view, readOnly }: { view: ConnectionView; readOnly: boolean }) {
  const [draft, setDraft] = useState(() => storedDraft(view))
  const save = useChange('connections.save', { quiet: true })
  const connectors = useEndpoint('catalog.read', undefined, { staleTime: 60_000 }).data?.connectors
  const errors = { ...save.error?.fieldErrors(), ...save.error?.fieldErrors('connection') }
  useFocusFirstError(save.error)
  const store = (): void =>
    save.mutate(
      { params: { id: view.connection.id }, body: { revision: view.revision, connection: draft.connection, credentials: typedCredentials(draft) } },
      { onSuccess: () => notifyDone('The connection is saved.') },
    )
  return (
    <Panel>
      <form onSubmit={(event) => (event.preventDefault(), store())}>
        <Stack gap="sm" maw={640}>
          <Address draft={draft} onChange={setDraft} errors={errors} readOnly={readOnly} />
          <CredentialFields
            draft={draft}
            onChange={setDraft}
            connector={connectors?.find(({ id }) => id === view.connection.connector)}
            set={new Set(Object.keys(view.credentials))}
            errors={errors}
            readOnly={readOnly}
          />
          {save.error && <ProblemView problem={save.error.document} />}
          {!readOnly && (
            <Group>
              <Button type="submit" variant="default" loading={save.isPending} disabled={!isChanged(draft, view)}>
                Save the connection
              </Button>
            </Group>
          )}
        </Stack>
      </form>
    </Panel>
  )
}

interface AddressProps {
  draft: ConnectionDraft
  onChange: (next: ConnectionDraft) => void
  errors: Record<string, string>
  readOnly: boolean
}

function Address({ draft, onChange, errors, readOnly }: AddressProps) {
  const { connection } = draft
  const change = (part: Partial<ConnectionView['connection']>): void => onChange({ ...draft, connection: { ...connection, ...part } })
  return (
    <>
      <TextInput
        label="URL"
        value={connection.baseUrl}
        error={errors['baseUrl']}
        readOnly={readOnly}
        onChange={(event) => change({ baseUrl: event.currentTarget.value.trim() })}
      />
      <NumberInput
        label="Timeout in seconds"
        description="Left empty: what the connector proposes."
        value={connection.timeoutMs === undefined ? '' : connection.timeoutMs / 1000}
        error={errors['timeoutMs']}
        readOnly={readOnly}
        min={0.1}
        max={600}
        hideControls
        onChange={(next) => change({ timeoutMs: typeof next === 'number' ? Math.round(next * 1000) : undefined })}
      />
    </>
  )
}
