import { Button } from '@mantine/core'
import { IconCircleCheck, IconRefresh } from '@tabler/icons-react'
import { useState } from 'react'
import { Link } from 'wouter'
import type { RunChoice } from '../../../server/model/run-endpoint.ts'
import type { RunGroup } from '../../../server/model/run.ts'
import { useAllowed } from '../../api/session.tsx'
import { useEndpoint } from '../../api/use-api.tsx'
import { LateRows } from '../../ui/late.tsx'
import { EmptyState } from '../../ui/page.tsx'
import { usePageActions } from '../../ui/page-actions.tsx'
import { ProblemView } from '../../ui/problem-view.tsx'
import { TopBar } from '../../ui/top-bar.tsx'
import { useNow } from '../../ui/when.tsx'
import { DeskTabs } from '../desk/desk-tabs.tsx'
import { RetryDialog } from '../desk/retry-dialog.tsx'
import { useFlowNames } from '../flow-names.ts'
import { FilterBar } from '../list/filter-bar.tsx'
import { isFiltered, presentCriteria, writeRunFilter, type RunFilterState } from '../list/run-filter.ts'
import { useRunFilter } from '../list/use-run-filter.ts'
import { clockText } from '../run-words.ts'
import pageClasses from '../runs.module.css'
import { groupFilter, groupKey, groupText, problemTitle } from './group-words.ts'
import classes from './groups.module.css'

/** Runs that failed or wait, by root cause. */
export function GroupsPage() {
  const { filter, criteria, setFilter } = useRunFilter()
  const groups = useEndpoint('runs.groups', { query: criteria }, { staleTime: 0, placeholderData: (before) => before })
  return (
    <div className={pageClasses.page}>
      <TopBar crumbs={[{ label: 'Runs', href: '/runs' }, { label: 'Groups' }]} />
      <h1 className={pageClasses.hidden}>Runs by root cause</h1>
      <DeskTabs />
      <FilterBar filter={filter} onChange={setFilter} />
      <div className={classes.content}>
        {groups.error && <ProblemView problem={groups.error.document} onRetry={() => void groups.refetch()} />}
        {groups.isPending && <LateRows />}
        {groups.data?.length === 0 && (
          <EmptyState icon={<IconCircleCheck size={32} stroke={1.2} />} title={isFiltered(filter) ? 'No failed run fits this filter' : 'Nothing has failed'}>
            Runs that fail, wait or are blocked stand here by what went wrong and where, so that one cause is repaired once.
          </EmptyState>
        )}
        {groups.data && groups.data.length > 0 && <GroupList groups={groups.data} within={filter} />}
      </div>
    </div>
  )
}

function GroupList({ groups, within }: { groups: readonly RunGroup[]; within: RunFilterState }) {
  const [asked, setAsked] = useState<{ subject: string; choice: RunChoice } | null>(null)
  const ask = (group: RunGroup | undefined): void =>
    setAsked(group ? { subject: groupText(group), choice: { criteria: presentCriteria(groupFilter(group, within)) } } : null)
  const first = groups.find(({ retryable }) => retryable > 0)
  const mayAct = useAllowed('operator')
  usePageActions([
    {
      id: 'retry-group',
      label: 'Retry the largest group',
      shortcut: 'T',
      icon: <IconRefresh size={18} />,
      disabled: !mayAct || !first || asked !== null,
      run: () => ask(first),
    },
  ])
  return (
    <>
      <ul className={classes.groups} aria-label="Root causes">
        {groups.map((group) => (
          <Group key={groupKey(group)} group={group} within={within} onRetry={mayAct ? () => ask(group) : undefined} />
        ))}
      </ul>
      {asked && <RetryDialog {...asked} onClose={() => setAsked(null)} />}
    </>
  )
}

function Group({ group, within, onRetry }: { group: RunGroup; within: RunFilterState; onRetry: (() => void) | undefined }) {
  const names = useFlowNames()
  return (
    <li className={classes.group}>
      <div className={classes.cause}>
        <Link href={`/runs?${writeRunFilter(groupFilter(group, within))}`} className={classes.name}>
          <span className={classes.count}>{group.count.toLocaleString()} ×</span> <code>{group.problem}</code>
          {group.at !== null && (
            <>
              {' at '}
              <code>{group.at}</code>
            </>
          )}
        </Link>
        <p>
          {problemTitle(group.problem)}; flow {names.flow(group.flow)}
        </p>
      </div>
      <Figures group={group} />
      {onRetry && (
        <Button
          variant="default"
          miw={112}
          leftSection={<IconRefresh size={16} />}
          disabled={group.retryable === 0}
          onClick={onRetry}
          aria-label={`Retry ${groupText(group)}`}
        >
          Retry {group.retryable.toLocaleString()}
        </Button>
      )}
    </li>
  )
}

function Figures({ group }: { group: RunGroup }) {
  const now = useNow(60_000)
  const figures = [
    ['First', clockText(new Date(group.first), now)],
    ['Last', clockText(new Date(group.last), now)],
    ['Retryable', group.retryable.toLocaleString()],
  ]
  return (
    <dl className={classes.times}>
      {figures.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
