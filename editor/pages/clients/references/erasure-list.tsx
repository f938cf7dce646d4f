import { Button } from '@mantine/core'
import { useChange, useEndpoint } from '../../../api/use-api.tsx'
import { DenseTable } from '../../../ui/dense-table.tsx'
import { EmptyState, Panel, Section } from '../../../ui/page.tsx'
import { ProblemView } from '../../../ui/problem-view.tsx'
import { When } from '../../../ui/when.tsx'

/** Copies of deleted customers in other systems that somebody must see to. */
export function ErasureList({ client }: { client: string }) {
  const erasures = useEndpoint('erasures.list', { params: { id: client }, query: { open: 'true' } })
  const done = useChange('erasures.done')
  return (
    <Section
      title="To erase elsewhere"
      description="The customer is gone from the CRM; these copies in other systems are not. Erase them there, then tick them off."
    >
      {erasures.error && <ProblemView problem={erasures.error.document} onRetry={() => void erasures.refetch()} />}
      {erasures.data && (
        <Panel flush>
          {erasures.data.length === 0 ? (
            <EmptyState title="Nothing to erase" />
          ) : (
            <DenseTable label="To erase elsewhere" columns={['Reference', 'Since', '']}>
              {erasures.data.map(({ ref, since }) => (
                <tr key={ref}>
                  <td>
                    <code>{ref}</code>
                  </td>
                  <td>
                    <When at={since} />
                  </td>
                  <td>
                    <Button variant="subtle" size="compact-xs" onClick={() => done.mutate({ params: { id: client }, body: { ref } })}>
                      It is erased
                    </Button>
                  </td>
                </tr>
              ))}
            </DenseTable>
          )}
        </Panel>
      )}
    </Section>
  )
}
