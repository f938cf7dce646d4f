import type { AttemptRecord } from '../../../server/model/delivery.ts'
import { durationText } from '../../ui/figures.ts'
import { useNow } from '../../ui/when.tsx'
import { clockText, problemLine } from '../run-words.ts'
import classes from './detail.module.css'

/** Every attempt: when, how long, and what ended it. The newest first. */
export function AttemptList({ attempts }: { attempts: readonly AttemptRecord[] }) {
  const now = useNow(60_000)
  if (attempts.length === 0) return null
  return (
    <section className={classes.section} aria-label="Attempts">
      <h2>Attempts</h2>
      <ol className={classes.rows} reversed aria-label="Attempts">
        {attempts.toReversed().map(({ attempt, version, startedAt, durationMs, problem }) => (
          <li key={attempt} className={classes.attempt}>
            <span className={classes.number}>{attempt}</span>
            <span title={new Date(startedAt).toLocaleString()}>{clockText(new Date(startedAt), now)}</span>
            <span className={problem ? classes.code : undefined} title={problem?.detail}>
              {problem ? problemLine(problem) : 'went well'}
            </span>
            <span className={classes.dim}>
              {version === 0 ? 'draft' : `v${version}`}, {durationText(durationMs)}
            </span>
          </li>
        ))}
      </ol>
    </section>
  )
}
