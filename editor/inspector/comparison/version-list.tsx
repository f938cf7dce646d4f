import type { FlowVersion } from '../../../server/model/flow.ts'
import { Badge } from '../../ui/badge.tsx'
import { When } from '../../ui/when.tsx'
import classes from './version-list.module.css'

/** A version without its flow. */
export type VersionEntry = Omit<FlowVersion, 'flow'>

export interface VersionListProps {
  /** Newest first. */
  versions: readonly VersionEntry[]
  chosen: number
  /** The version that calls run. */
  live: number | null
  onChoose: (version: number) => void
}

/** The published versions: who made them, when and why. */
export function VersionList({ versions, chosen, live, onChoose }: VersionListProps) {
  return (
    <ol className={classes.versions} aria-label="Published versions" reversed>
      {versions.map(({ version, publishedAt, publishedBy, note }) => (
        <li key={version}>
          <button type="button" className={classes.version} aria-current={version === chosen || undefined} onClick={() => onChoose(version)}>
            <span className={classes.head}>
              <strong>{`Version ${version}`}</strong>
              {version === live && <Badge tone="ok">live</Badge>}
            </span>
            <span className={classes.dim}>
              {publishedBy} · <When at={publishedAt} />
            </span>
            {note !== '' && <span className={classes.note}>{note}</span>}
          </button>
        </li>
      ))}
    </ol>
  )
}
