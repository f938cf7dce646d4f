import { Select } from '@mantine/core'
import { Link } from 'wouter'
import type { ConnectionView } from '../../../server/model/connection.ts'
import { useEndpoint } from '../../api/use-api.tsx'
import { Panel } from '../../ui/page.tsx'
import { ConnectionFields } from './connection-fields.tsx'
import classes from './implementation.module.css'
import type { ScreenPart } from './screen-part.ts'

/** The CRM itself: address, login and timeout, which belong to a connection of the client. */
export function ConnectionTab({ work, findings, readOnly }: ScreenPart) {
  const { connection, client } = work.draft
  const connections = useEndpoint('connections.list')
  const own = (connections.data ?? []).filter((view) => view.connection.client === client)
  const chosen = own.find((view) => view.connection.id === connection)
  return (
    <>
      <Panel>
        <Select
          label="Connection"
          description="Another one is a structural change; one of another system leaves the references behind."
          data-at="connection/connection"
          data={choices(own, connection)}
          value={connection}
          allowDeselect={false}
          readOnly={readOnly}
          maw={640}
          error={findings.find(({ place }) => place.tab === 'connection')?.message}
          onChange={(next) => next && work.change({ connection: next })}
        />
        {chosen && (
          <dl className={classes.facts}>
            <dt>System</dt>
            <dd>
              <code>{chosen.connection.system}</code>, the name that references of its customers begin with
            </dd>
            <dt>All settings</dt>
            <dd>
              <Link href={`/connections/${chosen.connection.id}`}>{chosen.connection.name}</Link>
            </dd>
          </dl>
        )}
      </Panel>
      {chosen && <ConnectionFields key={`${chosen.connection.id} ${chosen.revision}`} view={chosen} readOnly={readOnly} />}
    </>
  )
}

function choices(own: readonly ConnectionView[], chosen: string): { value: string; label: string }[] {
  const known = own.map(({ connection }) => ({ value: connection.id, label: `${connection.name} (${connection.system})` }))
  return known.some(({ value }) => value === chosen) ? known : [...known, { value: chosen, label: chosen }]
}
