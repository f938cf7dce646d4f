import { IconCircleCheck, IconPencil } from '@tabler/icons-react'
import { Link } from 'wouter'
import type { FlowSummary } from '../../../server/model/api-view.ts'
import { Badge } from '../../ui/badge.tsx'
import { DenseTable } from '../../ui/dense-table.tsx'
import { When } from '../../ui/when.tsx'

/** The flows by name, with what is published and what is not. */
export function FlowTable({ flows, clientNames }: { flows: FlowSummary[]; clientNames: ReadonlyMap<string, string> }) {
  const sorted = flows.toSorted((a, b) => a.name.localeCompare(b.name))
  return (
    <DenseTable label="Flows" columns={['Name', 'Client', 'Published', 'Draft', 'Saved by', 'Saved']}>
      {sorted.map((flow) => (
        <tr key={flow.id}>
          <td>
            <Link href={`/flows/${flow.id}`}>{flow.name}</Link>
          </td>
          <td>{clientNames.get(flow.client) ?? flow.client}</td>
          <td>{flow.publishedVersion === null ? <Badge>not published</Badge> : `version ${flow.publishedVersion}`}</td>
          <td>
            <DraftState flow={flow} />
          </td>
          <td>{flow.savedBy}</td>
          <td>
            <When at={flow.savedAt} />
          </td>
        </tr>
      ))}
    </DenseTable>
  )
}

function DraftState({ flow }: { flow: FlowSummary }) {
  if (flow.publishedVersion === null) return <Badge icon={<IconPencil />}>draft only</Badge>
  if (flow.changed) {
    return (
      <Badge tone="paused" icon={<IconPencil />}>
        changed since
      </Badge>
    )
  }
  return (
    <Badge tone="ok" icon={<IconCircleCheck />}>
      as published
    </Badge>
  )
}
