import { IconPlugConnectedX } from '@tabler/icons-react'
import { useLiveState } from '../../api/live-runs.ts'
import classes from './frame.module.css'

/** Says when the live channel is down; silent otherwise. */
export function LiveNotice() {
  const state = useLiveState()
  return (
    <div role="status" className={classes.notice}>
      {state === 'disconnected' && (
        <span className={classes.offline}>
          <IconPlugConnectedX size={16} aria-hidden /> <span>Not connected, trying again</span>
        </span>
      )}
    </div>
  )
}
