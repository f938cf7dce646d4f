import { Button } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import classes from './problem-view.module.css'

/** What a problem says to a person. */
export interface ProblemText {
  title: string
  detail: string
  remedy: string
  code?: string
}

/** A problem in words: what happened, where, what to do. */
export function ProblemView({ problem, onRetry }: { problem: ProblemText; onRetry?: (() => void) | undefined }) {
  return (
    <div className={classes.box} role="alert">
      <IconAlertTriangle size={18} aria-hidden className={classes.icon} />
      <div>
        <p className={classes.title}>{problem.title}</p>
        <p>{problem.detail}</p>
        <p>{problem.remedy}</p>
        {problem.code && <code className={classes.code}>{problem.code}</code>}
      </div>
      {onRetry && (
        <Button variant="default" onClick={onRetry}>
          Try again
        </Button>
      )}
    </div>
  )
}
