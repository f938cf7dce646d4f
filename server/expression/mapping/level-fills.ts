import type { RowFill } from '../../model/fill.ts'
import { FAILED } from './row-issues.ts'

/**
 * Counts what the rows of one level gave: plain numbers by the position of the row in its level, for every run of the compiled mapping. Only what
 * did not give a value is counted row by row; in all other runs the row was filled. A run is counted once all its values are there.
 */
export class LevelFills {
  /** Runs of the level: of the mapping, or elements of the loop. */
  runs = 0
  /** An empty list is the value of a loop that found nothing, so that a level with loops is looked at in every run. */
  readonly loops: boolean
  private readonly isLoop: readonly boolean[]
  private readonly missing: number[]
  private readonly failed: number[]

  constructor(isLoop: readonly boolean[]) {
    this.isLoop = isLoop
    this.loops = isLoop.includes(true)
    this.missing = isLoop.map(() => 0)
    this.failed = isLoop.map(() => 0)
  }

  /** A run in which a row may have given nothing. */
  countGaps(values: readonly unknown[]): void {
    const { missing, failed, loops, isLoop } = this
    for (let row = 0; row < values.length; row++) {
      const value = values[row]
      if (value === undefined) missing[row]! += 1
      else if (value === FAILED) failed[row]! += 1
      else if (loops && isLoop[row] && (value as readonly unknown[]).length === 0) missing[row]! += 1
    }
  }

  of(id: string, row: number): RowFill {
    const missing = this.missing[row] ?? 0
    const failed = this.failed[row] ?? 0
    return { row: id, filled: this.runs - missing - failed, missing, failed }
  }
}
