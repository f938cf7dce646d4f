import type { Expressions } from './expression/expression.ts'
import type { PreviewRequest } from './http/environment.ts'
import type { PreviewResult } from './model/api-view.ts'

/** Runs a mapping over samples, as a whole and row by row. */
export async function previewMapping(_expressions: Expressions, _request: PreviewRequest): Promise<PreviewResult> {
  return { samples: [], findings: [], lost: [], modes: {} }
}
