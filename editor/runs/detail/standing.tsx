import type { RunDetail } from '../../../server/model/run.ts'
import { useEndpoint } from '../../api/use-api.tsx'
import { useNow } from '../../ui/when.tsx'
import { behindText } from '../lanes/lane-words.ts'
import { RunStateMark } from '../run-state.tsx'
import classes from './detail.module.css'
import { standingWords } from './standing-words.ts'

/** Where a document stands, in a sentence: the first thing to read. */
export function Standing({ detail }: { detail: RunDetail }) {
  const now = useNow(5_000)
  const { run } = detail
  const held = run.delivery !== undefined && !['succeeded', 'failed', 'cancelled'].includes(run.state)
  const lanes = useEndpoint('lanes.list', { query: { limit: 500 } }, { enabled: held })
  const lane = lanes.data?.find((each) => each.run === run.id)
  return (
    <div className={classes.standing} role="status">
      <RunStateMark state={run.state} dueAt={run.delivery?.dueAt} now={now} />
      <p>
        {standingWords(detail, now)}
        {lane && lane.behind > 0 && ` In its lane ${behindText(lane)}.`}
      </p>
    </div>
  )
}
