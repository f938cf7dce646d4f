import { Button } from '@mantine/core'
import { IconActivityHeartbeat, IconArrowUp } from '@tabler/icons-react'
import { useState } from 'react'
import { LateRows } from '../ui/late.tsx'
import { EmptyState } from '../ui/page.tsx'
import { ProblemView } from '../ui/problem-view.tsx'
import { TopBar } from '../ui/top-bar.tsx'
import { RunFilterBar, useRunCriteria } from './run-filter-bar.tsx'
import type { RunCriteria } from './run-list.ts'
import { RunTable } from './run-table.tsx'
import classes from './runs.module.css'
import { useLiveRuns } from './use-live-runs.ts'

/** All runs, live. */
export function RunsPage() {
  const [criteria, setCriterion, clear] = useRunCriteria()
  return (
    <div className={classes.page}>
      <TopBar crumbs={[{ label: 'Runs' }]} />
      <RunFilterBar criteria={criteria} onChange={setCriterion} onClear={clear} />
      <Runs key={JSON.stringify(criteria)} criteria={criteria} />
    </div>
  )
}

function Runs({ criteria }: { criteria: RunCriteria }) {
  const [held, setHeld] = useState(false)
  const [topWish, setTopWish] = useState(0)
  const runs = useLiveRuns(criteria, held)
  const showNew = (): void => {
    runs.showNew()
    setTopWish((count) => count + 1)
  }
  const settle = (next: boolean): void => {
    setHeld(next)
    if (!next) runs.showNew()
  }
  if (runs.error && runs.rows.length === 0) return <ProblemView problem={runs.error.document} onRetry={runs.retry} />
  if (runs.loading) return <LateRows rows={12} />
  if (runs.rows.length === 0) return <NoRuns filtered={Object.values(criteria).some((value) => value !== undefined)} />
  return (
    <div className={classes.tableBox}>
      {runs.waiting.length > 0 && (
        <Button className={classes.news} radius="xl" leftSection={<IconArrowUp size={14} />} onClick={showNew}>
          {runs.waiting.length} new
        </Button>
      )}
      <RunTable runs={runs.rows} complete={runs.complete} onHeld={settle} onOlder={runs.loadOlder} topWish={topWish} />
    </div>
  )
}

function NoRuns({ filtered }: { filtered: boolean }) {
  if (filtered) return <EmptyState title="No runs fit this filter">New ones appear here as they start.</EmptyState>
  return (
    <EmptyState icon={<IconActivityHeartbeat size={32} stroke={1.2} />} title="No runs yet">
      Each call of a flow shows up here as it happens, with its path, times and problems. Run a sample in a flow, or call an operation with an API key.
    </EmptyState>
  )
}
