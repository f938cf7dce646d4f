import { Button } from '@mantine/core'
import { IconActivityHeartbeat, IconArrowUp } from '@tabler/icons-react'
import { useState } from 'react'
import type { RunCriteria } from '../../server/model/run.ts'
import { useAllowed } from '../api/session.tsx'
import { LateRows } from '../ui/late.tsx'
import { EmptyState } from '../ui/page.tsx'
import { ProblemView } from '../ui/problem-view.tsx'
import { TopBar } from '../ui/top-bar.tsx'
import { DeskTabs } from './desk/desk-tabs.tsx'
import { FilterBar } from './list/filter-bar.tsx'
import { KeyTimeline, timelineRows, type TimelineOrder } from './list/key-timeline.tsx'
import { isFiltered } from './list/run-filter.ts'
import { NO_SELECTION } from './list/selection.ts'
import { SelectionBar } from './list/selection-bar.tsx'
import { useRunFilter } from './list/use-run-filter.ts'
import { RunTable } from './run-table.tsx'
import classes from './runs.module.css'
import { useLiveRuns } from './use-live-runs.ts'

/** All runs, live. */
export function RunsPage() {
  const { filter, criteria, setFilter } = useRunFilter()
  return (
    <div className={classes.page}>
      <TopBar crumbs={[{ label: 'Runs' }]} />
      <h1 className={classes.hidden}>Runs</h1>
      <DeskTabs />
      <FilterBar filter={filter} onChange={setFilter} />
      <Runs key={JSON.stringify(criteria)} criteria={criteria} filtered={isFiltered(filter)} />
    </div>
  )
}

function Runs({ criteria, filtered }: { criteria: RunCriteria; filtered: boolean }) {
  const [held, setHeld] = useState(false)
  const [topWish, setTopWish] = useState(0)
  const [order, setOrder] = useState<TimelineOrder>('oldest')
  const [selection, setSelection] = useState(NO_SELECTION)
  const mayAct = useAllowed('operator')
  const runs = useLiveRuns(criteria, held)
  const timeline = criteria.key !== undefined
  const settle = (next: boolean): void => {
    setHeld(next)
    if (!next) runs.showNew()
  }
  if (runs.error && runs.rows.length === 0) return <ProblemView problem={runs.error.document} onRetry={runs.retry} />
  if (runs.loading) return <LateRows rows={12} />
  if (runs.rows.length === 0) return <NoRuns filtered={filtered} searched={criteria.key} />
  const rows = timeline ? timelineRows(runs.rows, order) : runs.rows
  return (
    <>
      {timeline && <KeyTimeline runs={runs.rows} order={order} onOrder={setOrder} />}
      <SelectionBar selection={selection} runs={runs.rows} criteria={criteria} complete={runs.complete} onSelect={setSelection} />
      <div className={classes.tableBox}>
        {runs.waiting.length > 0 && <NewRuns count={runs.waiting.length} onShow={() => (runs.showNew(), setTopWish(topWish + 1))} />}
        <RunTable
          runs={rows}
          complete={runs.complete}
          onHeld={settle}
          onOlder={runs.loadOlder}
          topWish={topWish}
          choosing={mayAct ? { selection, onSelect: setSelection } : undefined}
        />
      </div>
    </>
  )
}

function NewRuns({ count, onShow }: { count: number; onShow: () => void }) {
  return (
    <Button className={classes.news} radius="xl" leftSection={<IconArrowUp size={14} />} onClick={onShow}>
      {count} new
    </Button>
  )
}

function NoRuns({ filtered, searched }: { filtered: boolean; searched: string | undefined }) {
  if (searched !== undefined)
    return (
      <EmptyState title={`Nothing is known of “${searched}”`}>
        It was searched by its keyed hash over all flows: the whole number must be right, with signs and zeros. A flow finds its documents again by the keys
        that it names.
      </EmptyState>
    )
  if (filtered) return <EmptyState title="No runs fit this filter">New ones appear here as they start.</EmptyState>
  return (
    <EmptyState icon={<IconActivityHeartbeat size={32} stroke={1.2} />} title="No runs yet">
      Each call of a flow shows up here as it happens, with its path, times and problems. Run a sample in a flow, or call an operation with an API key.
    </EmptyState>
  )
}
