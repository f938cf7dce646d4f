import type { RowSource } from '../../server/model/mapping.ts'
import { type Field, isLeaf } from './mapping-fields.ts'
import { formatPath, parsePath } from './mapping-path.ts'

/** The expression that turns the value at `path` into the target's type; `undefined` when it fits or nothing is known to help. */
export function conversionOf(path: string, source: Field | undefined, target: Field | undefined): string | undefined {
  if (!source || !target || !isLeaf(source) || !isLeaf(target) || source.type === target.type || source.lists > 0 || target.lists > 0) return undefined
  const wanted = target.type
  if (wanted === 'text' && (source.type === 'number' || source.type === 'integer' || source.type === 'boolean')) return `$string(${path})`
  if ((wanted === 'number' || wanted === 'integer') && source.type === 'text') return `$number(${path})`
  if (wanted === 'integer' && source.type === 'number') return `$round(${path})`
  return wanted === 'boolean' && source.type === 'text' ? `$lowercase(${path}) in ["true", "yes", "1"]` : undefined
}

/** The row's source in another kind, as far as it carries over; `undefined` when something has to be entered first. */
export function asKind(from: RowSource | undefined, kind: RowSource['kind'], target: Field | undefined): RowSource | undefined {
  if (from?.kind === kind) return from
  const path = from ? pathIn(from) : undefined
  switch (kind) {
    case 'constant':
      return { kind, value: startValue(target) }
    case 'expression':
      return from?.kind === 'constant' ? { kind, text: JSON.stringify(from.value) } : path === undefined ? undefined : { kind, text: path }
    case 'path':
    case 'each':
      return path === undefined ? undefined : { kind, path }
    case 'table':
      return path === undefined ? undefined : { kind, path, entries: {}, otherwise: 'problem' }
  }
}

function pathIn(from: RowSource): string | undefined {
  if (from.kind === 'constant') return undefined
  if (from.kind !== 'expression') return from.path
  const steps = parsePath(from.text.trim())
  return steps && formatPath(steps)
}

function startValue(target: Field | undefined): string | number | boolean | null {
  const code = target?.choices?.[0]
  if (typeof code === 'string' || typeof code === 'number' || typeof code === 'boolean') return code
  if (target?.type === 'boolean') return false
  if (target?.type === 'number' || target?.type === 'integer') return 0
  return target === undefined || target.type === 'text' ? '' : null
}
