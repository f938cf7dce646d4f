import { type Field, isLeaf } from '../document/mapping-fields.ts'
import { summaryOf } from '../document/mapping-rows.ts'
import { typeWord } from '../document/type-word.ts'
import type { MappingRow } from '../../server/model/mapping.ts'
import { PII_WORDS } from '../ui/pii-words.ts'

/** What a screen reader says of any field: name, type, whether it must be there, whether it is about a person. */
function fieldWords(field: Field): string[] {
  const list = field.lists > 0 ? (isLeaf(field) ? `list of ${typeWord(field)}` : 'list') : typeWord(field)
  return [field.name, list, field.required ? 'required' : '', field.pii === 'none' ? '' : PII_WORDS[field.pii]]
}

const joined = (words: readonly string[]): string => words.filter((word) => word !== '').join(', ')

/** The name of a row of the source tree, with what becomes of the field. */
export function sourceLabel(field: Field, fate: { used: boolean; lost: boolean; ignored: boolean; picked: boolean }): string {
  const become = fate.ignored ? 'ignored on purpose' : fate.used ? 'mapped' : fate.lost && isLeaf(field) ? 'lost' : ''
  return joined([...fieldWords(field), become, fate.picked ? 'picked' : ''])
}

export interface TargetFate {
  row: MappingRow | undefined
  missing: boolean
  broken: boolean
  everything: boolean
  /** Number of problems and notes. */
  found: number
}

/** The name of a row of the target tree, with where its value comes from. */
export function targetLabel(field: Field, { row, missing, broken, everything, found }: TargetFate): string {
  const mapped = row ? mappedBy(row) : missing ? 'missing: nothing maps it' : isLeaf(field) ? 'not mapped' : ''
  const trouble = [
    broken ? 'no longer fits the source' : '',
    field.unknown ? 'not in the schema' : '',
    found > 0 ? `${found} ${found === 1 ? 'finding' : 'findings'}` : '',
  ]
  return joined([...fieldWords(field), mapped, everything ? 'depends on everything' : '', ...trouble])
}

function mappedBy(row: MappingRow): string {
  const summary = summaryOf(row)
  switch (row.from.kind) {
    case 'path':
      return `mapped by path ${summary}`
    case 'expression':
      return `mapped by expression ${summary.slice(2)}`
    case 'constant':
      return `constant ${summary}`
    case 'table':
      return `mapped by value ${summary}`
    case 'each':
      return `loop over ${row.from.path}`
  }
}
