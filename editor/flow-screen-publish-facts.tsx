import type { FlowCase } from '../server/model/case.ts'
import { caseState, tallyOf } from './document/case-runs.ts'
import { coverageWords, type Gap } from './document/coverage-gaps.ts'
import { useComparison } from './flow-screen-comparison.ts'
import { ComparisonView } from './flow-screen-comparison-view.tsx'
import classes from './flow-screen-publish.module.css'
import type { FlowScreenModel } from './flow-screen-use.ts'
import { useVersion } from './flow-screen-version.ts'
import { CaseMark } from './inspector/drawer/case-mark.tsx'
import { GapList } from './inspector/drawer/case-overview.tsx'
import { ProblemView } from './ui/problem-view.tsx'
import { Unfold } from './ui/unfold.tsx'

/** How the cases of the draft stand, and what they leave out. */
export function CasesBeforePublishing({ screen }: { screen: FlowScreenModel }) {
  const { state, cases, dialogs, jump, showCase } = screen
  const { flow } = state
  const { coverage, problem } = cases
  const failed = flow.cases.filter((given) => caseState(cases.ran, flow, given).state === 'failed')
  const words = coverage && coverageWords(coverage.found)
  const leave = (gap: Gap): void => (dialogs.setPublishing(false), jump(gap))
  if (flow.cases.length === 0)
    return (
      <p className={classes.fact}>
        <strong>No cases:</strong> nothing is tested before publishing.{' '}
        <button type="button" className={classes.factLink} onClick={() => showCase(null)}>
          Go to the cases
        </button>
      </p>
    )
  return (
    <section className={classes.fact} aria-label="Cases">
      <p role="status">
        <strong>{caseWords(screen)}</strong>
      </p>
      {problem && <ProblemView problem={problem} onRetry={() => cases.run()} />}
      <FailedCases screen={screen} failed={failed} />
      {coverage && words !== undefined ? (
        <Unfold title={`Coverage: ${words}`}>
          <GapList flow={flow} coverage={coverage.found} onJump={leave} />
        </Unfold>
      ) : (
        cases.running.size > 0 && <p />
      )}
    </section>
  )
}

function FailedCases({ screen, failed }: { screen: FlowScreenModel; failed: readonly FlowCase[] }) {
  if (failed.length === 0) return null
  return (
    <ul className={classes.factList} aria-label="Failed cases">
      {failed.map((given) => (
        <li key={given.id}>
          <CaseMark state="failed" stale={false} running={screen.cases.running.has(given.id)} />
          <button type="button" className={classes.factLink} onClick={() => screen.showCase(given.id)}>
            {given.name}
          </button>
        </li>
      ))}
    </ul>
  )
}

function caseWords({ state, cases }: FlowScreenModel): string {
  const count = state.flow.cases.length
  const all = count === 1 ? 'The case' : `All ${count} cases`
  const { passed, failed } = tallyOf(cases.ran, state.flow)
  if (cases.running.size > 0) return count === 1 ? 'The case runs.' : `${count} cases run.`
  if (cases.problem) return 'The cases could not be run.'
  if (failed > 0) return `${failed} of ${count} cases failed.`
  return passed === count ? `${all} passed.` : `${passed} of ${count} cases passed.`
}

/** What the draft changes of the live version. */
export function ChangesBeforePublishing({ screen }: { screen: FlowScreenModel }) {
  const { state, subject, dialogs, jump } = screen
  const { flow, publishedVersion } = state
  const published = useVersion(flow.id, publishedVersion).data
  const comparison = useComparison(published?.flow, flow, subject.canRun)
  if (publishedVersion === null) return <p className={classes.fact}>This is the first version.</p>
  if (!comparison) return null
  return (
    <section className={classes.fact} aria-label={`Changes since version ${publishedVersion}`}>
      <ComparisonView comparison={comparison} since={`version ${publishedVersion}`} onJump={(place) => (dialogs.setPublishing(false), jump(place))} />
    </section>
  )
}
