import { useEndpoint } from '../../../api/use-api.tsx'
import { DenseTable } from '../../../ui/dense-table.tsx'
import { LateRows } from '../../../ui/late.tsx'
import { EmptyState, Panel, Section } from '../../../ui/page.tsx'
import { ProblemView } from '../../../ui/problem-view.tsx'
import { KIND_WORDS } from './document-words.ts'

/** Documents by month, channel and kind; too few customers are not counted for everybody. */
export function DocumentSummary({ client }: { client: string }) {
  const summary = useEndpoint('documents.summary', { params: { id: client } })
  const least = summary.data?.leastCustomers
  const description =
    least === undefined ? undefined : `Viewers and operators see no counts of a cell with fewer than ${least} customers: they could point to a person.`
  return (
    <Section title="Summary" description={description}>
      {summary.error && <ProblemView problem={summary.error.document} onRetry={() => void summary.refetch()} />}
      {summary.isPending && <LateRows rows={3} />}
      {summary.data && (
        <Panel flush>
          {summary.data.cells.length === 0 ? (
            <EmptyState title="Nothing to count yet" />
          ) : (
            <DenseTable label="Documents by month" columns={['Month', 'Channel', 'Kind', 'Documents', 'Anonymous', 'While the CRM was down', 'Customers']}>
              {summary.data.cells.map((cell) => (
                <tr key={`${cell.month} ${cell.channelId} ${cell.kind}`}>
                  <td>{cell.month}</td>
                  <td>{cell.channelId}</td>
                  <td>{KIND_WORDS[cell.kind]}</td>
                  {[cell.documents, cell.anonymous, cell.offline, cell.customers].map((count, index) => (
                    <td key={index}>{count ?? 'too few'}</td>
                  ))}
                </tr>
              ))}
            </DenseTable>
          )}
        </Panel>
      )}
    </Section>
  )
}
