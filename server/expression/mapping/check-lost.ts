import type { Finding } from '../../model/finding.ts'

const MOST_NAMED = 8

/** The fields of the source that a mapping loses, as one finding; none where it loses nothing. */
export function lostFinding(lost: readonly string[]): Finding[] {
  if (lost.length === 0) return []
  const named = lost.slice(0, MOST_NAMED).map((path) => `\`${path}\``)
  const more = lost.length - named.length
  const fields = lost.length === 1 ? '1 source field is' : `${lost.length} source fields are`
  return [
    { level: 'warning', code: 'mapping.lost', message: `${fields} neither mapped nor ignored: ${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}.` },
  ]
}
