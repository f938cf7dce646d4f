import { Problem } from '../../model/problem.ts'
import type { LevelFills } from './level-fills.ts'
import { readingCode, UNREAD } from './level-reader.ts'
import { FAILED } from './row-issues.ts'
import { fail, finishRow, runRow, type LevelRun, type RowPlan } from './run-level.ts'
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
    directCode(rows),
    ...rows.map(rowCode),
    ...whole,
    `return rest(${values},w);};`,
  ]
  const tools = {
    U: UNREAD,
    F: FAILED,
    R: rows,
    Problem,
    hasOwn: Object.hasOwn,
    isArray: Array.isArray,
    runRow,
    finishRow,
    fail,
    rest,
    fills,
    ...directTools(rows),
  }
  return new Function(...Object.keys(tools), source.join('\n'))(...Object.values(tools)) as LevelRun
}

/**
 * Runs the code of the rows that have one without calling each of them; `l` is the limit that one of them reached, if any. Where something is
 * thrown, its row and those after it stay UNREAD: they are evaluated in the ordinary way, except the one that failed for good.
 */
function directCode(rows: readonly RowPlan[]): string {
  const indexes = directRows(rows)
  if (indexes.length === 0) return ''
  const runs = indexes.map((index) => `D${index}.begin();v${index}=D${index}.take(D${index}.code(o,b));`)
  const present = indexes.map((index) => `D${index}.code`).join('&&')
  return `let l;if(${present}){const b=at.run.bindings;try{${runs.join('')}}catch(e){if(e instanceof Problem)l=e;}}`
}

const directRows = (rows: readonly RowPlan[]): number[] => [...rows.keys()].filter((index) => rows[index]?.direct)

const directTools = (rows: readonly RowPlan[]): Record<string, unknown> =>
  Object.fromEntries(directRows(rows).map((index) => [`D${index}`, rows[index]?.direct]))

/** Runs a row that is not simple, or whose path was not clear; completes the value of the others. */
function rowCode(row: RowPlan, index: number): string {
  const value = `v${index}`
  const run = `${value}=runRow(R[${index}],o,at);`
  const wait = `if(${value} instanceof Promise)w=true;`
  if (!row.simple && !row.direct) return run + wait
  const unread = row.direct ? `if(l){${value}=fail(R[${index}],l,at);l=undefined;}else{${run}}` : run
  if (row.finish) return `if(${value}===U){${unread}}else ${value}=finishRow(R[${index}],${value},at);${wait}`
  return row.simple?.kind === 'constant' ? '' : `if(${value}===U){${unread}${wait}}`
}

function presentCode(row: RowPlan | undefined, index: number): string {
  return row?.simple && !row.finish && row.simple.kind === 'constant' ? '' : `&&v${index}!==undefined&&v${index}!==F`
}
