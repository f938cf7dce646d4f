import { Select } from '@mantine/core'
import { IconExternalLink } from '@tabler/icons-react'
import { Link } from 'wouter'
import { CANONICAL_OPERATIONS } from '../../../server/model/canonical-operation.ts'
import { CustomerOperationId } from '../../../server/model/implementation.ts'
import { useEndpoint } from '../../api/use-api.tsx'
import { DenseTable } from '../../ui/dense-table.tsx'
import { Panel } from '../../ui/page.tsx'
import classes from './implementation.module.css'
import type { ScreenPart } from './screen-part.ts'

/** Which flow speaks to the CRM for each operation of customers. */
export function FlowsTab({ work, findings, readOnly }: ScreenPart) {
  const { flows, client } = work.draft
  const own = (useEndpoint('flows.list').data ?? []).filter((flow) => flow.client === client)
  const choose = (operation: CustomerOperationId, flow: string | null): void => {
    const { [operation]: _before, ...others } = flows
    work.change({ flows: flow === null ? others : { ...others, [operation]: flow } })
  }
  return (
    <>
      <p className={classes.dim}>Always the newest published version of a flow. An operation without a flow is not offered by the selector.</p>
      <Panel flush>
        <DenseTable label="Flows" columns={['Operation', 'Flow', '']}>
          {CustomerOperationId.options.map((operation) => (
            <tr key={operation}>
              <td>{CANONICAL_OPERATIONS[operation].title}</td>
              <td>
                <Select
                  size="xs"
                  w={300}
                  aria-label={`Flow for ${CANONICAL_OPERATIONS[operation].title}`}
                  data-at={`${operation}/flow`}
                  data={choices(own, flows[operation])}
                  value={flows[operation] ?? null}
                  placeholder="none"
                  clearable
                  searchable
                  disabled={readOnly}
                  error={findings.find(({ place }) => place.tab === 'flows' && place.entry === operation)?.message}
                  nothingFoundMessage="No flow of this client"
                  onChange={(next) => choose(operation, next)}
                />
              </td>
              <td>{flows[operation] !== undefined && <FlowLink flow={flows[operation]} />}</td>
            </tr>
          ))}
        </DenseTable>
      </Panel>
    </>
  )
}

function FlowLink({ flow }: { flow: string }) {
  return (
    <Link href={`/flows/${flow}`} className={classes.open}>
      Open <IconExternalLink size={14} aria-hidden />
    </Link>
  )
}

interface Choice {
  value: string
  label: string
  disabled?: boolean
}

/** The flows of the client; one that was never published cannot be chosen. */
function choices(own: readonly { id: string; name: string; publishedVersion: number | null }[], chosen: string | undefined): Choice[] {
  const known = own.map(({ id, name, publishedVersion }) => ({
    value: id,
    label: publishedVersion === null ? `${name} (not published)` : name,
    disabled: publishedVersion === null && id !== chosen,
  }))
  return chosen === undefined || own.some(({ id }) => id === chosen) ? known : [...known, { value: chosen, label: chosen }]
}
