import {
  IconBan,
  IconBarrierBlock,
  IconCircleCheck,
  IconCircleX,
  IconClockHour4,
  IconHourglass,
  IconLoader2,
  IconMailQuestion,
  IconPlayerPause,
} from '@tabler/icons-react'
import type { RunState } from '../../server/model/run.ts'
import classes from './run-state.module.css'
import { dueText, stateWord } from './run-words.ts'

const LOOKS = {
  queued: { Icon: IconClockHour4, tone: 'neutral' },
  running: { Icon: IconLoader2, tone: 'wait' },
  waiting: { Icon: IconHourglass, tone: 'wait' },
  blocked: { Icon: IconBarrierBlock, tone: 'problem' },
  paused: { Icon: IconPlayerPause, tone: 'paused' },
  'needs-payload': { Icon: IconMailQuestion, tone: 'paused' },
  succeeded: { Icon: IconCircleCheck, tone: 'ok' },
  failed: { Icon: IconCircleX, tone: 'problem' },
  cancelled: { Icon: IconBan, tone: 'neutral' },
} as const satisfies Record<RunState, unknown>

/** The state of a run: icon and word; of a waiting one also when it is due. */
export function RunStateMark({ state, dueAt, now }: { state: RunState; dueAt?: string | null | undefined; now?: Date | undefined }) {
  const { Icon, tone } = LOOKS[state]
  const due = state === 'waiting' && dueAt && now ? `, ${dueText(new Date(dueAt), now)}` : ''
  return (
    <span className={classes.mark} data-tone={tone}>
      <Icon size={16} stroke={1.8} aria-hidden className={state === 'running' ? classes.turning : undefined} />
      <span className={classes.word}>{`${stateWord(state)}${due}`}</span>
    </span>
  )
}
