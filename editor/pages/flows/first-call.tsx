import { Button } from '@mantine/core'
import { useState } from 'react'
import type { CanonicalOperationId } from '../../../server/model/canonical-operation.ts'
import type { Client } from '../../../server/model/client.ts'
import { useChange } from '../../api/use-api.tsx'
import { CopyText } from '../../ui/copy-text.tsx'
import { callExample } from '../clients/call-example.ts'
import classes from './checklist.module.css'

/** The exact command for the first bound operation; makes the key that it needs. */
export function FirstCall({ clients }: { clients: Client[] }) {
  const [key, setKey] = useState<string | null>(null)
  const create = useChange('keys.create')
  const client = clients.find((each) => Object.keys(each.bindings).length > 0)
  if (!client) return <div className={classes.call}>No flow is bound to an operation yet. Bind one on the page of a client, then come back.</div>
  const operation = Object.keys(client.bindings)[0] as CanonicalOperationId
  const command = callExample(operation, { origin: window.location.origin, ...(key !== null && { key }) })
  const makeKey = (): void => create.mutate({ params: { id: client.id }, body: { name: 'First call' } }, { onSuccess: (made) => setKey(made.key) })
  return (
    <div className={classes.call}>
      {key === null ? (
        <div>
          <Button onClick={makeKey} loading={create.isPending}>
            Create an API key for {client.name}
          </Button>
        </div>
      ) : (
        <p>The key is in the command and is shown this once. Run it in a terminal.</p>
      )}
      <CopyText text={command} label="Command" />
    </div>
  )
}
