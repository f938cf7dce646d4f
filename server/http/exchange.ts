import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Logger } from 'pino'
import { type Cancellation, Canceller } from '../model/cancellation.ts'
import { type Problem, toProblem } from '../model/problem.ts'
import { answerProblem, type ProblemAnswer } from './problem-answer.ts'

/** One request and its answer, as the log sees it: never a value, a query or a header. */
export class Exchange {
  /** Aborted when the caller hangs up before the answer is complete. */
  readonly signal: Cancellation
  /** Id of the run that the request started. */
  run: string | undefined
  /** Who called: the id of a client, or the name of a user. */
  caller: string | undefined
  private problem: Problem | undefined
  private id: string | undefined
  private readonly response: ServerResponse

  /** `route` is the pattern, not the address: addresses may hold references. */
  constructor(log: Logger, route: string, response: ServerResponse) {
    this.response = response
    const canceller = new Canceller()
    this.signal = canceller
    const started = performance.now()
    response.on('close', () => {
      if (!response.writableFinished) canceller.abort()
      const ms = Math.round((performance.now() - started) * 10) / 10
      const { run, caller, problem, id } = this
      log.info({
        method: response.req.method,
        route,
        status: response.statusCode,
        ms,
        caller,
        run,
        id,
        problem: problem?.code,
        hungUp: !response.writableFinished || undefined,
      })
      if (problem?.code === 'internal.error') log.error({ id, run, cause: placeOf(problem.cause) }, 'internal error')
    })
  }

  get request(): IncomingMessage {
    return this.response.req
  }

  /** Answers with what went wrong, whatever was thrown. */
  fail(error: unknown, options: Omit<ProblemAnswer, 'correlationId'> = {}): void {
    this.problem = convertError(error)
    this.id = this.run ?? randomUUID()
    answerProblem(this.response, this.problem, { correlationId: this.id, ...options })
  }
}

/** Class and stack frames of a foreign error; its message may echo values. */
function placeOf(cause: unknown): string[] | undefined {
  if (!(cause instanceof Error)) return undefined
  // The stack begins with the message, which may have lines that look like frames.
  const frames = (cause.stack ?? '')
    .replace(cause.message, '')
    .split('\n')
    .filter((line) => line.startsWith('    at '))
  return [cause.name, ...frames.slice(0, 12).map((line) => line.trim())]
}

/** Express reports an address with a broken percent-encoding as a URIError with a status. */
function convertError(error: unknown): Problem {
  if (error instanceof URIError) return toProblem(error, 'request.malformed')
  return toProblem(error)
}
