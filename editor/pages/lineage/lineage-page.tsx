import { IconArrowsSplit2, IconSearch } from '@tabler/icons-react'
import { Fragment, useRef } from 'react'
import { Link, useLocation, useSearchParams } from 'wouter'
import { useEndpoint } from '../../api/use-api.tsx'
import { LateRows } from '../../ui/late.tsx'
import { EmptyState, Page } from '../../ui/page.tsx'
import { usePageActions } from '../../ui/page-actions.tsx'
import { ProblemView } from '../../ui/problem-view.tsx'
import { TopBar } from '../../ui/top-bar.tsx'
import { FieldIndex } from './field-index.tsx'
import { FieldSearch } from './field-search.tsx'
import { LineageView } from './lineage-view.tsx'
import { lineageAddress } from './lineage-groups.ts'

/** Where a field goes and where it comes from, over all flows. */
export function LineagePage() {
  const [params] = useSearchParams()
  const [, navigate] = useLocation()
  const search = useRef<HTMLInputElement>(null)
  const field = params.get('field') ?? ''
  const index = useEndpoint('lineage.fields')
  usePageActions([{ id: 'find-field', label: 'Find a field', shortcut: '/', icon: <IconSearch size={18} />, run: () => search.current?.focus() }])
  return (
    <Page wide>
      <TopBar crumbs={[{ label: 'Lineage', ...(field !== '' && { href: '/lineage' }) }, ...(field === '' ? [] : [{ label: field }])]} />
      <FieldSearch index={index.data ?? []} field={field} onChoose={(chosen) => navigate(lineageAddress(chosen))} input={search} />
      {index.error && <ProblemView problem={index.error.document} onRetry={() => void index.refetch()} />}
      {field !== '' && <Answer field={field} />}
      {field === '' && index.isPending && <LateRows />}
      {field === '' && index.data?.length === 0 && <NoFields />}
      {field === '' && index.data && index.data.length > 0 && <FieldIndex index={index.data} />}
    </Page>
  )
}

function Answer({ field }: { field: string }) {
  const answer = useEndpoint('lineage.read', { query: { field } })
  if (answer.error?.document.code === 'request.not-found')
    return <UnknownField field={field} similar={answer.error.document.errors?.map(({ path }) => path) ?? []} />
  if (answer.error) return <ProblemView problem={answer.error.document} onRetry={() => void answer.refetch()} />
  return answer.data ? <LineageView key={field} answer={answer.data} /> : <LateRows />
}

function UnknownField({ field, similar }: { field: string; similar: string[] }) {
  return (
    <EmptyState icon={<IconArrowsSplit2 size={32} stroke={1.2} />} title={`No flow has a field ${field}`}>
      {similar.length === 0 ? 'Search for a part of its name.' : 'Similar fields: '}
      {similar.map((address, index) => (
        <Fragment key={address}>
          {index > 0 && ', '}
          <Link href={lineageAddress(address)}>{address}</Link>
        </Fragment>
      ))}
    </EmptyState>
  )
}

function NoFields() {
  return (
    <EmptyState icon={<IconArrowsSplit2 size={32} stroke={1.2} />} title="No flow moves a field yet">
      Once a flow has a trigger and a mapping, this page shows for every field where it comes from and where it goes.
    </EmptyState>
  )
}
