import { Anchor, Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import type { Client } from '../../../../server/model/client.ts'
import type { DiscountRule } from '../../../../server/model/discount.ts'
import type { ResponseOf } from '../../../../server/model/endpoint.ts'
import { useEndpoint } from '../../../api/use-api.tsx'
import { Badge } from '../../../ui/badge.tsx'
import { DenseTable } from '../../../ui/dense-table.tsx'
import { LateRows } from '../../../ui/late.tsx'
import { EmptyState, Panel, Section } from '../../../ui/page.tsx'
import { ProblemView } from '../../../ui/problem-view.tsx'
import { useNow } from '../../../ui/when.tsx'
import { DiscountDialog } from './discount-dialog.tsx'
import { stateOf } from './discount-draft.ts'

export type StoredDiscount = ResponseOf<'discounts.list'>[number]

/** Who gets which discount: by reference, or by the values of category properties. */
export function DiscountsSection({ client, mayEdit }: { client: Client; mayEdit: boolean }) {
  const discounts = useEndpoint('discounts.list', { params: { id: client.id } })
  const [open, setOpen] = useState<StoredDiscount | 'new' | null>(null)
  const button = mayEdit && (
    <Button variant="default" leftSection={<IconPlus size={16} />} onClick={() => setOpen('new')}>
      New discount
    </Button>
  )
  return (
    <Section
      title="Discounts"
      description="Looked up at the time of sale. Values are asked from the CRM live and kept nowhere; a discount by reference needs no CRM."
      actions={button}
    >
      {discounts.error && <ProblemView problem={discounts.error.document} onRetry={() => void discounts.refetch()} />}
      {discounts.isPending && <LateRows rows={3} />}
      {discounts.data && (
        <Panel flush>
          {discounts.data.length === 0 ? (
            <EmptyState title="No discounts yet">A discount is given to certain customers, or to everybody but them.</EmptyState>
          ) : (
            <DiscountTable discounts={discounts.data} onOpen={setOpen} />
          )}
        </Panel>
      )}
      {open && <DiscountDialog client={client} stored={open === 'new' ? undefined : open} mayEdit={mayEdit} onClose={() => setOpen(null)} />}
    </Section>
  )
}

function DiscountTable({ discounts, onOpen }: { discounts: readonly StoredDiscount[]; onOpen: (discount: StoredDiscount) => void }) {
  return (
    <DenseTable label="Discounts" columns={['Name', 'Percent', 'Who', 'From', 'To', '']}>
      {discounts.map((stored) => (
        <tr key={stored.value.id}>
          <td>
            <Anchor component="button" type="button" fw={500} onClick={() => onOpen(stored)}>
              {stored.value.name}
            </Anchor>
          </td>
          <td>{stored.value.percent} %</td>
          <td>{whoWords(stored.value)}</td>
          <td>{stored.value.validFrom ?? ''}</td>
          <td>{stored.value.validTo ?? ''}</td>
          <td>
            <State rule={stored.value} />
          </td>
        </tr>
      ))}
    </DenseTable>
  )
}

function State({ rule }: { rule: DiscountRule }) {
  const state = stateOf(rule, useNow(60_000))
  return <Badge tone={state === 'active' ? 'ok' : 'paused'}>{state}</Badge>
}

/** "only 2 references and 1 category", "everybody". */
export function whoWords({ mode, targets }: Pick<DiscountRule, 'mode' | 'targets'>): string {
  const references = targets.filter((target) => 'ref' in target).length
  const categories = targets.length - references
  const parts = [
    ...(references > 0 ? [`${references} ${references === 1 ? 'reference' : 'references'}`] : []),
    ...(categories > 0 ? [`${categories} ${categories === 1 ? 'category' : 'categories'}`] : []),
  ]
  if (parts.length === 0) return mode === 'only' ? 'nobody' : 'everybody'
  return `${mode === 'only' ? 'only' : 'everybody but'} ${parts.join(' and ')}`
}
