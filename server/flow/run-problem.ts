import { Problem } from '../model/problem.ts'
import type { RunProblem } from '../model/run-problem.ts'

/** A problem as records and messages hold it: without values. */
export function runProblem(problem: Problem): RunProblem {
  return {
    code: problem.code,
    detail: problem.detail,
    ...(problem.at !== undefined && { at: problem.at }),
    ...(problem.vendorCode !== undefined && { vendorCode: problem.vendorCode }),
  }
}

/** The problem with the node as its place. A position or field it was placed at before is in its detail. */
export function problemAt(problem: Problem, nodeId: string): Problem {
  if (problem.at === nodeId) return problem
  const { code, detail, errors, cause, retryAfter, vendorCode, vendorMessage, noEffect } = problem
  return new Problem(code, detail, {
    at: nodeId,
    ...(errors && { errors }),
    ...(cause !== undefined && { cause }),
    ...(retryAfter !== undefined && { retryAfter }),
    ...(vendorCode !== undefined && { vendorCode }),
    ...(vendorMessage !== undefined && { vendorMessage }),
    ...(noEffect && { noEffect }),
  })
}
