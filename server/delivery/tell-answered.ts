import { type Problem, toProblem } from '../model/problem.ts'
import type { AnsweredMessage, DeliveryParts } from './parts.ts'

type Told = Pick<AnsweredMessage, 'run' | 'client' | 'body' | 'answer'> & { operation: string | undefined }

/** Tells of a message that its flow has answered well. What goes wrong is reported, and given back. */
export async function tellAnswered(parts: Pick<DeliveryParts, 'answered' | 'failed'>, { operation, ...message }: Told): Promise<Problem | undefined> {
  if (operation === undefined || !parts.answered) return undefined
  try {
    await parts.answered({ ...message, operation })
    return undefined
  } catch (error) {
    const problem = toProblem(error)
    parts.failed(problem, 'what a flow has answered could not be noted')
    return problem
  }
}
