import type { Engine, RunContext } from '../engine/contract.ts'
import type { EffectRecord } from '../model/delivery.ts'
import type { Bodies } from '../store/contract.ts'

/** What is kept of a confirmed effect: its output is what the nodes behind it need when the document is tried again. */
export interface Confirmation {
  output: unknown
  reference: string | null
  by: NonNullable<EffectRecord['confirmedBy']>
}

/**
 * What earlier attempts left of an effect. `sent`: a request has left, and what came of it is not known. `lost`: it is confirmed, but the
 * output has expired, or was never known. `sending`: the number of the next request; `sentAt`: when the last one left, milliseconds since 1970,
 * where it is known.
 */
export type Memory = OpenMemory | { state: 'confirmed'; confirmation: Confirmation }

export interface OpenMemory {
  state: 'new' | 'sent' | 'lost'
  sending: number
  sentAt?: number
  reference: string | null
}

/** Remembers effects from one attempt to the next. Every method is durable when it resolves. */
export interface EffectMemory {
  find(key: string): Promise<Memory>
  /** Just before the first byte leaves. */
  sending(key: string, sending: number, now: number): Promise<void>
  /** It certainly had no effect. */
  refused(key: string, sending: number): Promise<void>
  confirmed(key: string, confirmation: Confirmation): Promise<void>
}

/** Names of the steps of an effect. A refused request frees the effect for another one, which has a mark of its own. */
export const sentStep = (key: string, sending: number): string => `${key}#sent${nth(sending)}`
export const refusedStep = (key: string, sending: number): string => `${key}#refused${nth(sending)}`
const nth = (sending: number): string => (sending === 1 ? '' : `~${sending}`)

/** The step of an effect that is confirmed. */
export const sealConfirmation = (bodies: Bodies, place: { run: string; key: Uint8Array }, confirmation: Confirmation): Uint8Array =>
  bodies.sealMore(place.run, place.key, Buffer.from(JSON.stringify(confirmation)))

const openConfirmation = (bodies: Bodies, place: { run: string; key: Uint8Array }, sealed: Uint8Array): Confirmation =>
  JSON.parse(Buffer.from(bodies.open(place.run, place.key, sealed)).toString('utf8')) as Confirmation

const MARK = Uint8Array.of(1)

/** The mark of a request is the time at which it left; nothing to be sealed. */
function timeOf(mark: Uint8Array): { sentAt?: number } {
  const sentAt = Number(Buffer.from(mark).toString('latin1'))
  return Number.isSafeInteger(sentAt) && sentAt > 0 ? { sentAt } : {}
}

/** The visible ledger of earlier attempts. Not `complete`: an earlier run of the same id crashed, and may have sent what is not listed. */
export interface Before {
  effects: ReadonlyMap<string, EffectRecord>
  complete: boolean
}

/** The ledger of earlier runs by key. `cutOff`: the last of them has not written its own, so that what is said not to be sent may be sent by now. */
export const ledgerBefore = (effects: readonly EffectRecord[], cutOff: boolean): ReadonlyMap<string, EffectRecord> =>
  new Map(effects.filter(({ state }) => !cutOff || state !== 'to-send').map((effect) => [effect.key, effect]))

/** May a request have left of which no step tells? */
function mayBeSent({ effects, complete }: Before, key: string): boolean {
  const known = effects.get(key)?.state
  return known === undefined ? !complete : known !== 'to-send'
}

/** The recorded steps of the engine as the memory of effects. */
export function stepMemory(context: Pick<RunContext, 'id' | 'key' | 'step' | 'recorded'>, bodies: Bodies, before: Before): EffectMemory {
  const place = { run: context.id, key: context.key }
  return {
    find: async (key) => {
      const reference = before.effects.get(key)?.reference ?? null
      const recorded = await context.recorded(key)
      if (recorded?.length === 0) return { state: 'lost', sending: 1, reference }
      if (recorded) {
        const confirmation = openConfirmation(bodies, place, recorded)
        return confirmation.by === 'operator' ? { state: 'lost', sending: 1, reference: confirmation.reference } : { state: 'confirmed', confirmation }
      }
      let sending = 1
      for (let mark = await context.recorded(sentStep(key, sending)); mark; mark = await context.recorded(sentStep(key, ++sending)))
        if (!(await context.recorded(refusedStep(key, sending)))) return { state: 'sent', sending, reference, ...timeOf(mark) }
      return { state: mayBeSent(before, key) ? 'sent' : 'new', sending, reference }
    },
    sending: async (key, sending, now) => void (await context.step(sentStep(key, sending), async () => Buffer.from(String(now)))),
    refused: async (key, sending) => void (await context.step(refusedStep(key, sending), async () => MARK)),
    confirmed: async (key, confirmation) => void (await context.step(key, async () => sealConfirmation(bodies, place, confirmation))),
  }
}

/** The memory of a run that is answered at once: it lasts as long as the run. */
export function answerMemory(before: Before): EffectMemory {
  const done = new Map<string, Confirmation>()
  return {
    find: async (key) => {
      const confirmation = done.get(key)
      if (confirmation) return { state: 'confirmed', confirmation }
      return { state: mayBeSent(before, key) ? 'sent' : 'new', sending: 1, reference: before.effects.get(key)?.reference ?? null }
    },
    sending: async () => undefined,
    refused: async () => undefined,
    confirmed: async (key, confirmation) => void done.set(key, confirmation),
  }
}

/** The memory of an accepted document that is not at work: its recorded steps, read and written from outside. */
export function outsideMemory(
  { engine, store }: { engine: Pick<Engine, 'stepResult' | 'record'>; store: { bodies: Bodies } },
  { run, key }: { run: string; key: Uint8Array },
): EffectMemory {
  const step = async (name: string, work: () => Promise<Uint8Array>): Promise<Uint8Array> => {
    const known = await engine.stepResult(run, name)
    if (known) return known
    const result = await work()
    await engine.record(run, name, result)
    return result
  }
  return stepMemory({ id: run, key, step, recorded: (name) => engine.stepResult(run, name) }, store.bodies, { effects: new Map(), complete: true })
}
