import type { NodeTrace } from '../contract.ts'

/** Of a node that hands on the message as it arrived. */
export const PASSES: NodeTrace = { out: [{ at: '', value: { of: 'message' } }] }

/** Of a node that hands on nothing. */
export const ENDS: NodeTrace = { out: [] }

/** What leaves a node that sends a message away: the answer in its place, or with a key the message with the answer below it. */
export function answered(as: string | undefined): NodeTrace['out'] {
  const answer = { at: as ?? '', value: { of: 'answer' } } as const
  return as === undefined ? [answer] : [{ at: '', value: { of: 'message', without: [as] } }, answer]
}
