import type { EffectCounts, EffectRecord, EffectState, RepeatSafety } from '../../../server/model/delivery.ts'
import type { RetryPlan } from '../../../server/model/run-endpoint.ts'
import type { RunRecord } from '../../../server/model/run.ts'
import { countText } from '../run-words.ts'

/** All writes of a run or plan, those not reached yet included. */
const sum = ({ confirmed, unknown, toSend }: EffectCounts): number => confirmed + unknown + toSend

/** The writes of a run; of a delivered one those that its way through the flow did not need are left out. */
export function effectsOf({ state, delivery }: RunRecord): EffectCounts | undefined {
  return state === 'succeeded' && delivery ? { ...delivery.effects, toSend: 0 } : delivery?.effects
}

/** `3 of 5 writes confirmed, 1 unknown`; empty where nothing is written. */
export function effectSummary(effects: EffectCounts): string {
  if (sum(effects) === 0) return ''
  const { confirmed, unknown } = effects
  return `${confirmed.toLocaleString()} of ${countText(sum(effects), 'write')} confirmed${unknown > 0 ? `, ${unknown.toLocaleString()} unknown` : ''}`
}

/** What a retry does with writes, one sentence for each kind. */
export function retryEffects({ confirmed, unknown, toSend }: EffectCounts): string[] {
  const lines = [
    toSend > 0 ? `At most ${countText(toSend, 'write')} will be sent.` : 'No write is left to send.',
    confirmed > 0 ? `${countText(confirmed, 'write')} ${be(confirmed)} confirmed already and will not be sent again.` : '',
    unknown > 0 ? `${countText(unknown, 'write')} ${be(unknown)} unknown and will be looked up first; where the target cannot tell, a person must.` : '',
  ]
  return lines.filter((line) => line !== '')
}

/** What a retry of several documents does, in numbers. */
export function planLines(plan: RetryPlan): string[] {
  const { runs, leftOut, blocking } = plan
  if (runs === 0) return ['None of these documents can be retried: they have ended, are at work, or have no body.']
  const lines = [
    `${countText(runs, 'document')} will be tried again.`,
    ...retryEffects(plan.effects),
    blocking > 0 ? `${blocking.toLocaleString()} of them ${blocking === 1 ? 'holds its lane' : 'hold their lanes'} up: what waits behind goes on after.` : '',
    leftOut > 0 ? `${countText(leftOut, 'document')} cannot be retried and ${be(leftOut)} left out: ended, at work, or without a body.` : '',
  ]
  return lines.filter((line) => line !== '')
}

export const EFFECT_WORDS: Readonly<Record<EffectState, string>> = { 'to-send': 'to send', sent: 'sent', confirmed: 'confirmed', unknown: 'unknown' }

/** How a repeat of the write is made safe. */
export const SAFETY_WORDS: Readonly<Record<RepeatSafety, string>> = {
  key: 'A repeat is safe: the target knows its idempotency key.',
  search: 'A repeat is safe: it is looked up by our number first.',
  version: 'A repeat is safe: the target refuses an old version token.',
  nature: 'A repeat is safe: it changes nothing more.',
  none: 'A repeat is not safe: it is looked up, or a person says what became of it.',
}

const CONFIRMED_BY = { answer: ' by the answer', 'read-back': ', found by reading back', operator: ', said by an operator' } as const

/** The state of a write with how it is known: `confirmed, found by reading back`. */
export const effectState = ({ state, confirmedBy }: EffectRecord): string =>
  state === 'confirmed' && confirmedBy ? `confirmed${CONFIRMED_BY[confirmedBy]}` : EFFECT_WORDS[state]

const be = (count: number): string => (count === 1 ? 'is' : 'are')
