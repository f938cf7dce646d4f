import type { CompiledMapping, Origin } from '../../server/expression/expression.ts'
import { changesOf, isBelow, perturbed, valuesAt, type Change, type Variant } from '../support/leaves.ts'

/**
 * Runs a mapping over an input and over copies of it of which one leaf was changed or taken out, and says which changes of the result its lineage
 * does not explain, and where a value that only is copied is not the value of its source.
 */
export async function unexplained(mapping: Pick<CompiledMapping, 'run' | 'rows'>, input: unknown): Promise<{ faults: string[]; changes: number }> {
  const before = await attempt(mapping, input)
  if (!before) return { faults: [], changes: 0 }
  const origins = mapping.rows.flatMap((row) => row.origins)
  const faults = new Set<string>()
  let changes = 0
  for (const variant of perturbed(input)) {
    const after = await attempt(mapping, variant.value)
    for (const change of after ? changesOf(before.value, after.value) : []) {
      changes += 1
      const fault = faultOf(origins, variant, change)
      if (fault) faults.add(fault)
    }
  }
  return { faults: [...faults], changes }
}

/** A mapping that fails on an input says nothing about it. */
async function attempt(mapping: Pick<CompiledMapping, 'run'>, input: unknown): Promise<{ value: unknown } | undefined> {
  try {
    return { value: await mapping.run(input, { input, meta: {} }) }
  } catch {
    return undefined
  }
}

function faultOf(origins: readonly Origin[], variant: Variant, change: Change): string | undefined {
  const reasons = origins.filter((origin) => explains(origin, variant.path, change))
  if (reasons.length === 0) return `${change.path} changes with ${variant.path}`
  // Where an element is missing, the others move up.
  if (variant.removed || change.shape || change.after === undefined || reasons.some(({ how }) => how !== 'copied')) return undefined
  const copies = reasons.flatMap(({ path, target }) => valuesAt(variant.value, below(path, change.path, target)))
  return copies.some((value) => JSON.stringify(value) === JSON.stringify(change.after)) ? undefined : `${change.path} is no copy of ${variant.path}`
}

const below = (path: string, changed: string, target: string): string => {
  const rest = target === '' ? changed : changed.slice(target.length + 1)
  return path.startsWith('$input') ? path.slice('$input.'.length) : [path, rest].filter((part) => part !== '').join('.')
}

function explains({ target, path, how }: Origin, source: string, change: Change): boolean {
  const from = path === '$input' ? '' : path.startsWith('$input.') ? path.slice('$input.'.length) : path
  const isTarget = isBelow(change.path, target) || (change.shape && isBelow(target, change.path))
  if (!isTarget || path.startsWith('$meta')) return false
  return how === 'count' ? source === from || isBelow(from, source) : isBelow(source, from) || isBelow(from, source)
}
