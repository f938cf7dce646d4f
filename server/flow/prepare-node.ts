import type { Expressions } from '../expression/expression.ts'
import { fieldErrors } from '../model/field-errors.ts'
import type { FlowNode } from '../model/flow.ts'
import type { NodeSchemas } from '../model/flow-schema.ts'
import { Problem, toProblem, type FieldError } from '../model/problem.ts'
import type { NodeKind, PreparedNode } from '../nodes/contract.ts'

/** A node made ready, or why it cannot be: fields of the config, or a problem of the kind. */
export type Preparation = { readonly prepared: PreparedNode } | { readonly errors: readonly FieldError[] } | { readonly problem: Problem }

/** Checks the config of a node and prepares it. Never throws. */
export function prepareNode(node: FlowNode, kind: NodeKind | undefined, room: { expressions: Expressions; schemas: NodeSchemas | undefined }): Preparation {
  if (!kind) return { problem: new Problem('flow.invalid', 'There is no node of this kind.', { at: node.id }) }
  const config = kind.config.safeParse(node.config)
  if (!config.success) return { errors: fieldErrors(config.error) }
  try {
    return { prepared: kind.prepare(config.data, { expressions: room.expressions, input: room.schemas?.input, output: room.schemas?.output }) }
  } catch (error) {
    return { problem: toProblem(error) }
  }
}

/** The prepared node; one that cannot be prepared fails with the reason when it is run. */
export function runnable(preparation: Preparation): PreparedNode {
  if ('prepared' in preparation) return preparation.prepared
  const problem =
    'problem' in preparation
      ? preparation.problem
      : new Problem('flow.invalid', `The node is not complete: ${preparation.errors.map(({ path, message }) => `${path} ${message}`).join('; ')}.`, {
          errors: preparation.errors,
        })
  return {
    trace: { out: [] },
    run: () => {
      throw problem
    },
  }
}
