import type { CaseReport, CaseResult } from '../model/case.ts'
import { safeName } from '../model/field-errors.ts'
import { Problem } from '../model/problem.ts'

/** Differences that a message names. */
const MOST_NAMED = 3

/** Throws `flow.cases-failed` with one error for each case that fails: where it differs, never with what. */
export function requirePassed({ results }: CaseReport): void {
  const failed = results.filter(({ passed }) => !passed)
  if (failed.length === 0) return
  const detail = failed.length === 1 ? 'One case fails.' : `${failed.length} of ${results.length} cases fail.`
  throw new Problem('flow.cases-failed', detail, { errors: failed.map((result) => ({ path: `cases.${result.id}`, message: reasonOf(result) })) })
}

function reasonOf({ problem, differences }: CaseResult): string {
  const places = differences
    .slice(0, MOST_NAMED)
    .map(({ place, path, why }) => [`${place}${path && ` at ${safePath(path)}`}`, why ?? 'differs'].join(why ? ': ' : ' '))
  const more = differences.length - places.length
  return [
    ...(problem ? [`ended with ${problem.code}${problem.at === undefined ? '' : ` at ${problem.at}`}`] : []),
    ...places,
    ...(more > 0 ? [`${more} more ${more === 1 ? 'difference' : 'differences'}`] : []),
  ].join('; ')
}

/** A key that may be somebody's name or address is written as `*`. What stands between the first and the last backtick is such keys. */
const safePath = (path: string): string => path.replace(/`.*`/s, '*').replaceAll(/(?<=^|\.)[^.[]+/g, (key) => safeName(key))
