import type { Reads } from '../expression.ts'

const ROOT = '$root'

/** Collects what the rows of a mapping read. */
export class ReadCollector {
  private readonly paths = new Set<string>()
  private everything = false

  add(reads: Reads): void {
    for (const path of reads.paths) this.paths.add(path)
    this.everything ||= reads.everything
  }

  reads(): Reads {
    return { paths: [...this.paths].toSorted(), everything: this.everything }
  }
}

/**
 * What an expression below a loop reads of the whole source, given where the elements of the loop are in the source (the empty path: the source
 * itself). Paths of `$root` are source paths; those of other variables stay.
 */
export function prefixReads(reads: Reads, sources: readonly string[]): Reads {
  const paths = reads.paths.flatMap((path) =>
    path.startsWith(`${ROOT}.`) ? [path.slice(ROOT.length + 1)] : path.startsWith('$') ? [path] : below(sources, path),
  )
  const wholeRoot = reads.paths.includes(ROOT)
  const wholeElement = reads.everything ? sources : []
  return {
    paths: [...paths.filter((path) => path !== ROOT), ...wholeElement.filter((path) => path !== '')],
    everything: wholeRoot || wholeElement.includes(''),
  }
}

function below(sources: readonly string[], path: string): string[] {
  return sources.map((source) => (source === '' ? path : path === '' ? source : `${source}.${path}`))
}
