import type { FlowCase } from './case.ts'
import type { Flow } from './flow.ts'

/** Why the two files of a flow cannot be put together. */
export interface JoinFault {
  file: 'flow' | 'cases'
  place: string
  reason: string
  remedy: string
}

/** A flow with the cases of the file beside it; without one, with its own. */
export function joinCases(flow: Flow, beside: readonly FlowCase[] | undefined): { flow: Flow; faults: JoinFault[] } {
  const cases = [...(beside ?? flow.cases)]
  const both: JoinFault = { file: 'flow', place: 'cases', reason: 'stand both here and in the file beside it', remedy: 'Keep them in the file beside it only.' }
  const faults = [...(beside && flow.cases.length > 0 ? [both] : []), ...twice(beside ? 'cases' : 'flow', cases)]
  return { flow: { ...flow, cases }, faults }
}

function twice(file: JoinFault['file'], cases: readonly FlowCase[]): JoinFault[] {
  return cases.flatMap(({ id }, index) =>
    cases.findIndex((other) => other.id === id) < index
      ? [{ file, place: `cases[${index}].id`, reason: `"${id}" is the id of another case too`, remedy: 'Give each case an id of its own.' }]
      : [],
  )
}
