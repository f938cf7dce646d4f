import type { Coverage } from '../../../server/model/case.ts'
import type { Flow } from '../../../server/model/flow.ts'
import { coverageWords, type Gap, gapsByNode } from '../../document/coverage-gaps.ts'
import { sameWork } from '../../document/same-work.ts'
import type { CasePanelProps } from './case-panel.tsx'
import classes from './drawer.module.css'

/** What the cases exercise, and what they leave out. */
export function CaseOverview({ flow, runs, onJump }: CasePanelProps) {
  if (flow.cases.length === 0)
    return (
      <p className={classes.dim}>
        A case is a test: a made-up message, made-up answers of the systems that are called, and what must come of it. Cases run without network, and before
        every publishing. The quickest way to one: run a sample with Test, then add a case from it.
      </p>
    )
  if (!runs.coverage) return <p className={classes.dim}>Run all cases to see which rows and branches they exercise.</p>
  const { found, flow: ran } = runs.coverage
  return (
    <section aria-label="Coverage">
      <h3 className={classes.small}>{`Coverage: ${coverageWords(found) ?? 'there is nothing that can be counted'}`}</h3>
      {!sameWork(ran, flow) && <p className={classes.dim}>The flow was changed since.</p>}
      <GapList flow={flow} coverage={found} onJump={onJump} />
    </section>
  )
}

/** Rows and branches that no case exercises; each leads to its place. */
export function GapList({ flow, coverage, onJump }: { flow: Flow; coverage: Coverage; onJump: (gap: Gap) => void }) {
  const groups = gapsByNode(flow, coverage)
  if (groups.length === 0) return <p className={classes.dim}>Every row gave a value and every branch was taken in some case.</p>
  return (
    <dl className={classes.gaps} aria-label="Not exercised by any case">
      {groups.map(({ node, name, gaps }) => (
        <div key={node}>
          <dt>{name}</dt>
          {gaps.map((gap) => (
            <dd key={`${gap.row ?? ''} ${gap.text}`}>
              <button type="button" className={classes.gap} onClick={() => onJump(gap)}>
                {gap.text}
              </button>
            </dd>
          ))}
        </div>
      ))}
    </dl>
  )
}
