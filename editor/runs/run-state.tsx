import { IconBan, IconCircleCheck, IconCircleX, IconLoader2 } from '@tabler/icons-react'
import type { RunState } from '../../server/model/run.ts'
import classes from './run-state.module.css'

const LOOKS = {
  running: { Icon: IconLoader2, tone: 'wait' },
  succeeded: { Icon: IconCircleCheck, tone: 'ok' },
  failed: { Icon: IconCircleX, tone: 'problem' },
  cancelled: { Icon: IconBan, tone: 'paused' },
} as const

/** The state of a run: icon and word. */
export function RunStateMark({ state }: { state: RunState }) {
  const { Icon, tone } = LOOKS[state]
  return (
    <span className={classes.mark} data-tone={tone}>
      <Icon size={16} stroke={1.8} aria-hidden className={state === 'running' ? classes.turning : undefined} />
      {state}
    </span>
  )
}
