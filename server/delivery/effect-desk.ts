import type { EffectRecord } from '../model/delivery.ts'
import { Problem } from '../model/problem.ts'
import type { RunDetail, RunRecord } from '../model/run.ts'
import { type DeskRoom, openDocument, recordOf } from './desk-room.ts'
import { EffectGuard } from './effect-guard.ts'
import { outsideMemory, sealConfirmation } from './effect-memory.ts'
import { countEffects, isoTime } from './run-state.ts'

/** An operator has looked into the target system. */
export interface Resolution {
  run: string
  effect: string
  state: 'confirmed' | 'to-send'
  reference: string | null
}

/** Records what became of an unknown effect, for the next attempt and for the eye. */
export async function resolveEffect(room: DeskRoom, { run, effect: key, state, reference }: Resolution): Promise<EffectRecord[]> {
  const { engine, store, now } = room.parts
  const { effects } = await detailOf(room, run)
  const effect = effects.find((known) => known.key === key)
  if (!effect) throw new Problem('request.not-found', 'The run has no write of this key.', { at: 'effect' })
  if (effect.state !== 'unknown' && effect.state !== 'sent')
    throw new Problem('request.conflict', `The write is ${effect.state}, not unknown.`, { at: 'effect' })
  if (state === 'confirmed') {
    const { key: dataKey } = await openDocument(room.parts, run)
    await engine.record(run, key, sealConfirmation(store.bodies, { run, key: dataKey }, { output: null, reference, by: 'operator' }))
  } else await forgetSendings(room, run, key)
  const resolved: EffectRecord = { ...effect, state, reference, confirmedBy: state === 'confirmed' ? 'operator' : null, at: isoTime(now()), problem: null }
  return keep(room, run, { effects, changed: [resolved] })
}

/** From now on no request for it has ever left. */
async function forgetSendings({ parts: { engine } }: DeskRoom, run: string, key: string): Promise<void> {
  for (const step of await engine.steps(run)) if (step.startsWith(`${key}#`)) await engine.record(run, step, null)
}

/** Undoes the confirmed writes that the flow names a node for, the last one first. */
export async function undoEffects(room: DeskRoom, run: string): Promise<EffectRecord[]> {
  const { parts, writes } = room
  const { run: record, effects } = await detailOf(room, run)
  if (record.state !== 'cancelled' && record.state !== 'failed')
    throw new Problem('request.conflict', `The run is ${record.state}; only one that was cancelled or put aside can be undone.`, { at: 'id' })
  const { envelope, key } = await openDocument(parts, run)
  const planned = new Map((await writes.of(record.flow, record.version)).map((write) => [write.node, write]))
  const memory = outsideMemory(parts, { run, key })
  const guard = new EffectGuard({ ...parts, memory, run, before: new Map(effects.map((effect) => [effect.key, effect])) })
  const signal = new AbortController().signal
  try {
    for (const effect of confirmedLastFirst(effects)) {
      if (planned.get(effect.node)?.undo === undefined || !isOwn(effect)) continue
      const found = await memory.find(effect.key)
      const { problem } = await parts.runtime.undo({
        flow: record.flow,
        attempt: { id: run, version: record.version, acceptedAt: Date.parse(record.delivery!.acceptedAt) },
        node: effect.node,
        key: `${run}:${effect.key}`,
        output: found.state === 'confirmed' ? found.confirmation.output : null,
        input: envelope.body,
        guard: guard.call,
        signal,
      })
      await guard.idle()
      const stopped = guard.needsOperator ?? problem
      if (stopped) throw stopped
    }
  } finally {
    await keep(room, run, { effects, changed: [...guard.effects.values()] })
  }
  return [...guard.effects.values()]
}

const confirmedLastFirst = (effects: readonly EffectRecord[]): EffectRecord[] => effects.filter(({ state }) => state === 'confirmed').toReversed()

/** Not one of a subflow, and not one that undoes something: their keys begin with another node. */
const isOwn = ({ key, node }: EffectRecord): boolean => key === node || key.startsWith(`${node}:`)

async function detailOf({ parts, book }: DeskRoom, id: string): Promise<RunDetail> {
  await recordOf({ book }, id)
  const detail = await parts.store.runs.get(id)
  if (!detail) throw new Problem('request.not-found', 'There is no record of this run.', { at: 'id' })
  return detail
}

async function keep(
  room: DeskRoom,
  id: string,
  { effects, changed }: { effects: readonly EffectRecord[]; changed: readonly EffectRecord[] },
): Promise<EffectRecord[]> {
  const all = new Map([...effects, ...changed].map((effect) => [effect.key, effect]))
  const list = [...all.values()]
  const run = await recordOf(room, id)
  const counts = countEffects(list, await room.writes.of(run.flow, run.version))
  const counted = (before: RunRecord): RunRecord => ({ ...before, ...(before.delivery && { delivery: { ...before.delivery, effects: counts } }) })
  room.book.change(id, (before) => ({ run: counted(before), effects: list }))
  return list
}
