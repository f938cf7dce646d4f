import type { ReactNode } from 'react'
import classes from './badge.module.css'

export type Tone = 'neutral' | 'ok' | 'wait' | 'problem' | 'paused' | 'personal'

/** A state in a word, with an icon: colour is never alone. */
export function Badge({ tone = 'neutral', icon, children }: { tone?: Tone; icon?: ReactNode; children: ReactNode }) {
  return (
    <span className={classes.badge} data-tone={tone}>
      {icon}
      {children}
    </span>
  )
}
