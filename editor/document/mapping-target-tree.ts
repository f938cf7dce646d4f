import { type Field, unknownField } from './mapping-fields.ts'
import { formatPath, type PathStep } from './mapping-path.ts'
import { type PlacedRow, rowsByTarget } from './mapping-rows.ts'

/**
 * The target tree with what the rows write besides the schema: single elements (`emails[0]`) get a field of their own that repeats the
 * fields of the list, with a next one to draw to; a target that the schema does not know is added and marked, so that no row is out of sight.
 * `added` are further paths to show.
 */
export function targetTree(
  schemaFields: readonly Field[],
  placed: readonly Pick<PlacedRow, 'target'>[],
  added: readonly (readonly PathStep[])[] = [],
): Field[] {
  const whole = placed.some(({ target }) => target.length === 0) ? [{ ...unknownField([], false), name: 'whole value' }] : []
  const rows = rowsByTarget(placed)
  const targets = [...placed.map(({ target }) => target), ...added]
  return targets
    .reduce((fields, target) => insertField(fields, target, { depth: 1, open: false }), [...whole, ...schemaFields])
    .map((field) => withNext(field, rows))
}

/** Single elements stand in place of the fields of a list, unless a row or loop writes those as well. */
function withNext(field: Field, rows: ReadonlyMap<string, unknown>): Field {
  const elements = field.children.filter(isElement)
  const pattern = field.children.filter((child) => !isElement(child))
  if (elements.length === 0 || rows.has(field.key) || pattern.some((child) => rows.has(child.key) || isWrittenBelow(child, rows))) {
    return field.children.length === 0 ? field : { ...field, children: field.children.map((child) => withNext(child, rows)) }
  }
  const count = Math.max(...elements.map((child) => Number(child.steps.at(-1)))) + 1
  const next: Field = { ...elementOf(field, count), name: `[${count}] next`, next: true }
  return { ...field, children: [...elements.map((child) => withNext(child, rows)), next] }
}

const isElement = (field: Field): boolean => typeof field.steps.at(-1) === 'number'

/** `open`: the field around these may hold any names. */
function insertField(fields: Field[], target: readonly PathStep[], { depth, open }: { depth: number; open: boolean }): Field[] {
  if (depth > target.length) return fields
  const key = formatPath(target.slice(0, depth))
  const at = fields.findIndex((field) => field.key === key)
  const known = fields[at] ?? unknownField(target.slice(0, depth), !open)
  const children = insertBelow(known, target, depth)
  if (fields[at] && children === known.children) return fields
  const next = { ...known, children }
  return at < 0 ? [...fields, next] : fields.with(at, next)
}

function insertBelow(field: Field, target: readonly PathStep[], depth: number): readonly Field[] {
  const step = target[depth]
  if (step === undefined) return field.children
  const known = [...field.children]
  if (typeof step === 'number' && field.lists > 0 && !known.some((child) => child.key === formatPath([...field.steps, step]))) {
    const at = known.findIndex((child) => typeof child.steps.at(-1) === 'string')
    known.splice(at < 0 ? known.length : at, 0, elementOf(field, step))
  }
  const next = insertField(known, target, { depth: depth + 1, open: !field.unknown && (field.type === 'map' || field.type === 'any') })
  return next === known && known.length === field.children.length ? field.children : next
}

/** One element of a list as a field. */
export function elementOf(list: Field, index: number): Field {
  const steps = [...list.steps, index]
  const first = list.children.find(isElement)
  // A list whose fields were put away still has them in its elements.
  const pattern = list.children.filter((child) => !isElement(child))
  const inner = pattern.length > 0 || !first ? pattern : first.children.map((child) => rebased(child, first.steps.length, list.steps))
  return { ...list, ...rebased({ ...list, children: inner }, list.steps.length, steps), name: `[${index}]`, lists: list.lists - 1, required: false }
}

function rebased(field: Field, cut: number, steps: readonly PathStep[]): Field {
  const own = [...steps, ...field.steps.slice(cut)]
  return { ...field, steps: own, key: formatPath(own), children: field.children.map((child) => rebased(child, cut, steps)) }
}

/** Targets that must be there and that nothing writes; a field of an optional object counts only when something else of that object is written. */
export function missingTargets(fields: readonly Field[], rows: ReadonlyMap<string, readonly PlacedRow[]>): Set<string> {
  const missing = new Set<string>()
  const visit = (field: Field): void => {
    const written = rows.get(field.key)
    if (written && written[0]?.row.from.kind !== 'each') return
    const touched = written !== undefined || isWrittenBelow(field, rows)
    if (field.required && !touched) missing.add(field.key)
    if (touched) elementsOrFields(field).forEach(visit)
  }
  fields.forEach(visit)
  return missing
}

const isWrittenBelow = (field: Field, rows: ReadonlyMap<string, unknown>): boolean =>
  field.children.some((child) => rows.has(child.key) || isWrittenBelow(child, rows))

/** Where single elements of a list are written, the list's own fields are only their pattern. */
export function elementsOrFields(field: Field): readonly Field[] {
  const elements = field.children.filter((child) => isElement(child) && !child.next)
  return elements.length > 0 ? elements : field.children
}
