import type { Origin } from '../expression.ts'
import { segmentOf, type Located } from './located.ts'

/** Where the parts of a value that stands at a target path come from. A path of the whole source, unless it is copied, counts as not exact. */
export function originsOf(value: Located, target: string): Origin[] {
  const copied = value.at.map((path): Origin => ({ target, path, how: 'copied', exact: true }))
  const others = (value.from ?? []).map(({ path, how, loose }): Origin => ({ target, path, how, exact: !loose && (path !== '' || how === 'count') }))
  const fields = [...(value.fields ?? [])].flatMap(([name, field]) => originsOf(field, target === '' ? segmentOf(name) : `${target}.${segmentOf(name)}`))
  return [...copied, ...others, ...fields]
}
