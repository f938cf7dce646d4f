import type { Flow } from '../../model/flow.ts'
import type { Workshop } from '../compile-plan.ts'
import { answerAt, trialsOf, type Subject } from './effects.ts'
import type { Trial } from './run-trial.ts'

/** A sample or case to be run as far as one node, with the values of its steps. */
interface ArrivalTrial extends Pick<Subject, 'id' | 'name' | 'kind'> {
  readonly trial: Trial
  /** Known when the trial has run: whether it was given answers that are not its own. */
  readonly asked: { others: boolean }
}

/** The cases and samples of a flow as trials on the way to a node; their steps keep their values. */
export function trialsTo(flow: Flow, node: string, workshop: Pick<Workshop, 'operationSchema'>): ArrivalTrial[] {
  const cases = new Map(flow.cases.map(({ id, calls }) => [id, calls]))
  return trialsOf(flow, flow, workshop).map(({ id, name, kind, after }) => {
    const own = (kind === 'case' ? cases.get(id) : undefined) ?? {}
    const asked = { others: false }
    const answer: Trial['answer'] = (call) => {
      asked.others ||= call.node !== node && answerAt(own, call) === undefined
      return after.answer(call)
    }
    return { id, name, kind, asked, trial: { ...after, keepsValues: true, answer } }
  })
}
