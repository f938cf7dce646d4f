import type { DocumentSummary } from '../../model/business-document.ts'

type Cell = DocumentSummary['cells'][number]

/** Takes the counts out of cells with fewer customers than `least`: whoever sees them could tell what a single customer has done. */
export const suppressSmall = (cells: readonly Cell[], least: number): Cell[] =>
  cells.map((cell) => ((cell.customers ?? 0) >= least ? cell : { ...cell, documents: null, anonymous: null, offline: null, customers: null }))
