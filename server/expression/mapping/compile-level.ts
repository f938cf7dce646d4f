import type { LevelFills } from './level-fills.ts'
import { readingCode, UNREAD } from './level-reader.ts'
import { FAILED } from './row-issues.ts'
import { finishRow, runRow, type LevelRun, type RowPlan } from './run-level.ts'
import { createBuilder, leavesOf, literalOf, type TargetBuilder, type TargetTree } from './target-tree.ts'

/** What makes a level. */
export interface LevelParts {
  readonly rows: readonly RowPlan[]
  readonly tree: TargetTree
  readonly fills: LevelFills
}

/**
 * One generated function for all rows of a level: it reads the simple ones, runs the others, and gives the target as a literal where every value is
 * there. Where values are missing or have to be waited for, they are counted and put together field by field.
 */
export function compileLevel({ rows, tree, fills }: LevelParts): LevelRun {
  // Many levels never need it.
  let build: TargetBuilder | undefined
  const complete = (values: readonly unknown[]): unknown => {
    fills.runs += 1
    fills.countGaps(values)
    return (build ??= createBuilder(tree))(values)
  }
  const rest = (values: readonly unknown[], waits: boolean): unknown => (waits ? Promise.all(values).then(complete) : complete(values))
  const values = `[${rows.map((_, index) => `v${index}`).join()}]`
  const whole = fills.loops
    ? []
    : [
        `if(!w${leavesOf(tree)
          .map((row) => presentCode(rows[row], row))
          .join('')}){fills.runs+=1;return ${literalOf(tree)};}`,
      ]
  const source = [
    '"use strict";return (o,at)=>{let w=false;',
    readingCode(rows.map((row) => row.simple)),
    ...rows.map(rowCode),
    ...whole,
    `return rest(${values},w);};`,
  ]
  const tools = { U: UNREAD, F: FAILED, R: rows, hasOwn: Object.hasOwn, isArray: Array.isArray, runRow, finishRow, rest, fills }
  return new Function(...Object.keys(tools), source.join('\n'))(...Object.values(tools)) as LevelRun
}

/** Runs a row that is not simple, or whose path was not clear; completes the value of the others. */
function rowCode(row: RowPlan, index: number): string {
  const value = `v${index}`
  const run = `${value}=runRow(R[${index}],o,at);`
  const wait = `if(${value} instanceof Promise)w=true;`
  if (!row.simple) return run + wait
  if (row.finish) return `if(${value}===U){${run}}else ${value}=finishRow(R[${index}],${value},at);${wait}`
  return row.simple.kind === 'path' ? `if(${value}===U){${run}${wait}}` : ''
}

function presentCode(row: RowPlan | undefined, index: number): string {
  return row?.simple && !row.finish && row.simple.kind === 'constant' ? '' : `&&v${index}!==undefined&&v${index}!==F`
}
