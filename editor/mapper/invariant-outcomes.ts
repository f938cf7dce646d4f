import type { PreviewResult } from '../../server/model/api-view.ts'

export interface InvariantOutcome {
  held: boolean
  /** Why it counts as broken, in words. */
  problem: string | undefined
}

/** How an invariant stands for each sample; `undefined` for one where it was not checked, because the rows gave no value. */
export function invariantOutcomes(result: PreviewResult | undefined, id: string): (InvariantOutcome | undefined)[] {
  return (result?.samples ?? []).map(({ invariants }) => {
    const found = invariants?.find(({ invariant }) => invariant === id)
    return found && { held: found.held, problem: found.problem?.detail }
  })
}

/** The ids of the invariants that some sample breaks. */
export function brokenInvariants(result: PreviewResult | undefined): ReadonlySet<string> {
  return new Set(result?.samples.flatMap(({ invariants }) => (invariants ?? []).flatMap(({ invariant, held }) => (held ? [] : [invariant]))))
}
