import type { LaneView } from '../../../server/model/delivery.ts'
import type { BodyOf } from '../../../server/model/endpoint.ts'
import type { RunRecord, RunState } from '../../../server/model/run.ts'
import { countText } from '../run-words.ts'
import { retryEffects } from './effect-words.ts'

/** What an operator does with one accepted document. */
export type RunVerb = BodyOf<'runs.act'>['action']

/** States in which the engine does it. */
const STATES: Readonly<Record<RunVerb, readonly RunState[]>> = {
  retry: ['waiting', 'blocked', 'paused', 'failed', 'cancelled'],
  pause: ['queued', 'waiting', 'blocked'],
  resume: ['paused'],
  cancel: ['queued', 'running', 'waiting', 'blocked', 'paused', 'needs-payload'],
  skip: ['queued', 'waiting', 'blocked', 'paused', 'needs-payload'],
  undo: ['failed', 'cancelled'],
  purge: ['failed', 'cancelled', 'blocked', 'paused', 'needs-payload'],
}

/** May it be done with this run now? A run that was answered at once leaves nothing to do. */
export function verbFits(verb: RunVerb, { delivery, state }: RunRecord): boolean {
  if (!delivery || !STATES[verb].includes(state)) return false
  return verb !== 'undo' || delivery.effects.confirmed > 0
}

/** Its name on buttons. */
export const VERB_WORDS: Readonly<Record<RunVerb, string>> = {
  retry: 'Retry',
  pause: 'Pause',
  resume: 'Resume',
  cancel: 'Cancel the document',
  skip: 'Skip',
  undo: 'Undo its writes',
  purge: 'Purge',
}

/** Its result in a few words. */
export const DONE_WORDS: Readonly<Record<RunVerb, string>> = {
  retry: 'The document is tried again.',
  pause: 'The document is paused.',
  resume: 'The document goes on.',
  cancel: 'The document is cancelled.',
  skip: 'The document is put aside.',
  undo: 'Its writes are undone.',
  purge: 'Body and results are destroyed.',
}

/** Cannot be taken back. */
export const isFinal = (verb: RunVerb): boolean => verb === 'purge' || verb === 'cancel' || verb === 'undo'

const ENDED: readonly RunState[] = ['failed', 'cancelled', 'succeeded']

/** What it will do, before it is done: one sentence for each thing. */
export function verbLines(verb: RunVerb, run: RunRecord, lane: LaneView | undefined): string[] {
  const effects = run.delivery?.effects ?? { confirmed: 0, unknown: 0, toSend: 0 }
  const behind = lane?.run === run.id ? lane.behind : 0
  const stuck =
    run.problem?.code === 'effect.unknown' && effects.unknown > 0 ? 'The last attempt could not look it up: say first what became of it, under Writes.' : ''
  const lines: Record<RunVerb, string[]> = {
    retry: [
      `Attempt ${(run.delivery?.attempt ?? 0) + 1} begins ${ENDED.includes(run.state) ? 'at the end of its lane' : 'now'}.`,
      ...retryEffects(effects),
      stuck,
      behindLine(behind, 'then'),
    ],
    pause: [
      'It keeps its place and is not tried until it is resumed.',
      behind > 0 ? `${countText(behind, 'document')} behind it ${wait(behind)} as well.` : '',
    ],
    resume: ['It goes on now, with new attempts.', ...retryEffects(effects), stuck, behindLine(behind, 'then')],
    cancel: ['It is not tried any more.', confirmedLine(effects.confirmed), unknownLine(effects.unknown), behindLine(behind, 'now')],
    skip: ['It is put aside as failed with its sealed body, and can be retried later.', unknownLine(effects.unknown), behindLine(behind, 'now')],
    undo: [`The nodes that the flow names for it undo ${countText(effects.confirmed, 'confirmed write')}, the last one first.`],
    purge: [
      'Its sealed body and the results of its steps are destroyed now. It can never be retried.',
      ENDED.includes(run.state) ? '' : 'It is cancelled.',
      confirmedLine(effects.confirmed),
      unknownLine(effects.unknown),
      ENDED.includes(run.state) ? '' : behindLine(behind, 'now'),
    ],
  }
  return lines[verb].filter((line) => line !== '')
}

const wait = (count: number): string => (count === 1 ? 'waits' : 'wait')

const behindLine = (behind: number, when: 'now' | 'then'): string =>
  behind === 0 ? '' : `${countText(behind, 'document')} behind it ${behind === 1 ? 'goes' : 'go'} on ${when === 'now' ? 'now' : 'when it is delivered'}.`

const confirmedLine = (count: number): string =>
  count === 0 ? '' : `${countText(count, 'confirmed write')} ${count === 1 ? 'stays' : 'stay'} as ${count === 1 ? 'it is' : 'they are'}.`

const unknownLine = (count: number): string => (count === 0 ? '' : `What became of ${countText(count, 'write')} stays unknown.`)
