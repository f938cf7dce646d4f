import { CANONICAL_OPERATIONS, type CanonicalOperation } from '../model/canonical-operation.ts'
import { fieldErrors } from '../model/field-errors.ts'
import { Problem } from '../model/problem.ts'
import type { FlowResponse, Trigger } from '../nodes/contract.ts'

/** What a finished run answers its caller with: a response, nothing (a schedule has no caller), or a problem. */
export type Answer = { readonly response: FlowResponse | null } | { readonly problem: Problem }

/**
 * Settles the answer of a run that ended well. A good answer to a canonical operation is parsed by its output schema and gets its status;
 * a webhook without an answer is accepted with 202 and the run id.
 */
export function answerOf(trigger: Trigger | undefined, response: FlowResponse | undefined, { id, input }: { id: string; input: unknown }): Answer {
  if (trigger?.type === 'operation') return canonicalAnswer(trigger.operation, response, input)
  if (response) return { response }
  return { response: trigger?.type === 'http' ? { status: 202, body: { run: id } } : null }
}

function canonicalAnswer(operation: string, response: FlowResponse | undefined, input: unknown): Answer {
  if (!response) return { problem: new Problem('flow.no-response', `No respond node was reached for ${operation}.`) }
  if (response.status >= 300) return { response }
  const operations: Readonly<Record<string, CanonicalOperation>> = CANONICAL_OPERATIONS
  const contract = Object.hasOwn(operations, operation) ? operations[operation] : undefined
  if (!contract) return { response }
  if (!contract.output) return { response: { ...response, status: contract.status, body: undefined } }
  const schema = contract.outputOfFields && (input as { fields?: unknown } | null)?.fields !== undefined ? contract.outputOfFields : contract.output
  const parsed = schema.safeParse(response.body)
  if (parsed.success) return { response: { ...response, status: contract.status, body: parsed.data } }
  const errors = fieldErrors(parsed.error)
  return {
    problem: new Problem(
      'flow.response-invalid',
      `The answer does not fit ${operation}: ${errors
        .slice(0, 5)
        .map(({ path, message }) => `${path || 'the body'}: ${message}`)
        .join('; ')}.`,
      { errors },
    ),
  }
}
