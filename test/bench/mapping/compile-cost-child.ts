import { createExpressions } from '../../../server/expression/expressions.ts'
import { Mapping } from '../../../server/model/mapping.ts'
import { expression, path, rowsOf } from './mapping-case.ts'

/** What a process of its own measures, in milliseconds and megabytes. */
export interface CompileCost {
  compileMs: number
  firstRunMs: number
  heapMb: number
}

const MAPPINGS = 1000

/** 25 rows whose names no other mapping has: 20 paths, 5 expressions. */
function mappingOf(number: number): Mapping {
  const name = (row: number): string => `field_${number}_${row}`
  const paths = Array.from({ length: 20 }, (_, row) => [`target_${number}_${row}`, path(row % 4 === 0 ? `${name(row)}[0].value` : name(row))] as const)
  const expressions = Array.from({ length: 5 }, (_, row) => [`made_${number}_${row}`, expression(`$uppercase(${name(row * 2 + 1)}) & '-${number}'`)] as const)
  return Mapping.parse({ rows: rowsOf([...paths, ...expressions]) })
}

function heapMb(): number {
  global.gc?.()
  return process.memoryUsage().heapUsed / 1e6
}

async function measure(): Promise<CompileCost> {
  const documents = Array.from({ length: MAPPINGS }, (_, index) => mappingOf(index))
  const expressions = createExpressions()
  const before = heapMb()
  const start = performance.now()
  const compiled = documents.map((document) => expressions.compileMapping(document))
  const compileMs = performance.now() - start
  const again = performance.now()
  for (const mapping of compiled) await mapping.run({})
  const firstRunMs = performance.now() - again
  // What a WeakRef names lives until the end of the turn.
  await new Promise(setImmediate)
  const cost = { compileMs, firstRunMs, heapMb: heapMb() - before }
  // Keeps the mappings alive until the heap is measured.
  if (compiled.some((mapping) => mapping.problems.length > 0)) throw new Error('A mapping of the benchmark has problems.')
  await expressions.close()
  return cost
}

process.send?.(await measure())
process.disconnect()
