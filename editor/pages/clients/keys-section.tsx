import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import type { ApiKeyView } from '../../../server/model/client.ts'
import { useChange, useEndpoint } from '../../api/use-api.tsx'
import { Badge } from '../../ui/badge.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { DenseTable } from '../../ui/dense-table.tsx'
import { EmptyState, Panel, Section } from '../../ui/page.tsx'
import { ProblemView } from '../../ui/problem-view.tsx'
import { When } from '../../ui/when.tsx'
import { NewKeyDialog } from './new-key-dialog.tsx'

/** API keys: made here, shown once, revoked here. */
export function KeysSection({ client }: { client: string }) {
  const keys = useEndpoint('keys.list', { params: { id: client } })
  const [creating, setCreating] = useState(false)
  const [revoking, setRevoking] = useState<ApiKeyView | null>(null)
  const button = (
    <Button variant="default" leftSection={<IconPlus size={16} />} onClick={() => setCreating(true)}>
      New key
    </Button>
  )
  return (
    <Section title="API keys" description="Each POS or ERP sends its key as a bearer token. Patchbay keeps only a hash of it." actions={button}>
      {keys.error && <ProblemView problem={keys.error.document} onRetry={() => void keys.refetch()} />}
      {keys.data && (
        <Panel flush>
          {keys.data.length === 0 ? (
            <EmptyState title="No keys yet">Without a key nobody can call the operations of this client.</EmptyState>
          ) : (
            <KeyTable keys={keys.data} onRevoke={setRevoking} />
          )}
        </Panel>
      )}
      <NewKeyDialog client={client} opened={creating} onClose={() => setCreating(false)} />
      <RevokeDialog entry={revoking} onClose={() => setRevoking(null)} />
    </Section>
  )
}

function KeyTable({ keys, onRevoke }: { keys: ApiKeyView[]; onRevoke: (key: ApiKeyView) => void }) {
  return (
    <DenseTable label="API keys" columns={['Name', 'Begins with', 'Created by', 'Created', '']}>
      {keys.map((key) => (
        <tr key={key.id}>
          <td>{key.name}</td>
          <td>
            <code>{key.prefix}</code>
          </td>
          <td>{key.createdBy}</td>
          <td>
            <When at={key.createdAt} />
          </td>
          <td>
            {key.revokedAt === null ? (
              <Button variant="subtle" color="red" size="compact-xs" onClick={() => onRevoke(key)}>
                Revoke
              </Button>
            ) : (
              <Badge>
                revoked <When at={key.revokedAt} />
              </Badge>
            )}
          </td>
        </tr>
      ))}
    </DenseTable>
  )
}

function RevokeDialog({ entry, onClose }: { entry: ApiKeyView | null; onClose: () => void }) {
  const revoke = useChange('keys.revoke')
  const confirm = (): void => {
    if (entry) revoke.mutate({ params: { id: entry.client, key: entry.id } }, { onSuccess: onClose })
  }
  return (
    <ConfirmDialog opened={entry !== null} title="Revoke this key" verb="Revoke the key" busy={revoke.isPending} onConfirm={confirm} onClose={onClose}>
      Systems that use the key &quot;{entry?.name}&quot; are refused from now on. A revoked key cannot be brought back.
    </ConfirmDialog>
  )
}
