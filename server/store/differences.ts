type Json = Record<string, unknown>

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null

/** The members of a value by name: elements that all have their own `id` go by it, so that an insertion shifts nothing. */
function members(value: Json): Map<string, unknown> {
  if (!Array.isArray(value)) return new Map(Object.entries(value).filter(([, member]) => member !== undefined))
  const ids = value.map((element) => (isObject(element) && typeof element.id === 'string' ? element.id : undefined))
  const named = new Set(ids).size === ids.length && !ids.includes(undefined)
  return new Map(value.map((element, index) => [named ? ids[index]! : String(index), element]))
}

function* walk(a: unknown, b: unknown, path: string): Generator<string> {
  if (!isObject(a) || !isObject(b) || Array.isArray(a) !== Array.isArray(b)) {
    if (!Object.is(a, b)) yield path
    return
  }
  const left = members(a)
  const right = members(b)
  for (const name of new Set([...left.keys(), ...right.keys()])) yield* walk(left.get(name), right.get(name), path ? `${path}.${name}` : name)
}

/** Dotted paths at which two JSON values differ, at most `limit`. Elements of lists are named by their `id` where all have one. Never a value. */
export function differences(a: unknown, b: unknown, limit = 100): string[] {
  const paths: string[] = []
  for (const path of walk(a, b, '')) {
    if (paths.length === limit) break
    paths.push(path)
  }
  return paths
}
