import { PROBLEMS, type ProblemCode } from '../../server/model/problem-table.ts'
import type { ProblemDocument } from '../../server/model/problem.ts'

/** A call to the server that failed: its problem document, or one made here where the server was not reached (`status` 0). */
export class ApiProblem extends Error {
  readonly document: ProblemDocument

  constructor(document: ProblemDocument) {
    super(`${document.title}. ${document.detail}`)
    this.name = 'ApiProblem'
    this.document = document
  }

  /** The server did not answer at all. */
  get offline(): boolean {
    return this.document.status === 0
  }

  /** Messages for the fields of a form by dotted path, all that a field has; `prefix` is cut off (`flow.name` -> `name`). */
  fieldErrors(prefix = ''): Record<string, string> {
    const lead = prefix && `${prefix}.`
    const own = (this.document.errors ?? []).filter((error) => error.path.startsWith(lead))
    return Object.fromEntries(own.map(({ path }) => [path.slice(lead.length), own.flatMap((each) => (each.path === path ? each.message : [])).join('; ')]))
  }
}

/** Any thrown thing as an `ApiProblem`. */
export function toApiProblem(error: unknown): ApiProblem {
  if (error instanceof ApiProblem) return error
  return new ApiProblem(madeHere('internal.error', 'The editor met an unexpected error.', 500))
}

/** The problem of a request that got no answer. */
export function offlineProblem(): ApiProblem {
  const document = madeHere('service.stopping', 'The request got no answer.', 0)
  return new ApiProblem({
    ...document,
    title: 'The server cannot be reached',
    remedy: 'Check that the server runs and that the network is up; then try again.',
  })
}

/** The problem of an answer that is not a problem document (a proxy's error page, for instance). */
export function unreadableProblem(status: number): ApiProblem {
  return new ApiProblem(madeHere('internal.error', `The server answered ${status} with something that is not JSON.`, status))
}

/** Is it a problem document, as far as the editor reads one? */
export function isProblemDocument(value: unknown): value is ProblemDocument {
  if (typeof value !== 'object' || value === null) return false
  const { title, detail, code } = value as Record<string, unknown>
  return typeof title === 'string' && typeof detail === 'string' && typeof code === 'string'
}

function madeHere(code: ProblemCode, detail: string, status: number): ProblemDocument {
  const { title, remedy } = PROBLEMS[code]
  return { type: `/docs/problems#${code}`, title, status, detail, code, remedy }
}
