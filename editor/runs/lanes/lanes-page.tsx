import { Button } from '@mantine/core'
import { IconPlayerPause } from '@tabler/icons-react'
import { useState } from 'react'
import { useAllowed } from '../../api/session.tsx'
import { useEndpoint } from '../../api/use-api.tsx'
import { LateRows } from '../../ui/late.tsx'
import { Page, Panel, Section } from '../../ui/page.tsx'
import { usePageActions } from '../../ui/page-actions.tsx'
import { ProblemView } from '../../ui/problem-view.tsx'
import { TopBar } from '../../ui/top-bar.tsx'
import { useNow } from '../../ui/when.tsx'
import { DeskTabs } from '../desk/desk-tabs.tsx'
import { pauseText } from '../desk/pause-words.ts'
import { useFlowNames } from '../flow-names.ts'
import pageClasses from '../runs.module.css'
import { HealthStrip } from './health-strip.tsx'
import { LaneList } from './lane-list.tsx'
import classes from './lanes.module.css'
import { PauseDialog } from './pause-dialog.tsx'
import { ResumeButton } from './resume-button.tsx'

/** What does not move, and why: lanes behind a document, and what an operator has paused. */
export function LanesPage() {
  const lanes = useEndpoint('lanes.list', { query: { limit: 500 } }, { staleTime: 0, refetchInterval: 15_000 })
  return (
    <div className={pageClasses.page}>
      <TopBar crumbs={[{ label: 'Runs', href: '/runs' }, { label: 'Lanes and pauses' }]} />
      <h1 className={pageClasses.hidden}>Lanes and pauses</h1>
      <DeskTabs />
      <div className={classes.content}>
        <Page wide>
          <Section title="Connections" description="What this server knows of each: whether it answers, and what it allows.">
            <HealthStrip />
          </Section>
          <Pauses />
          <Section
            title="Lanes"
            description="A lane keeps the documents of one customer in order. Those whose head does not move stand here, the longest first."
          >
            {lanes.error && <ProblemView problem={lanes.error.document} onRetry={() => void lanes.refetch()} />}
            {lanes.isPending && <LateRows />}
            {lanes.data?.length === 0 && <p className={classes.dim}>Every lane moves.</p>}
            {lanes.data && lanes.data.length > 0 && <LaneList lanes={lanes.data} />}
          </Section>
        </Page>
      </div>
    </div>
  )
}

function Pauses() {
  const pauses = useEndpoint('pauses.list')
  const [asking, setAsking] = useState(false)
  const mayAct = useAllowed('operator')
  const pause = (): void => setAsking(true)
  usePageActions(
    mayAct ? [{ id: 'pause', label: 'Pause a flow or a connection', shortcut: 'P', icon: <IconPlayerPause size={18} />, disabled: asking, run: pause }] : [],
  )
  const button = mayAct && (
    <Button variant="default" leftSection={<IconPlayerPause size={16} />} onClick={pause}>
      Pause
    </Button>
  )
  return (
    <Section title="Pauses" description="Documents for what is paused are accepted and wait in order." actions={button}>
      {pauses.error && <ProblemView problem={pauses.error.document} onRetry={() => void pauses.refetch()} />}
      {pauses.data?.length === 0 && <p className={classes.dim}>Nothing is paused.</p>}
      {pauses.data && pauses.data.length > 0 && <PauseList />}
      {asking && <PauseDialog onClose={() => setAsking(false)} />}
    </Section>
  )
}

function PauseList() {
  const pauses = useEndpoint('pauses.list')
  const names = useFlowNames()
  const now = useNow(60_000)
  return (
    <Panel flush>
      <ul className={classes.list} aria-label="Paused">
        {(pauses.data ?? []).map((pause) => (
          <li key={`${pause.kind} ${pause.id}`} className={classes.pause}>
            <IconPlayerPause size={16} aria-hidden />
            <div>
              <p>{pauseText(pause, names, now)}</p>
              {pause.note !== '' && <p className={classes.dim}>{pause.note}</p>}
            </div>
            <ResumeButton pause={pause} />
          </li>
        ))}
      </ul>
    </Panel>
  )
}
