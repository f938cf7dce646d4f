import { z } from 'zod'
import { type ProblemCode, PROBLEMS } from './problem-table.ts'

/** What a finding says and what a person can do about it. */
interface FindingKind {
  /** Short and constant. */
  readonly title: string
  readonly remedy: string
}

const kind = (title: string, remedy: string): FindingKind => ({ title, remedy })

/** What checking a flow can find besides problems. A finding that would also be a problem of a run has the code of the problem. The reference page `docs/problems.md` lists both. */
export const FINDINGS = {
  'config.invalid': kind('A field of a node is missing or wrong', 'Correct the field in the form of the node.'),
  'flow.loop': kind('The wires form a loop', 'Remove one of the wires of the loop.'),
  'flow.no-trigger': kind('Nothing starts the flow', 'Add an endpoint, a webhook or a schedule.'),
  'flow.no-split': kind('A node collects without a split', 'Put a split before the node that collects.'),
  'flow.mixed-split': kind('A node collects from inside and outside of a split', 'Let only the items of one split lead to the node.'),
  'node.twice': kind('Two nodes have the same id', 'Give one of them another id.'),
  'node.unknown-kind': kind('A node is of a kind that does not exist', 'Remove the node, or start a version of Patchbay that has the kind.'),
  'node.unreachable': kind('A node never runs', 'Join the node to the flow, or remove it.'),
  'undo.unfit': kind('A node cannot undo what another has written', 'Name a call node that no wire leads to and that is not undone itself.'),
  'trigger.twice': kind('Two triggers are started by the same request', 'Remove one of the triggers.'),
  'wire.twice': kind('Two wires have the same id', 'Remove one of the wires.'),
  'wire.from-nowhere': kind('A wire begins at a node that does not exist', 'Remove the wire.'),
  'wire.to-nowhere': kind('A wire leads to a node that does not exist', 'Remove the wire.'),
  'wire.no-port': kind('A wire leaves by a port that does not exist', 'Remove the wire, or lead it from another port.'),
  'wire.no-input': kind('A wire leads to a node that takes no messages', 'Remove the wire.'),
  'mapping.source-unknown': kind('A mapping reads a field that the source does not have', 'Choose a field of the source tree.'),
  'mapping.target-unknown': kind('A mapping writes a field that the target does not have', 'Choose a field of the target tree.'),
  'mapping.lossy': kind(
    'A conversion loses a part of the value',
    'Use an expression that says what becomes of it ($round, $substring), or choose another target.',
  ),
  'mapping.lost': kind('Fields of the source are neither mapped nor ignored', 'Map them, or mark in the mapper that they are ignored on purpose.'),
  'mapping.invariant-invalid': kind('What must hold between fields cannot be checked', 'Correct the expression of the invariant.'),
  'privacy.stored': kind('A personal value is led to a place that may not hold it', 'Leave the field out, or send it to a field that is made for it.'),
} as const satisfies Record<string, FindingKind>

export type FindingCode = ProblemCode | keyof typeof FINDINGS

/** One thing that is wrong, or worth knowing, before publishing. */
export const Finding = z.strictObject({
  level: z.enum(['error', 'warning']),
  code: z.enum([...Object.keys(PROBLEMS), ...Object.keys(FINDINGS)] as [FindingCode, ...FindingCode[]]),
  message: z.string(),
  node: z.string().optional(),
  wire: z.string().optional(),
  /** Field of the node's config, dotted. */
  field: z.string().optional(),
  /** Row of the node's mapping. */
  row: z.string().optional(),
})
export type Finding = z.infer<typeof Finding>
