import type { FlowCase, ValueDifference } from '../../model/case.ts'
import type { Flow } from '../../model/flow.ts'
import type { Outcome } from './run-trial.ts'
import { addDifferences, MOST_DIFFERENCES } from './value-differences.ts'

/** What a case came to, against what it expects. */
export interface CaseVerdict {
  readonly passed: boolean
  readonly differences: ValueDifference[]
  /** The run ended with a problem that the case does not expect. */
  readonly surprise: boolean
}

/** Compares what the case names, and nothing else. A run that ends with a problem must be expected to. */
export function judgeCase(flow: Flow, given: FlowCase, outcome: Outcome): CaseVerdict {
  const found = [...missingNodes(flow, given), ...unansweredCall(outcome)]
  const { expect } = given
  const { problem, unanswered } = outcome
  if (unanswered !== undefined) return { passed: false, differences: found, surprise: false }
  const surprise = problem !== undefined && expect.problem === undefined && expect.status !== outcome.status
  const ignored = new Set(given.ignore)
  const { status, body, calls } = expect
  if (status !== undefined) addDifferences(found, { place: 'status', expected: status, got: outcome.status })
  if (expect.problem !== undefined) addDifferences(found, { place: 'problem', expected: expect.problem, got: problem?.code })
  if (body !== undefined && !surprise) addDifferences(found, { place: 'answer', expected: body, got: outcome.body, ignored })
  for (const [node, inputs] of Object.entries(calls ?? {}))
    addDifferences(found, { place: `call:${node}`, expected: inputs, got: outcome.calls.get(node) ?? [], ignored })
  return { passed: found.length === 0 && !surprise, differences: found.slice(0, MOST_DIFFERENCES), surprise }
}

/** Nodes that the case names and the flow does not have: renamed or removed. */
function missingNodes({ nodes }: Flow, { calls, expect }: FlowCase): ValueDifference[] {
  const known = new Set(nodes.map(({ id }) => id))
  const gone = (names: readonly string[], why: string): ValueDifference[] =>
    names.filter((node) => !known.has(node)).map((node) => ({ place: `call:${node}`, path: '', why }))
  return [
    ...gone(Object.keys(calls), 'The case answers calls of this node, but the flow has no node of this id.'),
    ...gone(Object.keys(expect.calls ?? {}), 'The case expects calls of this node, but the flow has no node of this id.'),
  ]
}

function unansweredCall({ unanswered, calls }: Outcome): ValueDifference[] {
  if (unanswered === undefined) return []
  const found: ValueDifference[] = []
  addDifferences(found, { place: `call:${unanswered}`, expected: undefined, got: calls.get(unanswered)?.at(-1) })
  return found.map((difference) => ({ ...difference, why: 'The node calls, and the case has no answer for it.' }))
}
