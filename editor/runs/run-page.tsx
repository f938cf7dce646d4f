import { Box, Button } from '@mantine/core'
import { IconSchema } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useState, type ReactNode } from 'react'
import { Link, useSearchParams } from 'wouter'
import type { Flow } from '../../server/model/flow.ts'
import type { RunDetail } from '../../server/model/run.ts'
import { useDeskEvents, useRunEvents } from '../api/live-runs.ts'
import { endpointKey, useEndpoint } from '../api/use-api.tsx'
import { LateRows } from '../ui/late.tsx'
import { ProblemView } from '../ui/problem-view.tsx'
import { TopBar } from '../ui/top-bar.tsx'
import { AttemptList } from './detail/attempt-list.tsx'
import { EffectList } from './detail/effect-list.tsx'
import type { RunRequest } from './detail/run-actions.ts'
import { RunBar } from './detail/run-bar.tsx'
import { RunDialogs } from './detail/run-dialogs.tsx'
import { runNeighbours } from './detail/run-order.ts'
import { SealedBody } from './detail/sealed-body.tsx'
import { Standing } from './detail/standing.tsx'
import { useRunActions, useRunSubject } from './detail/use-run-subject.ts'
import { useFlowNames } from './flow-names.ts'
import classes from './run-page.module.css'
import { RunStateMark } from './run-state.tsx'
import { RunFacts, RunProblemView } from './run-summary.tsx'
import listClasses from './runs.module.css'
import { StepList } from './step-list.tsx'

/** Reads a run and keeps it fresh while it goes on. */
export function useRun(id: string) {
  const queries = useQueryClient()
  const detail = useEndpoint('runs.read', { params: { id } })
  useRunEvents((events) => {
    if (events.some(({ run }) => run.id === id)) void queries.invalidateQueries({ queryKey: endpointKey('runs.read', { params: { id } }) })
  })
  useDeskEvents(() => void queries.invalidateQueries({ queryKey: endpointKey('lanes.list') }))
  return detail
}

/** The step that the address names by its number, and a way to choose another or none. */
export function useChosenStep(): [number | null, (seq: number | null) => void] {
  const [params, setParams] = useSearchParams()
  const chosen = params.get('step')
  const choose = (seq: number | null): void => setParams(seq === null ? new URLSearchParams() : new URLSearchParams({ step: String(seq) }), { replace: true })
  return [chosen === null ? null : Number(chosen), choose]
}

interface RunPageProps {
  id: string
  /** The flow in the version that ran, where it can still be had. */
  flow: Flow | undefined
  detail: ReturnType<typeof useRun>
  /** The flow with the path of the run drawn on it. */
  picture: ReactNode
}

/** One run: where it stands, what can be done, its writes and attempts, its steps, and its path on the canvas. */
export function RunPage({ id, flow, detail, picture }: RunPageProps) {
  const names = useFlowNames()
  const run = detail.data?.run
  const crumbs = [{ label: 'Runs', href: runNeighbours(id).from ?? '/runs' }, { label: run ? names.flow(run.flow) : 'Run' }]
  return (
    <div className={classes.page}>
      <TopBar crumbs={crumbs} state={run && !run.delivery && <RunStateMark state={run.state} />}>
        {run && (
          <Button component={Link} href={`/flows/${run.flow}`} variant="default" leftSection={<IconSchema size={16} />} aria-label="Open the flow">
            <Box component="span" visibleFrom="sm">
              Open the flow
            </Box>
            <Box component="span" hiddenFrom="sm">
              Flow
            </Box>
          </Button>
        )}
      </TopBar>
      <h1 className={listClasses.hidden}>Run of {run ? names.flow(run.flow) : 'a flow'}</h1>
      {detail.error && <ProblemView problem={detail.error.document} onRetry={() => void detail.refetch()} />}
      {detail.isPending && <LateRows />}
      {detail.data && <RunBody key={id} detail={detail.data} flow={flow} picture={picture} />}
    </div>
  )
}

function RunBody({ detail, flow, picture }: { detail: RunDetail; flow: Flow | undefined; picture: ReactNode }) {
  const [chosen, choose] = useChosenStep()
  const [asked, setAsked] = useState<RunRequest | null>(null)
  const [body, setBody] = useState<{ value: unknown } | null>(null)
  const hide = useCallback(() => setBody(null), [])
  const subject = useRunSubject(detail.run, setAsked)
  useRunActions(subject, asked !== null)
  return (
    <div className={classes.body}>
      <div className={classes.side}>
        {detail.run.delivery && <Standing detail={detail} />}
        <RunBar subject={subject} />
        <RunProblemView run={detail.run} flow={flow} />
        <EffectList detail={detail} flow={flow} />
        <AttemptList attempts={detail.attempts} />
        <SealedBody subject={subject} body={body} onHide={hide} />
        <RunFacts run={detail.run} onCopy={subject.copyId} />
        <StepList detail={detail} flow={flow} chosen={chosen} onChoose={choose} />
      </div>
      <div className={classes.picture}>{picture}</div>
      <RunDialogs run={detail.run} asked={asked} onReveal={(value) => setBody({ value })} onClose={() => setAsked(null)} />
    </div>
  )
}
