import { conversionOf } from '../document/mapping-conversion.ts'
import { formatPath, namesOf } from '../document/mapping-path.ts'
import type { MapperModel } from './mapper-model.ts'

/** The expression that turns what a copying row reads into what its target wants; `undefined` where it fits, or nothing helps. */
export function rowConversion({ placed, sources, targets }: MapperModel, id: string): string | undefined {
  const found = placed.find(({ row }) => row.id === id)
  if (found?.row.from.kind !== 'path') return undefined
  const [read] = found.reads
  const target = targets.get(formatPath(found.target)) ?? targets.get(formatPath(namesOf(found.target)))
  return conversionOf(found.row.from.path, read && sources.get(formatPath(read)), target)
}
