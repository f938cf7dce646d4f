import { configValue } from '../../server/model/flow-schema.ts'
import type { NodeSpec } from '../../server/model/node-spec.ts'

/** The line on a node's card: the spec's line with `{field}` (dotted) filled from the config; empty where nothing is set yet. */
export function nodeLine(spec: NodeSpec, config: Record<string, unknown>): string {
  let filled = !spec.line.includes('{')
  const text = spec.line.replace(/\{([\w.]+)\}/g, (_, path: string) => {
    const value = shortText(configValue(config, path))
    filled ||= value !== ''
    return value
  })
  if (!filled) return ''
  return text.replace(/\s+/g, ' ').replace(/^[\s·,→]+|[\s·,→]+$/g, '')
}

const NAMES = ['title', 'id', 'key', 'name']
const SHOWN = 3

function shortText(value: unknown): string {
  if (value === undefined || value === null) return ''
  if (Array.isArray(value)) return listText(value.map(entryText).filter(Boolean))
  if (typeof value === 'object') return entryText(value)
  return String(value as string | number | boolean)
}

const listText = (names: readonly string[]): string => names.slice(0, SHOWN).join(', ') + (names.length > SHOWN ? ` +${names.length - SHOWN}` : '')

/** The name of an entry, as far as it has one. */
function entryText(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value)
  const name = NAMES.map((key) => configValue(value, key)).find((each) => typeof each === 'string' && each !== '')
  return typeof name === 'string' ? name : ''
}
