import { Button, Group } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { Implementation } from '../../../server/model/implementation.ts'
import { Late } from '../../ui/late.tsx'
import { ProblemView, type ProblemText } from '../../ui/problem-view.tsx'
import { ComparisonList } from './change-list.tsx'
import classes from './implementation.module.css'
import { useOffered } from './use-offered.ts'

export interface OfferProps {
  title: ReactNode
  /** The implementation as it would be. */
  offered: Implementation
  revision: number
  /** On the button. */
  verb: string
  busy: boolean
  problem: ProblemText | undefined
  /** Why it cannot be taken now; the comparison is shown all the same. */
  hindrance?: string | undefined
  /** Worth knowing before it is taken. */
  note?: string | undefined
  onTake: () => void
  onClose?: () => void
}

/** A state to go to: what it would change and touch, shown before it is taken. */
export function Offer({ title, offered, revision, verb, busy, problem, hindrance, note, onTake, onClose }: OfferProps) {
  const query = useOffered(offered, revision)
  const errors = query.data?.findings.filter(({ severity }) => severity === 'error') ?? []
  const nothing = query.data?.changes.length === 0
  return (
    <section className={classes.panel} aria-label="Comparison">
      <h3>{title}</h3>
      {note !== undefined && <p>{note}</p>}
      {query.isPending && <Late>Comparing…</Late>}
      {query.error && <ProblemView problem={query.error.document} />}
      {query.data && <ComparisonList comparison={query.data} client={offered.client} label="What would change" />}
      {errors.map(({ path, message }) => (
        <p key={`${path} ${message}`} className={classes.error}>
          <IconAlertTriangle size={14} aria-hidden /> <code>{path}</code> {message}
        </p>
      ))}
      {problem && <ProblemView problem={problem} />}
      {hindrance !== undefined && <p className={classes.dim}>{hindrance}</p>}
      <Group>
        {onClose && (
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
        )}
        <Button onClick={onTake} loading={busy} disabled={!query.data || nothing || errors.length > 0 || hindrance !== undefined}>
          {verb}
        </Button>
      </Group>
    </section>
  )
}
