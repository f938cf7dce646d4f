import { ActionIcon, Button, Select } from '@mantine/core'
import { IconArrowLeft, IconRestore } from '@tabler/icons-react'
import type { Flow } from '../server/model/flow.ts'
import { toApiProblem } from './api/api-problem.ts'
import { useEndpoint } from './api/use-api.tsx'
import { FlowView } from './canvas/flow-view.tsx'
import { useComparison } from './flow-screen-comparison.ts'
import { ComparisonView } from './flow-screen-comparison-view.tsx'
import type { VersionsPlace } from './flow-screen-place.ts'
import type { FlowScreenModel } from './flow-screen-use.ts'
import { useVersion } from './flow-screen-version.ts'
import classes from './flow-screen-versions.module.css'
import { type VersionEntry, VersionList } from './inspector/comparison/version-list.tsx'
import { notifyDone } from './ui/notify-problem.tsx'
import { ProblemView } from './ui/problem-view.tsx'

/** The published versions of the flow over the whole screen: what each looked like, and how it differs from the draft or another one. */
export function FlowVersions({ screen, at }: { screen: FlowScreenModel; at: VersionsPlace }) {
  const { state, place } = screen
  const params = { id: state.flow.id }
  const versions = useEndpoint('versions.list', { params })
  const newest = versions.data?.toSorted((a, b) => b.version - a.version) ?? []
  const chosen = newest.find(({ version }) => version === at.version) ?? newest[0]
  return (
    <div className={classes.screen}>
      <header className={classes.bar}>
        <ActionIcon variant="subtle" color="gray" aria-label="Back to the canvas" onClick={place.closeVersions}>
          <IconArrowLeft size={16} />
        </ActionIcon>
        <h2>Versions</h2>
      </header>
      {versions.isError && <ProblemView problem={toApiProblem(versions.error).document} onRetry={() => void versions.refetch()} />}
      {versions.data && !chosen && (
        <p className={classes.empty}>Nothing was published yet. Every publishing makes a version that stays here: to look at, to compare, to go back to.</p>
      )}
      {chosen && (
        <div className={classes.columns}>
          <VersionList
            versions={newest}
            chosen={chosen.version}
            live={state.publishedVersion}
            onChoose={(version) => place.openVersions({ version, against: at.against })}
          />
          <Version key={chosen.version} screen={screen} entry={chosen} versions={newest} against={at.against} />
        </div>
      )}
    </div>
  )
}

interface VersionProps {
  screen: FlowScreenModel
  entry: VersionEntry
  versions: readonly VersionEntry[]
  against: VersionsPlace['against']
}

function Version({ screen, entry, versions, against: wanted = 'draft' }: VersionProps) {
  const { state, specs, subject, jump } = screen
  const against = wanted === entry.version ? 'draft' : wanted
  const own = useShown(state.flow.id, entry.version)
  const stored = useShown(state.flow.id, against === 'draft' ? undefined : against)
  const other = against === 'draft' ? { flow: state.flow } : stored
  const older = against !== 'draft' && against < entry.version
  const [before, after] = older ? [other.flow, own.flow] : [own.flow, other.flow]
  const comparison = useComparison(before, after, subject.canRun)
  const failed = own.problem ?? stored.problem
  return (
    <div className={classes.version}>
      <Tools screen={screen} entry={entry} versions={versions} against={against} flow={own.flow} />
      {failed && <ProblemView problem={failed} />}
      <div className={classes.canvas} role="region" aria-label={`Version ${entry.version}`}>
        {own.flow && <FlowView key={entry.version} flow={own.flow} specs={specs} />}
      </div>
      <section className={classes.comparison} aria-label="Comparison">
        {comparison && (
          <ComparisonView
            key={`${entry.version} ${against}`}
            comparison={comparison}
            since={`version ${older ? against : entry.version}`}
            open
            onJump={against === 'draft' ? jump : undefined}
          />
        )}
      </section>
    </div>
  )
}

/** With what the version is compared, and how to go back to it. */
function Tools({ screen, entry, versions, against, flow }: VersionProps & { flow: Flow | undefined }) {
  const { state, place } = screen
  const others = versions.filter((each) => each !== entry).map(({ version }) => ({ value: String(version), label: `version ${version}` }))
  const compare = (value: string | null): void =>
    place.openVersions({ version: entry.version, against: value === null || value === 'draft' ? 'draft' : Number(value) })
  return (
    <div className={classes.tools}>
      <label className={classes.against}>
        <span>Compare with</span>
        <Select
          aria-label="Compare with"
          data={[{ value: 'draft', label: 'the draft' }, ...others]}
          value={String(against)}
          allowDeselect={false}
          onChange={compare}
          comboboxProps={{ transitionProps: { duration: 0 } }}
        />
      </label>
      {state.canEdit && (
        <Button variant="default" leftSection={<IconRestore size={14} />} disabled={!flow} onClick={() => flow && restore(screen, flow, entry.version)}>
          Restore as draft
        </Button>
      )}
    </div>
  )
}

function useShown(id: string, version: number | undefined): { flow: Flow | undefined; problem?: ReturnType<typeof toApiProblem>['document'] | undefined } {
  const query = useVersion(id, version)
  return { flow: version === undefined ? undefined : query.data?.flow, problem: query.isError ? toApiProblem(query.error).document : undefined }
}

/** The draft becomes what the version was; undo brings it back. */
function restore({ editor, place }: FlowScreenModel, flow: Flow, version: number): void {
  editor.getState().apply({ type: 'restore', flow }, `restore version ${version}`)
  place.closeVersions()
  notifyDone(`The draft is version ${version} again. Undo brings back what it was.`)
}
