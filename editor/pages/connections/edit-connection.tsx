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

/** An existing connection: change, test, delete. */
export function EditConnection({ view, connector }: { view: ConnectionView; connector: ConnectorView | undefined }) {
  const [draft, setDraft] = useState(() => storedDraft(view))
  const [deleting, setDeleting] = useState(false)
  const mayEdit = useAllowed('integrator')
  const save = useChange('connections.save', { quiet: true })
  const test = useChange('connections.test')
  const changed = isChanged(draft, view)
  const params = { id: view.connection.id }
  const store = (): void => save.mutate({ params, body: { revision: view.revision, connection: draft.connection, credentials: typedCredentials(draft) } })
  const tryIt = (): void => test.mutate({ params })
  useFocusFirstError(save.error)
  const errors = { ...save.error?.fieldErrors(), ...save.error?.fieldErrors('connection') }
  usePageActions(mayEdit ? [{ id: 'save', label: 'Save the connection', shortcut: 'mod+S', disabled: !changed, run: store }, { id: 'test', label: 'Test the connection', disabled: changed, run: tryIt }] : [])
  return (
    <>
      <TopBar crumbs={[{ label: 'Connections', href: '/connections' }, { label: view.connection.name }]} state={<States view={view} changed={changed} />}>
        {mayEdit && (
          <>
            <Button variant="default" leftSection={<IconPlugConnected size={16} />} onClick={tryIt} loading={test.isPending} disabled={changed} title={changed ? 'Save first; the test uses what is saved.' : undefined}>
              Test
            </Button>
            <Button onClick={store} loading={save.isPending} disabled={!changed}>
              Save
            </Button>
          </>
        )}
      </TopBar>
      {test.data && <TestResult result={test.data} />}
      {save.error && <ProblemView problem={save.error.document} />}
      <ConnectionForm draft={draft} onChange={setDraft} connector={connector} set={new Set(Object.keys(view.credentials))} errors={errors} readOnly={!mayEdit} />
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
