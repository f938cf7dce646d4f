import { Problem } from '../model/problem.ts'

/** Throws `request.invalid` for an address with a query: a misplaced criterion would otherwise be ignored in silence. */
export function refuseQuery(): never {
  throw new Problem('request.invalid', 'This operation takes no query parameters.', { errors: [{ path: '?', message: 'no query parameters are expected' }] })
}
