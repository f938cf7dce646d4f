import { Button } from '@mantine/core'
import { IconPlugConnected, IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import { useLocation } from 'wouter'
import type { ConnectionView, ConnectorView } from '../../../server/model/connection.ts'
import { useAllowed } from '../../api/session.tsx'
import { useChange } from '../../api/use-api.tsx'
import { Badge } from '../../ui/badge.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { usePageActions } from '../../ui/page-actions.tsx'
import { ProblemView } from '../../ui/problem-view.tsx'
import { useFocusFirstError } from '../../ui/use-focus-first-error.ts'
import { TopBar } from '../../ui/top-bar.tsx'
import { isChanged, storedDraft, typedCredentials } from './connection-draft.ts'
import { ConnectionForm } from './connection-form.tsx'
import { SandboxBadge } from './connections-page.tsx'
import { TestResult } from './test-result.tsx'

interface EditConnectionProps {
  view: ConnectionView
  connector: ConnectorView | undefined
}

/** An existing connection: change, test, delete. */
export function EditConnection({ view, connector }: EditConnectionProps) {
  const [deleting, setDeleting] = useState(false)
  const mayEdit = useAllowed('integrator')
  const editing = useEditing(view, { mayEdit, testable: connector?.ping !== undefined })
  const { draft, setDraft, save, test } = editing
  const errors = { ...save.error?.fieldErrors(), ...save.error?.fieldErrors('connection') }
  return (
    <>
      <TopBar
        crumbs={[{ label: 'Connections', href: '/connections' }, { label: view.connection.name }]}
        state={<States view={view} changed={editing.changed} />}
      >
        {mayEdit && <Buttons editing={editing} testable={connector?.ping !== undefined} />}
      </TopBar>
      {test.data && <TestResult key={test.submittedAt} result={test.data} />}
      {save.error && <ProblemView problem={save.error.document} />}
      <ConnectionForm
        draft={draft}
        onChange={setDraft}
        connector={connector}
        set={new Set(Object.keys(view.credentials))}
        errors={errors}
        readOnly={!mayEdit}
      />
      {mayEdit && (
        <div>
          <Button variant="subtle" color="red" leftSection={<IconTrash size={16} />} onClick={() => setDeleting(true)}>
            Delete the connection
          </Button>
        </div>
      )}
      <DeleteDialog view={view} opened={deleting} onClose={() => setDeleting(false)} />
    </>
  )
}

type Editing = ReturnType<typeof useEditing>

function useEditing(view: ConnectionView, { mayEdit, testable }: { mayEdit: boolean; testable: boolean }) {
  const [draft, setDraft] = useState(() => storedDraft(view))
  const save = useChange('connections.save', { quiet: true })
  const test = useChange('connections.test')
  const changed = isChanged(draft, view)
  const params = { id: view.connection.id }
  const store = (): void => save.mutate({ params, body: { revision: view.revision, connection: draft.connection, credentials: typedCredentials(draft) } })
  const tryIt = (): void => test.mutate({ params })
  useFocusFirstError(save.error)
  const actions = [
    { id: 'save', label: 'Save the connection', shortcut: 'mod+S', disabled: !changed, run: store },
    { id: 'test', label: 'Test the connection', disabled: changed || !testable, run: tryIt },
  ]
  usePageActions(mayEdit ? actions : [])
  return { draft, setDraft, save, test, changed, store, tryIt }
}

function Buttons({ editing: { changed, store, tryIt, save, test }, testable }: { editing: Editing; testable: boolean }) {
  const hint = testable ? 'Save first; the test uses what is saved.' : 'This connector names no operation to test with; run a flow instead.'
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconPlugConnected size={16} />}
        onClick={tryIt}
        loading={test.isPending}
        disabled={changed || !testable}
        title={changed || !testable ? hint : undefined}
      >
        Test
      </Button>
      <Button onClick={store} loading={save.isPending} disabled={!changed}>
        Save
      </Button>
    </>
  )
}

function States({ view, changed }: { view: ConnectionView; changed: boolean }) {
  return (
    <>
      {view.sandbox && <SandboxBadge />}
      {changed && <Badge tone="paused">not saved</Badge>}
    </>
  )
}

function DeleteDialog({ view, opened, onClose }: { view: ConnectionView; opened: boolean; onClose: () => void }) {
  const remove = useChange('connections.delete')
  const [, navigate] = useLocation()
  const confirm = (): void => remove.mutate({ params: { id: view.connection.id } }, { onSuccess: () => navigate('/connections') })
  return (
    <ConfirmDialog opened={opened} title="Delete this connection" verb="Delete the connection" busy={remove.isPending} onConfirm={confirm} onClose={onClose}>
      Flows that call &quot;{view.connection.name}&quot; fail from then on. Its credentials are destroyed.
    </ConfirmDialog>
  )
}
