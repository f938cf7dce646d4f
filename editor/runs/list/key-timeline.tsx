import { SegmentedControl } from '@mantine/core'
import type { RunRecord } from '../../../server/model/run.ts'
import { countText } from '../run-words.ts'
import classes from './list.module.css'

export type TimelineOrder = 'oldest' | 'newest'

interface KeyTimelineProps {
  runs: readonly RunRecord[]
  order: TimelineOrder
  onOrder: (order: TimelineOrder) => void
}

/** What a business key has met with: how many runs in how many flows, and in which order they are shown. */
export function KeyTimeline({ runs, order, onOrder }: KeyTimelineProps) {
  return (
    <div className={classes.strip}>
      <span role="status">{timelineWords(runs)}</span>
      <span className={classes.hint}>Found by keyed hash over all flows.</span>
      <SegmentedControl
        size="xs"
        aria-label="Order"
        value={order}
        onChange={(value) => onOrder(value === 'newest' ? 'newest' : 'oldest')}
        data={[
          { value: 'oldest', label: 'Oldest first' },
          { value: 'newest', label: 'Newest first' },
        ]}
      />
    </div>
  )
}

/** `4 runs in 2 flows`. */
export const timelineWords = (runs: readonly RunRecord[]): string =>
  `${countText(runs.length, 'run')} in ${countText(new Set(runs.map(({ flow }) => flow)).size, 'flow')}`

/** Runs, newest first, in the order that was chosen. */
export const timelineRows = (runs: readonly RunRecord[], order: TimelineOrder): readonly RunRecord[] => (order === 'oldest' ? runs.toReversed() : runs)
