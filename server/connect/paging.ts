import type { Paging } from '../model/connector.ts'
import { Problem } from '../model/problem.ts'
import type { ResponseScope } from './failures.ts'
import { compileExpression, type Compiler } from './template.ts'

/** What request templates of a paged operation see as `page`. */
export interface PageRequest {
  /** The `next` of the page before; nothing for the first page. */
  readonly cursor?: string
  readonly offset: number
  readonly limit?: number
}

/** The output of a paged operation. */
export interface Page {
  readonly items: readonly unknown[]
  /** Goes into `input.page` for the page after this one; left out on the last. */
  readonly next?: string
}

export interface PreparedPaging {
  /** Reads `page` and `limit` of the input. Fails with `message.invalid`. */
  request(input: unknown): PageRequest
  result(scope: ResponseScope, page: PageRequest): Promise<Page>
}

/** One page in, one page out: the flow decides whether it asks for another. */
export function preparePaging(paging: Paging, compiler: Compiler, at: string): PreparedPaging {
  const items = compileExpression(paging.items, compiler, `${at}.items`)
  const most = paging.style === 'offset' ? paging.limit : undefined
  const next = paging.style === 'cursor' ? compileExpression(paging.next, compiler, `${at}.next`) : undefined
  return {
    request: (input) => readPageRequest(input, most, `${at}.input`),
    result: async (scope, page) => {
      const found = listOf(await items(scope))
      if (next) {
        const cursor = await next(scope)
        return cursor === undefined || cursor === null || cursor === '' ? { items: found } : { items: found, next: String(cursor) }
      }
      return found.length < (page.limit ?? 1) ? { items: found } : { items: found, next: String(page.offset + found.length) }
    },
  }
}

// JSONata gives a single item for a list of one, and nothing for an empty one.
const listOf = (value: unknown): readonly unknown[] => (value === undefined || value === null ? [] : Array.isArray(value) ? value : [value])

function readPageRequest(input: unknown, most: number | undefined, at: string): PageRequest {
  const { page, limit } = typeof input === 'object' && input !== null ? (input as { page?: unknown; limit?: unknown }) : {}
  if (page !== undefined && page !== null && typeof page !== 'string')
    throw new Problem('message.invalid', 'The page must be the text that the page before named as next.', { at: `${at}.page` })
  const wanted = typeof limit === 'number' && limit >= 1 ? Math.floor(limit) : undefined
  const size = most === undefined ? wanted : Math.min(wanted ?? most, most)
  const rest = size === undefined ? {} : { limit: size }
  if (page === undefined || page === null) return { offset: 0, ...rest }
  if (most !== undefined && !/^\d{1,9}$/.test(page)) throw new Problem('message.invalid', 'The page is not one of this operation.', { at: `${at}.page` })
  return { cursor: page, offset: most === undefined ? 0 : Number(page), ...rest }
}
