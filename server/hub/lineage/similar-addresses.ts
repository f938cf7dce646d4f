const MOST = 3

/** The addresses most like a text, best first: those that share most pairs of letters with it. */
export function similarAddresses(text: string, addresses: readonly string[]): string[] {
  const wanted = pairsOf(text)
  const scored = [...new Set(addresses)].map((address) => ({ address, score: likeness(wanted, pairsOf(address)) }))
  return scored
    .filter(({ score }) => score > 0.2)
    .toSorted((a, b) => b.score - a.score)
    .slice(0, MOST)
    .map(({ address }) => address)
}

function pairsOf(text: string): ReadonlySet<string> {
  const plain = text.toLowerCase()
  return new Set(Array.from({ length: Math.max(0, plain.length - 1) }, (_, index) => plain.slice(index, index + 2)))
}

/** Twice the shared pairs by all pairs: from 0 (nothing in common) to 1. */
function likeness(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const shared = [...a].filter((pair) => b.has(pair)).length
  return a.size + b.size === 0 ? 0 : (2 * shared) / (a.size + b.size)
}
