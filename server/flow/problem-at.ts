import { Problem } from '../model/problem.ts'

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
