/** Places that are named at most. */
const MOST_PATHS = 10

/**
 * Where two values of an expression differ (`items[0].name`; empty for the whole). A key that is no word of the expression may be
 * a value of the data (as in a grouping), so that it is written as `*`.
 */
export function differingPaths(one: unknown, other: unknown, text: string): string[] {
  const found = new Set<string>()
  const names = new Set(text.match(/[\w$]+/g))
  const step = (key: string): string => (names.has(key) ? key : '*')

  function compare(a: unknown, b: unknown, path: string): void {
    if (found.size >= MOST_PATHS || Object.is(a, b)) return
    if (Array.isArray(a) && Array.isArray(b) && a.length === b.length) return a.forEach((element, index) => compare(element, b[index], `${path}[${index}]`))
    if (!isObject(a) || !isObject(b)) return void found.add(path)
    for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
      const place = path === '' ? step(key) : `${path}.${step(key)}`
      if (Object.hasOwn(a, key) && Object.hasOwn(b, key)) compare(a[key], b[key], place)
      else found.add(place)
    }
  }
  compare(one, other, '')
  return [...found].slice(0, MOST_PATHS)
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)
