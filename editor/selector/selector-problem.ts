import type { Customer } from '../../server/model/customer.ts'
import type { FieldError } from '../../server/model/problem.ts'

/** An answer that is no good one, or none at all (`status` 0). */
export class SelectorProblem extends Error {
  readonly status: number
  /** Code of the table of problems; empty where something else than Patchbay answered. */
  readonly code: string
  readonly errors: readonly FieldError[]
  /** Seconds. */
  readonly retryAfter: number | undefined
  /** The customer as it is now, where somebody else was quicker and the CRM could be read. */
  readonly current: Customer | undefined

  constructor(message: string, { status = 0, code = '', errors = [], retryAfter, current }: Partial<Omit<SelectorProblem, 'message' | 'name'>> = {}) {
    super(message)
    this.name = 'SelectorProblem'
    this.status = status
    this.code = code
    this.errors = errors
    this.retryAfter = retryAfter
    this.current = current
  }

  /** The CRM or the server is away: the same request may succeed later. */
  get offline(): boolean {
    return this.status === 0 || this.code === 'crm.offline' || this.code === 'service.stopping'
  }
}

/** The problem that an answer tells of. */
export async function readProblem(response: Response): Promise<SelectorProblem> {
  const wait = Number(response.headers.get('retry-after') ?? Number.NaN)
  const body = (await response.json().catch(() => ({}))) as { code?: string; title?: string; detail?: string; errors?: FieldError[]; current?: Customer }
  const { code = '', title, detail, errors = [], current } = body
  const retryAfter = Number.isFinite(wait) ? Math.max(1, wait) : undefined
  return new SelectorProblem(detail ?? title ?? `HTTP ${response.status}`, { status: response.status, code, errors, retryAfter, current })
}

/** Was the request given up because a newer one took its place? */
export const isAbort = (error: unknown): boolean => error instanceof DOMException && error.name === 'AbortError'
