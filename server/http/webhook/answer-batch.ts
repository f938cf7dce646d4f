import type { Response } from 'express'
import type { Document } from '../../delivery/contract.ts'
import { type Problem, type ProblemDocument, problemDocument, toProblem } from '../../model/problem.ts'
import { answerCaller } from '../caller-answer.ts'
import type { HttpEnvironment } from '../environment.ts'
import type { Exchange } from '../exchange.ts'

/** What became of one message of a list. */
interface MessageResult {
  run?: string
  status: number
  body?: unknown
  problem?: ProblemDocument
}

/**
 * Runs or accepts the messages of a list one after the other, in their order, and answers with a list of results. The answer has the status of the
 * first problem, so that the sender sends the list again: messages with an id that went well are not repeated then. After a problem that may pass the rest
 * is left for that time, so that no message overtakes an earlier one.
 */
export async function answerBatch(
  environment: HttpEnvironment,
  { documents, accept, exchange, response }: { documents: readonly Document[]; accept: boolean; exchange: Exchange; response: Response },
): Promise<void> {
  const results: MessageResult[] = []
  let first: Problem | undefined
  let halted: Problem | undefined
  for (const document of documents) {
    const { result, problem } = halted ? notTried(halted) : await resultOf(environment, document, { accept, exchange })
    results.push(result)
    first ??= problem
    if (problem?.kind.retry) halted = problem
  }
  const status = first?.kind.status ?? (accept ? 202 : 200)
  const lines = first?.retryAfter === undefined ? [] : ['retry-after', String(Math.max(0, Math.ceil(first.retryAfter)))]
  answerCaller(response, { status, lines, text: JSON.stringify(results) })
}

interface Told {
  result: MessageResult
  problem?: Problem
}

const notTried = (halted: Problem): Told => ({ result: { status: halted.kind.status, problem: problemDocument(halted) } })

async function resultOf({ delivery }: HttpEnvironment, document: Document, { accept, exchange }: { accept: boolean; exchange: Exchange }): Promise<Told> {
  let run: string | undefined
  try {
    if (accept) return { result: { run: (await delivery.accept(document)).run, status: 202 } }
    const answered = await delivery.answer(document, exchange.signal)
    run = answered.run.id
    if (answered.problem) throw answered.problem
    return { result: { run, status: answered.response?.status ?? 204, ...(answered.response && { body: answered.response.body }) } }
  } catch (error) {
    const problem = toProblem(error)
    const document = problemDocument(problem, { withVendorMessage: true, ...(run !== undefined && { correlationId: run }) })
    return { result: { ...(run !== undefined && { run }), status: problem.kind.status, problem: document }, problem }
  }
}
