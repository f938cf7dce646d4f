/** What is left of a dotted path under a holder of it (`emails.value` under `emails`: `value`; the same path: nothing left). Undefined: it is not below. */
export function pathBelow(path: string, holder: string): string | undefined {
  if (holder === '') return path
  if (path === holder) return ''
  return path.startsWith(`${holder}.`) ? path.slice(holder.length + 1) : undefined
}

/** A dotted path below another. */
export function joinPath(holder: string, path: string): string {
  return holder === '' || path === '' ? holder + path : `${holder}.${path}`
}

/** The segments of a dotted path; those in backticks keep them. */
export function pathSegments(path: string): string[] {
  return path.match(/`[^`]*`|[^.`]+/g) ?? []
}
