import { Button } from '@mantine/core'
import { useState } from 'react'
import { Link } from 'wouter'
import type { LaneView } from '../../../server/model/delivery.ts'
import type { RunState } from '../../../server/model/run.ts'
import { useAllowed } from '../../api/session.tsx'
import { Panel } from '../../ui/page.tsx'
import { useNow } from '../../ui/when.tsx'
import { RunVerbDialog } from '../desk/run-verb-dialog.tsx'
import { VERB_WORDS, type RunVerb } from '../desk/run-verbs.ts'
import { keepRunOrder } from '../detail/run-order.ts'
import { useFlowNames } from '../flow-names.ts'
import { RunStateMark } from '../run-state.tsx'
import { behindText, sinceText } from './lane-words.ts'
import classes from './lanes.module.css'

/** Lanes by their heads: what holds them, since when, and what can be done about it. */
export function LaneList({ lanes }: { lanes: readonly LaneView[] }) {
  const [asked, setAsked] = useState<{ run: string; verb: RunVerb } | null>(null)
  const order = lanes.map(({ run }) => run)
  return (
    <Panel flush>
      <ul className={classes.list} aria-label="Lanes that wait">
        {lanes.map((lane) => (
          <Lane key={lane.lane} lane={lane} onOpen={() => keepRunOrder(order)} onAct={(verb) => setAsked({ run: lane.run, verb })} />
        ))}
      </ul>
      {asked && <RunVerbDialog {...asked} onClose={() => setAsked(null)} />}
    </Panel>
  )
}

const VERBS: Readonly<Record<LaneView['state'], readonly RunVerb[]>> = {
  queued: ['skip', 'cancel'],
  running: ['cancel'],
  waiting: ['retry', 'skip', 'cancel'],
  blocked: ['retry', 'skip', 'cancel'],
  paused: ['resume', 'skip', 'cancel'],
  'needs-payload': ['skip', 'cancel'],
}

function Lane({ lane, onOpen, onAct }: { lane: LaneView; onOpen: () => void; onAct: (verb: RunVerb) => void }) {
  const names = useFlowNames()
  const now = useNow(10_000)
  const mayAct = useAllowed('operator')
  const label = `the head of lane ${lane.lane.slice(0, 8)}`
  return (
    <li className={classes.lane}>
      <div className={classes.state}>
        <RunStateMark state={lane.state satisfies RunState} dueAt={lane.dueAt} now={now} />
        <span className={classes.dim}>{sinceText(lane, now)}</span>
      </div>
      <div className={classes.head}>
        <Link href={`/runs/${lane.run}`} onClick={onOpen}>
          {names.flow(lane.flow)}
        </Link>
        <span>{names.client(lane.client)}</span>
        {lane.problem !== null && <code className={classes.problem}>{lane.problem}</code>}
      </div>
      <Link href={`/runs?lane=${lane.lane}`} className={classes.behind} title={`Lane ${lane.lane}`}>
        {behindText(lane)}
      </Link>
      {mayAct && (
        <div className={classes.verbs}>
          {VERBS[lane.state].map((verb) => (
            <Button key={verb} variant="default" size="compact-sm" aria-label={`${VERB_WORDS[verb]}: ${label}`} onClick={() => onAct(verb)}>
              {verb === 'cancel' ? 'Cancel' : VERB_WORDS[verb]}
            </Button>
          ))}
        </div>
      )}
    </li>
  )
}
