import { IconCircleCheck, IconCircleDashed, IconCircleX, IconClock } from '@tabler/icons-react'
import type { CaseState } from '../../document/case-runs.ts'
import classes from './case.module.css'

const WORDS: Readonly<Record<CaseState, string>> = { passed: 'Passed', failed: 'Failed', unknown: 'Not run' }
const ICONS = { passed: IconCircleCheck, failed: IconCircleX, unknown: IconCircleDashed } as const

/** How a case stands, as a sign with a name; faint where flow or case were changed since. */
export function CaseMark({ state, stale, running }: { state: CaseState; stale: boolean; running: boolean }) {
  const Icon = running ? IconClock : ICONS[state]
  const words = running ? 'Running' : stale ? `${WORDS[state]} before the last change` : WORDS[state]
  return (
    <span className={classes.mark} data-state={running ? 'unknown' : state} data-stale={stale || undefined} title={words}>
      <Icon size={14} aria-label={words} role="img" />
    </span>
  )
}
