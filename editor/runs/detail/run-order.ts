const KEY = 'patchbay.run-order'

interface RunOrder {
  ids: readonly string[]
  /** The address of the list. */
  from: string
}

/** Remembers the order of the list that a run is opened from, for the ways to the next and the previous one. Lives as long as the tab. */
export function keepRunOrder(ids: readonly string[]): void {
  const order: RunOrder = { ids, from: `${window.location.pathname}${window.location.search}` }
  try {
    sessionStorage.setItem(KEY, JSON.stringify(order))
  } catch {
    // Without storage there is no next and previous; everything else works.
  }
}

/** The list that a run was opened from, and its neighbours there: `previous` is the one above. */
export function runNeighbours(id: string): { previous: string | undefined; next: string | undefined; from: string | undefined } {
  const order = readOrder()
  const at = order?.ids.indexOf(id) ?? -1
  if (!order || at < 0) return { previous: undefined, next: undefined, from: undefined }
  return { previous: order.ids[at - 1], next: order.ids[at + 1], from: order.from }
}

function readOrder(): RunOrder | undefined {
  try {
    const read = JSON.parse(sessionStorage.getItem(KEY) ?? 'null') as RunOrder | null
    return read && Array.isArray(read.ids) && typeof read.from === 'string' && read.from.startsWith('/runs') ? read : undefined
  } catch {
    return undefined
  }
}
