import type { Comparison } from './flow-screen-comparison.ts'
import type { JumpPlace } from './flow-screen-use.ts'
import { ChangeList } from './inspector/comparison/change-list.tsx'
import { EffectList, effectWords } from './inspector/comparison/effect-list.tsx'
import { ProblemView } from './ui/problem-view.tsx'
import { Unfold } from './ui/unfold.tsx'

interface ComparisonViewProps {
  comparison: Comparison
  /** What `before` is called: `version 3`. */
  since: string
  /** Unfolded from the beginning. */
  open?: boolean
  onJump?: ((place: JumpPlace) => void) | undefined
}

/** How two states of a flow differ, by meaning and by effect: one line each that unfolds. */
export function ComparisonView({ comparison, since, open = false, onJump }: ComparisonViewProps) {
  const { before, after, changes, effects, waiting, problem, retry } = comparison
  const count = changes.length
  if (count === 0) return <p>{`Nothing that means anything to a run differs from ${since}.`}</p>
  const nodes = new Set(after.nodes.map(({ id }) => id))
  return (
    <>
      <Unfold key={`changes ${since}`} open={open} title={count === 1 ? `One change since ${since}` : `${count} changes since ${since}`}>
        <ChangeList
          changes={changes}
          before={before}
          after={after}
          label={`Changes since ${since}`}
          onJump={onJump && ((change) => onJump(change))}
          reaches={({ node }) => node !== undefined && nodes.has(node)}
        />
      </Unfold>
      {problem ? (
        <ProblemView problem={problem} onRetry={retry} />
      ) : effects?.some(({ differences }) => differences.length > 0) ? (
        <Unfold key={`effects ${since}`} open={open} title={effectWords(effects)}>
          <EffectList flow={after} effects={effects} />
        </Unfold>
      ) : (
        <p role="status">{effects ? effectWords(effects) : waiting && 'The samples and cases run on both.'}</p>
      )}
    </>
  )
}
