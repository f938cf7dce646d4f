import { useChange, useEndpoint } from '../../api/use-api.tsx'
import { Badge } from '../../ui/badge.tsx'
import { notifyDone } from '../../ui/notify-problem.tsx'
import { EmptyState, Panel } from '../../ui/page.tsx'
import { ProblemView } from '../../ui/problem-view.tsx'
import classes from './implementation.module.css'
import { Offer } from './offer.tsx'
import type { ScreenPart } from './screen-part.ts'

/** Every structural change made a version: look at what going back would change, and go back. */
export function VersionsTab({ work, at, go, readOnly }: ScreenPart) {
  const { value, versions } = work.base
  const earlier = versions.filter((version) => version !== value.version)
  const chosen = earlier.find((version) => String(version) === at.entry)
  if (earlier.length === 0)
    return (
      <Panel>
        <EmptyState title={`Version ${value.version} is the first one`}>
          Every structural change makes a version; the ones before stay here, to compare and to go back to.
        </EmptyState>
      </Panel>
    )
  return (
    <div className={classes.versions}>
      <VersionList current={value.version} earlier={earlier} chosen={chosen} onChoose={(version) => go({ tab: 'versions', entry: version })} />
      {chosen === undefined ? (
        <p className={classes.dim}>Choose a version to see what going back to it would change.</p>
      ) : (
        <Version key={chosen} version={chosen} work={work} readOnly={readOnly} />
      )}
    </div>
  )
}

interface VersionListProps {
  current: number
  earlier: readonly number[]
  chosen: number | undefined
  onChoose: (version: string | undefined) => void
}

function VersionList({ current, earlier, chosen, onChoose }: VersionListProps) {
  return (
    <ul aria-label="Versions">
      <li>
        <span className={classes.version}>
          Version {current} <Badge tone="ok">newest</Badge>
        </span>
      </li>
      {earlier.map((version) => (
        <li key={version}>
          <button
            type="button"
            className={classes.version}
            aria-pressed={version === chosen}
            onClick={() => onChoose(version === chosen ? undefined : String(version))}
          >
            Version {version}
          </button>
        </li>
      ))}
    </ul>
  )
}

function Version({ version, work, readOnly }: { version: number; work: ScreenPart['work']; readOnly: boolean }) {
  const { value, revision } = work.base
  const stored = useEndpoint('implementations.version', { params: { id: value.id, version: String(version) } })
  const restore = useChange('implementations.restore', { quiet: true })
  const take = (): void =>
    restore.mutate(
      { params: { id: value.id }, body: { revision, version, confirm: true } },
      { onSuccess: (view) => (work.take(view), notifyDone(`Version ${version} is in use again, as version ${view.value.version}.`)) },
    )
  if (stored.error) return <ProblemView problem={stored.error.document} />
  if (!stored.data) return null
  const hindrance = readOnly ? 'Integrators can restore a version.' : 'There are edits that are not saved. Save or discard them first.'
  return (
    <Offer
      title={`From version ${value.version} back to ${version}`}
      offered={{ ...stored.data, id: value.id, client: value.client, version: value.version }}
      revision={revision}
      verb={`Restore version ${version}`}
      busy={restore.isPending}
      problem={restore.error?.document}
      hindrance={readOnly || work.changed ? hindrance : undefined}
      onTake={take}
    />
  )
}
